#!/usr/bin/env bash
# Sets up all that SCALER needs on Debian or Ubuntu: system parts where you may install them, a virtual environment in
# .venv, pinned dependencies. Safe to run again. PYTHON=python3.12 chooses another interpreter.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}

stop() {
  printf 'setup: %s\n  fix: %s\n' "$1" "$2" >&2
  exit 1
}

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
  stop "Python 3.11 or newer is needed, $python is $("$python" --version 2>&1 || true)" \
    "install one, then: PYTHON=python3.11 make setup"

missing=()
command -v bwrap >/dev/null || missing+=(bubblewrap)
command -v g++ >/dev/null || missing+=(g++)
"$python" -c 'import ctypes; ctypes.CDLL("libseccomp.so.2")' 2>/dev/null || missing+=(libseccomp2)
"$python" -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
if ((${#missing[@]})); then
  if [ "$(id -u)" = 0 ]; then
    as_root=()
  elif sudo -n true 2>/dev/null; then
    as_root=(sudo)
  else
    stop "system parts are missing: ${missing[*]}" "sudo apt-get update && sudo apt-get install -y ${missing[*]}"
  fi
  command -v apt-get >/dev/null ||
    stop "system parts are missing: ${missing[*]}" "install them with your system's package manager"
  echo "setup: installing ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq "${missing[@]}" >/dev/null
fi

# The browser tests skip themselves without it; CI asks for it.
if [ -n "${BROWSER_TESTS:-}" ] && [ ! -x /usr/bin/chromium ]; then
  echo "setup: installing chromium for the browser tests"
  { [ "$(id -u)" = 0 ] && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; } ||
    echo "setup: chromium could not be installed; the browser tests will be skipped"
fi

[ -x .venv/bin/python ] || "$python" -m venv .venv
echo "setup: installing Python packages into .venv"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[train,lora,dev]'
touch .venv/ready
