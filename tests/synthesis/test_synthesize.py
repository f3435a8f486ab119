"""From problem to registry, with completions from files: no model, everything else real."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scaler.registry import Registry
from scaler.sandbox import Sandbox
from scaler.synthesis import Outcome, funnel_rows, synthesize_batch
from tests import toy

pytestmark = pytest.mark.sandbox


def one(tmp_path: Path, sandbox: Sandbox, operation: str = "max", *, repairs: int = 1) -> Outcome:
    result = synthesize_batch([toy.problem(operation)], toy.workshop(tmp_path, sandbox, repairs=repairs))
    assert not result.unfinished
    return result.outcomes[0]


def test_a_sound_draft_is_published_and_plays(tmp_path: Path, sandbox: Sandbox) -> None:
    toy.answer(tmp_path, "max", *toy.STEPS)
    outcome = one(tmp_path, sandbox)
    assert (outcome.stage, outcome.ref, outcome.repairs) == ("published", "max-of-list@1.0", 0)
    registry = Registry(tmp_path / "registry")
    environment = registry.load("max-of-list", sandbox)
    instance = environment.instance(3, 7)
    assert instance == registry.load("max-of-list", sandbox).instance(3, 7)
    truth = toy.truth("max", instance.data["a"])  # type: ignore[arg-type]
    texts = [f"\\boxed{{{truth}}}", "", f"\\boxed{{{truth + 1}}}"]
    assert [environment.score(instance, text).value for text in texts] == [1.0, 0.0, 0.0]
    provenance = registry.manifest("max-of-list").provenance
    assert provenance["calls"] == 4
    assert sorted(provenance["prompts"]) == sorted(toy.STEPS)  # type: ignore[arg-type]
    assert registry.manifest("max-of-list").golden.keys() == {f"n={n}" for n in (3, 4, 5, 6, 7, 8, 10, 12)}


def test_a_question_that_lost_a_word_shows_up_as_disagreement_and_is_mended(tmp_path: Path, sandbox: Sandbox) -> None:
    vague = f"```jinja\nNumbers: {{{{ a | join(' ') }}}}\n{toy.RULE} What is the product?\n```"
    first = toy.completion("max", "solver").replace("max(", "next(")
    toy.answer(tmp_path, "max", *toy.STEPS, question=vague, solver=first)
    folder = tmp_path / "files" / "max-of-list"
    (folder / "05-repair.md").write_text("The rule was lost.\n\nquestion:\n\n" + toy.completion("max", "question"))
    (folder / "06-solver.md").write_text(toy.completion("max", "solver"))
    outcome = one(tmp_path, sandbox)
    assert (outcome.stage, outcome.repairs) == ("published", 1)
    assert outcome.repaired[0].startswith("solver: the solver agrees in ")


def test_a_question_that_lost_a_rule_is_mended(tmp_path: Path, sandbox: Sandbox) -> None:
    silent = "```jinja\nNumbers: {{ a | join(' ') }}\nWhat is the largest product?\n```"
    toy.answer(tmp_path, "max", *toy.STEPS, question=silent)
    folder = tmp_path / "files" / "max-of-list"
    (folder / "05-repair.md").write_text("The rule was lost.\n\nquestion:\n\n" + toy.completion("max", "question"))
    (folder / "06-solver.md").write_text(toy.completion("max", "solver"))
    outcome = one(tmp_path, sandbox)
    assert (outcome.stage, outcome.repairs) == ("published", 1)
    assert outcome.repaired == (f"rules: 1 of 1 rules are not in the question; first: {toy.RULE}",)


def test_a_draft_that_stays_broken_is_kept_as_rejected_with_its_evidence(tmp_path: Path, sandbox: Sandbox) -> None:
    short = "```python\n" + toy.GENERATOR.replace('range(scale["n"])', 'range(scale["n"] - 1)') + "```"
    toy.answer(tmp_path, "max", *toy.STEPS, generator=short)
    outcome = one(tmp_path, sandbox, repairs=0)
    reason = 'n = 3 was requested, len(a) is 2 at level 0, scale {"n": 3}, seed 0'
    assert (outcome.stage, outcome.reason) == ("scale", reason)
    row = Registry(tmp_path / "registry").rows()[0]
    assert (row.ref, row.state, row.reviewer, row.reason) == ("max-of-list@1.0", "rejected", "gates", reason)


def test_malformed_completions_end_as_outcomes_not_errors(tmp_path: Path, sandbox: Sandbox) -> None:
    toy.answer(tmp_path, "max", *toy.STEPS, analysis="I cannot.")
    toy.answer(tmp_path, "min", *toy.STEPS, analysis='```json\n{"usable": false, "why_not": "interactive"}\n```')
    toy.answer(tmp_path, "sum", *toy.STEPS, generator="```python\ndef generate(:\n```")
    problems = [toy.problem(operation) for operation in toy.OPERATIONS]
    result = synthesize_batch(problems, toy.workshop(tmp_path, sandbox, repairs=0))
    assert [(o.stage, o.reason) for o in result.outcomes] == [
        ("analysis", "specification: the completion has no fenced block marked `json` (found: none)"),
        ("usable", "interactive"),
        ("draft", "generator: no Python: line 1: invalid syntax"),
    ]
    counts = {row["stage"]: (row["count"], row["lost"]) for row in funnel_rows(result)}
    assert counts["problems"] == (3, "")
    assert counts["analysis"] == (2, "lost: max-of-list")
    assert counts["draft"] == (0, "lost: sum-of-list")


def test_a_missing_completion_leaves_the_problem_unfinished_and_says_how_to_go_on(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    toy.answer(tmp_path, "max", "analysis")
    shop = toy.workshop(tmp_path, sandbox)
    result = synthesize_batch([toy.problem("max")], shop)
    assert result.unfinished[0].reason.startswith("no completion for problem 'max-of-list', step 'generator'")
    toy.answer(tmp_path, "max", *toy.STEPS)
    assert synthesize_batch([toy.problem("max")], shop).outcomes[0].passed


def test_an_outcome_stands_until_what_it_rests_on_changes(tmp_path: Path, sandbox: Sandbox) -> None:
    toy.answer(tmp_path, "max", *toy.STEPS)
    shop = toy.workshop(tmp_path, sandbox)
    first = synthesize_batch([toy.problem("max")], shop).outcomes[0]
    calls = shop.ledger.totals().calls
    assert synthesize_batch([toy.problem("max")], shop).outcomes[0] == first
    assert shop.ledger.totals().calls == calls
    changed = toy.problem("max").model_copy(update={"statement": "Print the largest number."})
    assert synthesize_batch([changed], shop).outcomes[0].ref == "max-of-list@1.1"
    outcome = json.loads((tmp_path / "work/outcomes/max-of-list.json").read_text())
    assert outcome["ref"] == "max-of-list@1.1"
