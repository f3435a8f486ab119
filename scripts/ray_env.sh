#!/usr/bin/env bash
# Makes .venv-ray: Ray, prefect-ray and SCALER in one virtual environment, for `make test-ray`. About 800 MB, without
# torch. Safe to run again. RAY_VENV chooses another folder, PYTHON another interpreter.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
venv=${RAY_VENV:-.venv-ray}

[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --constraint constraints.txt \
  'ray==2.60.0' 'prefect-ray==0.6.0' --editable '.[ray,dev]'
"$venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

print("ray environment:", ", ".join(f"{name} {version(name)}" for name in ("ray", "prefect-ray", "prefect")))
PYTHON
touch "$venv/ready"
