from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.validation.equivalence import is_harmless
from benchmarks.validation.memory import DEFAULT, MOST_CPU, RememberingSandbox
from benchmarks.validation.planting import Results, Row, some_of
from benchmarks.validation.sorts import SORTS
from benchmarks.validation.sorts.texts import saying, sentences
from benchmarks.validation.subject import Subject, with_answer, with_programs
from benchmarks.validation.table import faults_table
from scaler.environment import Programs, Reference
from scaler.sandbox import Call, Limits, Program, PyFunc, Result
from scaler.validation import Draft
from scaler.validation.gates.structure import ALLOWED_MODULES, REFUSED_NAMES
from tests.toy import GENERATOR, SPECIFICATION, problem

QUESTION = "Here are some numbers:\n\n{{ a | join(', ') }}\n\nIt is computed from the numbers: what is the largest?"


class Counting:
    """A sandbox that answers everything and counts what it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.limits = Limits()

    def run(self, program: Program, stdins: Sequence[str], *, limits: Limits = DEFAULT) -> list[Result]:
        self.asked += len(stdins)
        self.limits = limits
        return [Result("ok", stdout=f"{program.code} {stdin}") for stdin in stdins]

    def call(self, function: PyFunc, calls: Sequence[Call], **_: object) -> list[Result]:
        self.asked += len(calls)
        return [Result("ok", value=[call.seed, self.asked]) for call in calls]


@pytest.fixture
def memory() -> tuple[RememberingSandbox, Counting]:
    counting = Counting()
    return RememberingSandbox(counting), counting  # type: ignore[arg-type]


def draft() -> Draft:
    maximum = problem("max")
    references = tuple(Reference(name=s.name, language=s.language, code=s.code) for s in maximum.accepted)
    spec = {k: v for k, v in SPECIFICATION.items() if k != "usable"} | {"levels": [{"n": n} for n in range(3, 9)]}
    programs = Programs(
        generator=GENERATOR, question=QUESTION, solver="def solve(q):\n    return 1\n", references=references
    )
    return Draft.model_validate({"problem": maximum, "spec": spec, "programs": programs})


def subject() -> Subject:
    sound = draft()
    levels = tuple(range(len(sound.spec.levels)))
    stdins = {level: ["1 2 3\n"] for level in levels}
    data = {level: [{"a": [1] * (3 + level)}] for level in levels}
    return Subject(sound, tuple(r.name for r in sound.programs.references), levels, data, stdins)


def checked() -> Subject:
    """A subject whose answers a verifier judges."""
    answer = {"kind": "checked", "form": "array", "items": "integer", "instruction": "a list like [1, 2]."}
    sound = with_answer(draft(), **answer)
    assert sound is not None
    verifier = "def verify(data, answer):\n    if not answer:\n        return False\n    return sum(answer) == 3\n"
    return replace(subject(), draft=with_programs(sound, verifier=verifier))


def row(outcome: str, gate: str = "", sort: str = "scale ignored") -> Row:
    return Row.model_validate(
        {"key": f"{outcome}{gate}{sort}", "environment": "e", "kind": "generator", "sort": sort, "outcome": outcome}
        | {"gate": gate}
    )


def test_programs_run_once_for_each_input(memory: tuple[RememberingSandbox, Counting]) -> None:
    sandbox, counting = memory
    program = Program("python", "p")
    assert [r.stdout for r in sandbox.run(program, ["a", "b", "a"])] == ["p a", "p b", "p a"]
    assert [r.stdout for r in sandbox.run(program, ["b", "c"])] == ["p b", "p c"]
    assert counting.asked == 3
    assert counting.limits.cpu == MOST_CPU


def test_calls_that_share_a_process_are_remembered_as_a_batch(memory: tuple[RememberingSandbox, Counting]) -> None:
    sandbox, counting = memory
    function, calls = PyFunc("", "f"), [Call((), seed=1), Call((), seed=2)]
    assert sandbox.call(function, calls) == sandbox.call(function, calls)
    sandbox.call(function, calls[::-1])
    assert counting.asked == 4


def test_fresh_jails_are_remembered_of_trusted_programs_only(memory: tuple[RememberingSandbox, Counting]) -> None:
    sandbox, counting = memory
    function, calls = PyFunc("", "f"), [Call((), seed=1)]
    for trusting, asked in ((False, 1), (False, 2), (True, 3), (False, 3)):
        sandbox.trusting = trusting
        sandbox.call(function, calls, fresh=True)
        assert counting.asked == asked


def test_every_planted_fault_changes_the_draft() -> None:
    planted = [(sort.kind, *each) for sort in SORTS for each in sort.plant(subject())]
    assert {kind for kind, _, _ in planted} == {"generator", "question", "oracle", "verifier", "solver"}
    assert all(faulty != draft() for _, _, faulty in planted)
    assert planted == [(sort.kind, *each) for sort in SORTS for each in sort.plant(subject())]


def test_no_planted_judge_is_refused_for_a_name_that_the_fault_does_not_need() -> None:
    planted = [
        faulty.programs.verifier if sort.kind == "verifier" else faulty.programs.solver
        for sort in SORTS
        if sort.kind in ("verifier", "solver")
        for _, faulty in sort.plant(checked())
    ]
    assert len(planted) > 20
    nodes = [node for code in planted if code for node in ast.walk(ast.parse(code))]
    assert {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names} <= ALLOWED_MODULES
    assert not {node.id for node in nodes if isinstance(node, ast.Name)} & REFUSED_NAMES


def test_a_bounded_run_plants_of_each_sort_some_that_a_larger_one_plants_too() -> None:
    sort = next(sort for sort in SORTS if sort.name == "hidden state")
    one, three, every = (some_of(sort, subject(), count) for count in (1, 3, None))
    assert (len(one), len(three), len(every)) == (1, 3, 6)
    assert one == three[:1]
    assert three == every[:3]
    assert sorted(name for name, _ in every) == sorted(name for name, _ in sort.plant(subject()))


def test_an_order_that_is_no_longer_asked_for_is_no_fault_and_one_too_many_is() -> None:
    sort = next(sort for sort in SORTS if sort.name == "flags flipped")
    sound = with_answer(
        draft(), kind="checked", form="array", items="integer", any_order=True, instruction="a list like [1, 2]."
    )
    assert sound is not None
    stricter = with_answer(sound, any_order=False)
    assert stricter is not None
    sandbox = RememberingSandbox(Counting())  # type: ignore[arg-type]
    assert is_harmless(sort, replace(subject(), draft=sound), stricter, sandbox)
    assert not is_harmless(sort, replace(subject(), draft=stricter), sound, sandbox)


def test_the_sentence_that_says_a_rule_is_found_by_its_words() -> None:
    pieces = sentences("Ten birds sit on a wire. The largest bird flies first!\nWho stays?")
    assert "".join(pieces) == "Ten birds sit on a wire. The largest bird flies first!\nWho stays?"
    assert saying("The largest bird flies away first.", pieces) == [1]
    assert saying("Nothing of that kind is said.", pieces) == []


def test_results_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "faults.jsonl"
    assert Results(path).get("k", lambda: row("found", "scale")).gate == "scale"
    assert Results(path).get("foundscalescale ignored", lambda: row("missed")).outcome == "found"


def test_the_table_counts_planted_and_found_faults() -> None:
    rows = [row("found", "scale"), row("found", "work"), row("missed", sort="hidden state"), row("equivalent")]
    lines = faults_table(rows)
    assert "| generator | scale ignored | 2 | 2 | scale 1, work 1 |" in lines
    assert "| all | | 3 | 2 | |" in lines
    assert any(line.startswith("3 faults in 1 environments, 2 found: 66.7%, at least 13.5%") for line in lines)
    assert any(line.startswith("- e, generator: hidden state.") for line in lines)
