from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving.commands import ROOT, Shell
from tests.serving.server import Served, serve

LOGS = ROOT / "runs" / "serving"
"""Logs of the last run of these tests; they stay."""

OFFLINE = {"HF_HUB_OFFLINE": "1", "DO_NOT_TRACK": "1", "VLLM_NO_USAGE_STATS": "1"}
VLLM = [
    *("-m", "vllm.entrypoints.openai.api_server", "--dtype", "float32", "--enforce-eager"),
    *("--max-model-len", "8192", "--gpu-memory-utilization", "0.2"),  # of the machine's memory, on a CPU
]


@pytest.fixture(scope="session")
def smollm2() -> Path:
    """The folder of SmolLM2-135M-Instruct: SCALER_SMOLLM2, or one that is made and stays."""
    if given := os.environ.get("SCALER_SMOLLM2"):
        return Path(given).resolve(strict=True)
    folder = ROOT / "runs" / "models" / "smollm2"
    command = [sys.executable, "-m", "scaler", "model", "smollm2", str(folder)]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if made.returncode:
        pytest.skip(f"SCALER_SMOLLM2 is not set, and `scaler model smollm2` failed: {made.stderr.strip()}")
    return folder


@pytest.fixture(scope="session")
def vllm_python() -> Path:
    """The interpreter of the environment that has vLLM."""
    python = Path(os.environ.get("VLLM_VENV", ROOT / ".venv-vllm")).absolute() / "bin" / "python"
    if not python.exists():
        pytest.skip(f"no environment with vLLM: {python} does not exist; scripts/vllm_env.sh makes it")
    return python


@pytest.fixture(
    scope="session",
    params=[pytest.param("transformers", marks=pytest.mark.live), pytest.param("vllm", marks=pytest.mark.vllm)],
)
def served(request: pytest.FixtureRequest, smollm2: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """SmolLM2 behind a real server, one after the other."""
    log = LOGS / request.param / "server.log"
    log.with_name("commands.log").unlink(missing_ok=True)
    if request.param == "transformers":
        # It knows a model by its folder, and takes no other name.
        name = sampling(smollm2, tmp_path_factory.mktemp("model") / "smollm2")
        transformers = Path(sys.executable).with_name("transformers")
        command = [str(transformers), "serve", str(name), "--device", "cpu", "--dtype", "float32"]
        extra: dict[str, str] = {}
    else:
        python, name = request.getfixturevalue("vllm_python"), Path("smollm2")
        command = [str(python), *VLLM, "--model", str(smollm2), "--served-model-name", str(name)]
        extra = {"VLLM_TARGET_DEVICE": "cpu", "VLLM_CPU_KVCACHE_SPACE": "1"}
    print(f"\n  starting {request.param}; its log: {log}")
    with serve(command, str(name), log, OFFLINE | extra) as server:
        yield server


@pytest.fixture
def shell(served: Served, tmp_path: Path) -> Shell:
    """A user's shell that knows the endpoint."""
    log = served.log.with_name("commands.log")
    print(f"\n  commands and what they print: {log}")
    environment = {
        "OPENAI_BASE_URL": served.base_url,
        "OPENAI_API_KEY": "none",
        "PREFECT_HOME": str(tmp_path / "prefect"),
    }
    return Shell(Path(sys.executable), log, OFFLINE | environment)


def sampling(model: Path, folder: Path) -> Path:
    """The model again, in another folder whose settings say that it samples.

    `transformers serve` takes a request's temperature and still picks the most likely token where they do not.
    """
    folder.mkdir()
    for path in model.iterdir():
        if path.name != "generation_config.json":
            (folder / path.name).symlink_to(path)
    settings = json.loads((model / "generation_config.json").read_text())
    settings |= {"do_sample": True, "top_k": 0, "top_p": 1.0}
    (folder / "generation_config.json").write_text(json.dumps(settings))
    return folder
