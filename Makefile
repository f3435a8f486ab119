.PHONY: setup demo test test-all test-live test-vllm test-ray check format screenshots

setup: .venv/ready

.venv/ready: pyproject.toml constraints.txt scripts/setup.sh
	scripts/setup.sh

demo: setup
	.venv/bin/scaler demo

test: setup
	.venv/bin/python -m pytest -m "not slow and not live and not vllm and not ray"

test-all: setup
	.venv/bin/python -m pytest

test-live: setup
	.venv/bin/python -m pytest -m live -s -rs tests/serving

test-vllm: setup .venv-vllm/ready
	.venv/bin/python -m pytest -m vllm -s -rs tests/serving

.venv-vllm/ready: pyproject.toml scripts/vllm_env.sh
	scripts/vllm_env.sh

test-ray: setup .venv-ray/ready
	.venv-ray/bin/python -m pytest -m ray -rs tests/flows

.venv-ray/ready: pyproject.toml constraints.txt scripts/ray_env.sh
	scripts/ray_env.sh

check: setup
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

format: setup
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

screenshots: setup
	.venv/bin/python -m scripts.screenshots
