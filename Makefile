.PHONY: setup demo test test-all check format screenshots

setup: .venv/ready

.venv/ready: pyproject.toml constraints.txt scripts/setup.sh
	scripts/setup.sh

demo: setup
	.venv/bin/scaler demo

test: setup
	.venv/bin/python -m pytest -m "not slow"

test-all: setup
	.venv/bin/python -m pytest

check: setup
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

format: setup
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

screenshots: setup
	.venv/bin/python -m scripts.screenshots
