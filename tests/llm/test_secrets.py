"""A key that an endpoint echoes everywhere reaches no log, no artifact and no file."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scaler.errors import EndpointError
from scaler.llm import Call, Ledger, LLMConfig, open_llm
from tests import toy
from tests.llm.server import KEY, Reply, ScriptedServer, chat

ECHO = {"X-Key": KEY, "Set-Cookie": f"key={KEY}", "Server": KEY}


def faults() -> list[Reply]:
    error = {"error": {"message": f"your key is {KEY}", "type": KEY}}
    return [
        Reply(error, 500, ECHO),
        Reply(error, 429, ECHO | {"Retry-After": KEY}),
        Reply(KEY.encode() * 5000, 503, ECHO, media_type=f"text/{KEY}"),
        Reply(KEY.encode(), 500, ECHO, cut=10),
    ]


def everything(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def telltale(folder: Path) -> list[str]:
    return [str(path) for path in everything(folder) if KEY.encode() in path.read_bytes()]


@pytest.mark.parametrize(
    "last",
    [
        Reply({"error": {"message": KEY}}, 401, ECHO),
        Reply({"error": KEY}, 400, ECHO),
        Reply(KEY.encode() * 100, headers=ECHO),
        Reply({"choices": KEY, "error": {"message": KEY}}, headers=ECHO),
        Reply(chat(f"the key: {KEY}", finish_reason=KEY) | {"model": KEY}, headers=ECHO),
    ],
)
def test_an_endpoint_that_echoes_the_key(
    endpoint: ScriptedServer,
    make_call: Callable[..., Call],
    make_config: Callable[..., LLMConfig],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    last: Reply,
) -> None:
    caplog.set_level(logging.DEBUG)
    endpoint.script.extend([*faults(), last])
    config = make_config("live", max_retries=6, open_after=2, pause_seconds=0.1)
    said = ""
    try:
        said = repr(open_llm(config, Ledger(config, tmp_path / "ledger.jsonl")).complete(make_call()))
    except EndpointError as error:
        said = str(error)
    assert endpoint.keys == [f"Bearer {KEY}"] * 5
    assert "[key]" in said or "no JSON" in said
    assert everything(tmp_path)
    assert telltale(tmp_path) == []
    out, err = capfd.readouterr()
    assert KEY not in said + out + err + caplog.text


@pytest.mark.slow
@pytest.mark.sandbox
def test_a_whole_synthesis_against_it(endpoint: ScriptedServer, tmp_path: Path) -> None:
    """The command with its flow: nothing in Prefect's database, its logs, the registry or any other file."""

    def answer(request: dict[str, Any]) -> Reply:
        system = request["messages"][0]["content"]
        marks = {"turn programming": "analysis", "Your generators": "generator", "puzzle texts": "question"}
        step = next((step for mark, step in marks.items() if mark in system), "solver")
        text = toy.completion("max", step)
        return Reply(chat(f"{KEY}\n{text}", finish_reason=KEY) | {"model": f"toy {KEY}"}, headers=ECHO)

    endpoint.script.extend(faults())
    endpoint.answer = answer
    (tmp_path / "problems.jsonl").write_text(toy.problem("max").model_dump_json() + "\n")
    (tmp_path / "endpoints.yaml").write_text(
        f"endpoints: [{{name: house, base_url: '{endpoint.base_url}', key_env: HOUSE_KEY, structured: auto}}]\n"
    )
    command = [sys.executable, "-m", "scaler", "synth", "problems.jsonl", "--model", "toy", "--workers", "1"]
    command += ["--registry", "registry", "--work", "work", "--recording", "recording"]
    command += ["--endpoints", "endpoints.yaml", "--budget-tokens", "200000"]
    root = str(Path(__file__).resolve().parents[2])
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OPENAI_")}
    environment |= {"HOUSE_KEY": KEY, "PREFECT_HOME": str(tmp_path / "prefect"), "PREFECT_LOGGING_LEVEL": "DEBUG"}
    environment |= {"PREFECT_LOGGING_ROOT_LEVEL": "DEBUG", "PREFECT_LOGGING_EXTRA_LOGGERS": "scaler"}
    environment |= {"PYTHONPATH": root}
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stdout + run.stderr
    assert (tmp_path / "registry/max-of-list/1.0/manifest.yaml").is_file()
    assert list((tmp_path / "prefect").glob("*.db"))
    assert len(everything(tmp_path / "recording")) == 4
    assert telltale(tmp_path) == []
    assert KEY not in run.stdout + run.stderr
