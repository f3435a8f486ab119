"""A registry of sound, failed and hostile entries, served by the real command."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scaler.registry import Registry
from scaler.sandbox import Sandbox
from scaler.synthesis import synthesize_batch
from tests import toy
from tests.review_app.folded import folded_version
from tests.review_app.hostile import hostile_version

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Registry:
    """`max`, `min` and `sum` of a list: the first two are candidates, the last failed its solver; and a hostile one."""
    folder = tmp_path_factory.mktemp("review")
    toy.registry(folder, sandbox, "max", "min")
    toy.answer(folder, "sum", *toy.STEPS, solver=toy.completion("max", "solver"))
    synthesize_batch([toy.problem("sum")], toy.workshop(folder, sandbox, repairs=0))
    registry = Registry(folder / "registry")
    second = registry.version("max-of-list@1.0")
    question = second.programs.question.replace("Take", "So take")
    changed = {"inputs": "0", "golden": dict.fromkeys(second.manifest.golden, "0")}
    registry.publish(
        second.model_copy(
            update={
                "programs": second.programs.model_copy(update={"question": question}),
                "manifest": second.manifest.model_copy(update=changed),
            }
        ),
        "passed every gate",
    )
    registry.publish(folded_version(), "passed every gate")
    registry.publish(hostile_version(), "passed <script>document.title='owned'</script>")
    return registry


@pytest.fixture(scope="session")
def address(registry: Registry) -> Iterator[str]:
    """The page's address, as `scaler review` prints it."""
    command = [sys.executable, "-m", "scaler", "review", "--registry", str(registry.root)]
    server = subprocess.Popen(
        [*command, "--reviewer", "ann", "--no-browser"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    line = server.stdout.readline()
    try:
        yield line.split(" at ")[1].strip()
    finally:
        server.terminate()
        server.wait(timeout=20)
