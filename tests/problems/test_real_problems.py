"""Real problems: those bundled with SCALER, and published data sets where they lie beside the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from scaler.problems import Reading, portable, read_problems

REPOSITORY = Path(__file__).parents[2]
DATA = REPOSITORY.parent / "shared" / "data"


def test_the_bundled_problems_are_complete() -> None:
    reading = read_problems(REPOSITORY / "examples" / "problems")
    assert [str(b) for b in reading.broken] == []
    assert len(reading.problems) >= 16
    for problem in reading.problems:
        assert len(problem.accepted) >= 3, problem.id
        assert {s.language for s in problem.accepted} == {"python", "cpp"}, problem.id
        assert len(problem.wrong) >= 2, problem.id
        assert len(problem.examples) >= 2, problem.id
        assert problem.notes == (), problem.id  # nothing to repair: digests stand


def real(name: str) -> Reading:
    if not (DATA / name).exists():
        pytest.skip(f"{DATA / name} is not there")
    return read_problems(DATA / name)


@pytest.mark.realdata
def test_code_jam() -> None:
    reading = real("code_jam.jsonl")
    assert (len(reading.problems), len(reading.broken)) == (102, 0)
    notes = [note for problem in reading.problems for note in problem.notes]
    assert sum("python2" in note for note in notes) == 6
    assert sum("ran out of time" in note for note in notes) == 11
    assert len(notes) == 17
    assert sum(len(p.accepted) for p in reading.problems) == 262
    assert all(portable(s.language, s.code) == (s.code, ()) for p in reading.problems for s in p.solutions)
    assert not any(p.wrong for p in reading.problems)
    assert all(p.batch == "code_jam" and p.examples and p.limits.memory_mb == 1024 for p in reading.problems)
    assert min(p.limits.time_seconds for p in reading.problems) == 5


@pytest.mark.realdata
def test_library_checker() -> None:
    reading = real("library_checker.jsonl")
    assert (len(reading.problems), len(reading.broken)) == (105, 0)
    assert sum(len(p.examples) for p in reading.problems) == 2
    assert sum("no expected output" in note for p in reading.problems for note in p.notes) == 171
    assert sum(len(p.accepted) for p in reading.problems) == 292
    assert sum(len(p.wrong) for p in reading.problems) == 7
    assert all(portable(s.language, s.code) == (s.code, ()) for p in reading.problems for s in p.solutions)


@pytest.mark.realdata
def test_released_pool() -> None:
    reading = real("released_pool_8.json")
    assert (len(reading.problems), len(reading.broken)) == (8, 0)
    assert [len(p.examples) for p in reading.problems] == [3, 2, 2, 2, 3, 4, 2, 4]
    assert [len(p.accepted) for p in reading.problems] == [10, 10, 10, 8, 10, 10, 10, 10]
    assert all(p.input_format and p.output_format for p in reading.problems)


@pytest.mark.realdata
def test_repairs_in_the_released_pool() -> None:
    """Two of eight statements were flattened. Of 78 solutions none needs a repair: those that do fail in other ways."""
    reading = real("released_pool_8.json")
    assert {p.id: p.notes for p in reading.problems if p.notes} == {
        "285-c-building-permutation": ("flattened exponents repaired: 105 read as 10^5, 109 read as 10^9",),
        "883-c-downloading-b": ("flattened exponents repaired: 107 read as 10^7",),
    }
    sequence = next(p for p in reading.problems if p.id == "285-c-building-permutation")
    assert "(1 ≤ n ≤ 3·10^5)" in sequence.input_format
    assert "( - 10^9 ≤ ai ≤ 10^9)" in sequence.input_format
    written = next(p for p in reading.problems if p.id == "1195-b-sport-mafia")
    assert "(1 ≤ n ≤ 10^9; 0 ≤ k ≤ 10^9)" in written.input_format
    assert sum(len(p.solutions) for p in reading.problems) == 78
