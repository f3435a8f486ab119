"""The shipped recordings still answer the shipped prompts, and lead to what is said of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from scaler.llm import Ledger, LLMConfig, PromptLibrary, open_llm
from scaler.problems import Problem, read_problems
from scaler.registry import Registry
from scaler.resources import shipped
from scaler.sandbox import Sandbox
from scaler.synthesis import BatchResult, SynthesisConfig, Workshop, synthesize_batch
from scaler.validation import load_thresholds

pytestmark = pytest.mark.sandbox

CODE_JAM = Path(__file__).resolve().parents[3] / "shared" / "data" / "code_jam.jsonl"


def replay(recording: str, problems: list[Problem], tmp_path: Path, sandbox: Sandbox) -> BatchResult:
    folder = shipped(f"examples/recordings/{recording}")
    llm = LLMConfig(mode="replay", model="recorded", recording=folder)
    config = SynthesisConfig(llm=llm, registry=tmp_path / "registry", work=tmp_path / "work")
    ledger = Ledger(llm)
    return synthesize_batch(
        problems,
        Workshop(
            config=config,
            llm=open_llm(llm, ledger),
            ledger=ledger,
            prompts=PromptLibrary(shipped("prompts")),
            sandbox=sandbox,
            registry=Registry(config.registry),
            thresholds=load_thresholds(None),
        ),
    )


def names(recording: str) -> Iterator[str]:
    return (path.name for path in shipped(f"examples/recordings/{recording}").iterdir())


def test_unsound_drafts_of_the_bundled_recording_are_rejected_at_the_right_gate(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    bundled = {problem.id: problem for problem in read_problems(shipped("examples/problems")).problems}
    assert sorted(names("bundled")) == sorted(bundled)
    chosen = ("coin-drawer", "island-count", "twin-targets", "echo-count")
    result = replay("bundled", [bundled[name] for name in chosen], tmp_path, sandbox)
    assert not result.unfinished
    assert [(o.problem, o.stage, o.repairs) for o in result.outcomes] == [
        ("coin-drawer", "diversity", 1),
        ("island-count", "solver", 1),
        ("twin-targets", "published", 1),
        ("echo-count", "published", 1),
    ]
    assert [o.repaired[0].partition(":")[0] for o in result.outcomes] == ["diversity", "solver", "verifier", "analysis"]


@pytest.mark.realdata
@pytest.mark.slow
@pytest.mark.skipif(not CODE_JAM.is_file(), reason=f"{CODE_JAM} is not here: real problems are not part of the project")
def test_the_code_jam_problems_yield_what_the_docs_say(tmp_path: Path, sandbox: Sandbox) -> None:
    result = replay("code_jam", list(read_problems(CODE_JAM).problems), tmp_path, sandbox)
    assert not result.unfinished
    lost = Counter(outcome.stage for outcome in result.outcomes if not outcome.passed)
    assert lost == {"references": 5, "usable": 1, "rules": 2, "diversity": 1}
    assert sum(outcome.passed for outcome in result.outcomes) == 93


@pytest.mark.realdata
@pytest.mark.skipif(not CODE_JAM.is_file(), reason=f"{CODE_JAM} is not here: real problems are not part of the project")
def test_some_code_jam_problems_are_published(tmp_path: Path, sandbox: Sandbox) -> None:
    chosen = ("codejam-2017-qualification-round-tidy-numbers", "kickstart-2020-round-a-allocation")
    result = replay("code_jam", [p for p in read_problems(CODE_JAM).problems if p.id in chosen], tmp_path, sandbox)
    assert [(o.problem, o.stage, o.repairs) for o in result.outcomes] == [
        ("codejam-2017-qualification-round-tidy-numbers", "published", 0),
        ("kickstart-2020-round-a-allocation", "published", 1),
    ]
