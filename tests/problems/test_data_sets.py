"""The readers of published data sets, on toy records of the same shape."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scaler.errors import ProblemError
from scaler.problems import Example, Limits, Problem, Reading, read_problems

COMMON = {
    "title": "Toy",
    "statement": "Add.",
    "input_format": "T, then T lines.",
    "output_format": "Case #x: y",
    "constraints": "1 ≤ n ≤ 5.",
    "source": "https://example.org/toy",
    "licence": "Apache-2.0",
    "attribution": "Toy makers",
}


def read(folder: Path, *records: Any) -> Reading:
    file = folder / "data.jsonl"
    file.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    return read_problems(file)


def only(reading: Reading) -> Problem:
    assert reading.broken == ()
    (problem,) = reading.problems
    return problem


def code_jam(**changes: Any) -> dict[str, Any]:
    record = {
        "id": "google/kickstart/2020/round_a/k-good_toys",
        "contest": "Kick Start 2020 - Round A",
        "explanation": "",
        "examples": [{"input": "1\n1 2\n", "output": "Case #1: 3\n"}],
        "solutions": [code_jam_solution("cpp"), code_jam_solution("python2"), code_jam_solution("python3")],
    }
    return COMMON | record | changes


def code_jam_solution(language: str, passed: int = 2, tle: int = 0) -> dict[str, Any]:
    verified = {"tests_passed": passed, "tests_total": 3, "skipped_big": 1, "tle": tle}
    return {"language": language, "code": "x", "author": "ada", "licence": "MIT", "file": "a", "verified": verified}


def test_code_jam_record(tmp_path: Path) -> None:
    problem = only(read(tmp_path, code_jam()))
    assert problem.id == "kickstart-2020-round-a-k-good-toys"
    assert problem.batch == "code_jam"
    assert {name: getattr(problem, name) for name in COMMON} == COMMON
    assert [(s.name, s.language, s.verdict, s.author, s.licence) for s in problem.solutions] == [
        ("accepted-1-cpp", "cpp", "accepted", "ada", "MIT"),
        ("accepted-3-python", "python", "accepted", "ada", "MIT"),
    ]
    assert problem.notes == ("solution 2 by ada is left out: python2 cannot run here",)


def test_code_jam_verdicts_follow_the_verification(tmp_path: Path) -> None:
    solutions = [code_jam_solution("cpp", passed=1, tle=1), code_jam_solution("cpp", passed=1)]
    problem = only(read(tmp_path, code_jam(solutions=solutions)))
    assert [(s.name, s.verdict) for s in problem.solutions] == [
        ("accepted-1-cpp", "accepted"),
        ("wrong-2-cpp", "wrong"),
    ]
    assert problem.notes == ("accepted-1-cpp ran out of time on 1 of 3 tests of the source",)


@pytest.mark.parametrize(
    ("constraints", "limits"),
    [
        ("Time limit: 40 seconds.\nMemory limit: 1 GB.\n1 ≤ N ≤ 9.", Limits(time_seconds=40, memory_mb=1024)),
        ("Time limit: 7.5 seconds per test set.\nMemory limit: 512MB.", Limits(time_seconds=7.5, memory_mb=512)),
        (
            "Small\nTime limit: 240 seconds.\n\nLarge\nTime limit: 480 seconds.",
            Limits(time_seconds=240),
        ),
        ("Time limit (for the entire test set): 10 seconds.", Limits(time_seconds=10)),
        ("1 ≤ N ≤ 9.", Limits()),
    ],
)
def test_code_jam_limits(tmp_path: Path, constraints: str, limits: Limits) -> None:
    problem = only(read(tmp_path, code_jam(constraints=constraints)))
    assert problem.limits == limits
    assert problem.constraints == constraints


def test_broken_code_jam_records(tmp_path: Path) -> None:
    unverified = code_jam_solution("cpp")
    del unverified["verified"]["tle"]
    reading = read(
        tmp_path,
        code_jam(),
        code_jam(id="google/a", solutions=[unverified]),
        code_jam(id="google/b", statement=None),
        code_jam(id="google/KICKSTART/2020/round-a/k_good_toys"),
    )
    assert len(reading.problems) == 1
    assert [str(b).removeprefix(f"{tmp_path}/") for b in reading.broken] == [
        "data.jsonl:2: google/a: solutions[0].verified.tle: Field required",
        "data.jsonl:3: google/b: statement: Input should be a valid string, found None",
        "data.jsonl:4: google/KICKSTART/2020/round-a/k_good_toys: id: id 'kickstart-2020-round-a-k-good-toys' is taken"
        f" by 'google/kickstart/2020/round_a/k-good_toys' at {tmp_path}/data.jsonl:1",
    ]


def library_checker(**changes: Any) -> dict[str, Any]:
    record = {
        "id": "libchecker/sum_F_2_64",
        "generators": ["random.cpp"],
        "unique_output": True,
        "examples": [{"input": "1 2\n", "output": None}, {"input": "3 4\n", "output": "7\n"}],
        "solutions": [
            {"language": "cpp", "code": "int main() {}", "file": "checker:sum/correct.cpp", "licence": "Apache-2.0"},
            {"language": "cpp", "code": "x", "file": "ada/lib:a.cpp", "licence": "CC0-1.0", "author": "ada"},
            {"language": "cpp", "code": ' # include "random.h"\n', "file": "checker:b.cpp", "licence": "Apache-2.0"},
            {"language": "cpp", "code": '// #include "random.h"\n', "file": "checker:c.cpp", "licence": "Apache-2.0"},
        ],
        "wrong_solutions": [
            {"language": "cpp", "code": "x", "file": "checker:re.cpp", "licence": "Apache-2.0", "verdict": "RE"},
            {"language": "cpp", "code": "x", "file": "checker:wa.cpp", "licence": "Apache-2.0", "verdict": "WA"},
        ],
    }
    return COMMON | record | changes


def test_library_checker_record(tmp_path: Path) -> None:
    problem = only(read(tmp_path, library_checker()))
    assert (problem.id, problem.batch) == ("libchecker-sum-f-2-64", "single")
    assert {name: getattr(problem, name) for name in COMMON} == COMMON
    assert problem.examples == (Example(input="3 4\n", output="7\n"),)
    assert [(s.name, s.author, s.licence) for s in problem.solutions] == [
        ("accepted-1-cpp", "checker", "Apache-2.0"),
        ("accepted-2-cpp", "ada", "CC0-1.0"),
        ("accepted-4-cpp", "checker", "Apache-2.0"),
        ("wrong-2-cpp", "checker", "Apache-2.0"),
    ]
    assert problem.notes == (
        "example 1 is left out: the source has no expected output for it",
        "accepted solution 3 is left out: it needs the source's own header 'random.h'",
        "wrong solution 1 is left out: RE on the judge's tests, its answers may be right",
    )


def test_broken_library_checker_record(tmp_path: Path) -> None:
    reading = read(tmp_path, library_checker(examples=[{"input": 5, "output": None}]), library_checker())
    assert len(reading.problems) == 1
    assert str(reading.broken[0]).removeprefix(f"{tmp_path}/") == (
        "data.jsonl:1: libchecker/sum_F_2_64: examples[0].input: Input should be a valid string, found 5"
    )


def test_formats_may_share_a_file(tmp_path: Path) -> None:
    reading = read(tmp_path, code_jam(), library_checker())
    assert [p.id for p in reading.problems] == ["kickstart-2020-round-a-k-good-toys", "libchecker-sum-f-2-64"]


RAW_TEXT = """\
Problem

Add two integers.

Note

Zero is an integer.

Constraints

* 0 ≤ a ≤ 9

Input

The first line has two integers.

Output

Print the sum.

Examples

Input


1 2
3 4

Output

3

Input

5 6


Output

11

Note

Five and six are eleven.

Input

This is not an example.
"""


def pool(*entries: tuple[str, Any]) -> str:
    return json.dumps(dict(entries), indent=4)


def entry(text: str = RAW_TEXT, languages: tuple[int, ...] = (2, 1, 3)) -> dict[str, Any]:
    solutions = {"solution": ["int main() {}", "print 1", "print(1)"], "language": list(languages)}
    return {"name": "x", "raw_description": text, "solutions": solutions, "scale_range": 9}


def test_pool_entry(tmp_path: Path) -> None:
    file = tmp_path / "pool.json"
    file.write_text(pool(("12_B1. Adding Up", entry())), encoding="utf-8")
    problem = only(read_problems(file))
    assert (problem.id, problem.title) == ("12-b1-adding-up", "Adding Up")
    assert problem.statement == "Add two integers.\n\n\n\nZero is an integer."
    assert problem.input_format == "The first line has two integers."
    assert problem.output_format == "Print the sum."
    assert problem.constraints == "* 0 ≤ a ≤ 9"
    assert problem.examples == (Example(input="1 2\n3 4\n", output="3\n"), Example(input="5 6\n", output="11\n"))
    assert [(s.name, s.verdict, s.author) for s in problem.solutions] == [
        ("accepted-1-cpp", "accepted", "unknown"),
        ("accepted-3-python", "accepted", "unknown"),
    ]
    assert problem.notes == ("solution 2 is left out: language 1 cannot run here",)
    assert problem.licence == "Apache-2.0 AND CC-BY-4.0"


def test_pool_text_without_sections_stays_whole(tmp_path: Path) -> None:
    file = tmp_path / "pool.json"
    file.write_text(pool(("Plain", entry("Add two integers.\nInput is one line.", (2, 2, 2)))), encoding="utf-8")
    problem = only(read_problems(file))
    assert problem.statement == "Add two integers.\nInput is one line."
    assert (problem.input_format, problem.examples) == ("", ())
    assert problem.notes == ("no examples could be read off the raw text",)


def test_broken_pool_entries(tmp_path: Path) -> None:
    file = tmp_path / "pool.json"
    entries = [("Good", entry()), ("Short", entry(languages=(2, 3))), ("Text", "?"), ("GOOD", entry())]
    file.write_text(pool(*entries, ("Mute", entry("")), ("Other", {"a": 1})), encoding="utf-8")
    reading = read_problems(file)
    assert [p.id for p in reading.problems] == ["good"]
    assert [str(b).removeprefix(f"{tmp_path}/") for b in reading.broken] == [
        "pool.json: Short: solutions.language: 2 languages for 3 solutions",
        "pool.json: Text: expected a mapping of fields, found str",
        f"pool.json: GOOD: id: id 'good' is taken by 'Good' at {tmp_path}/pool.json",
        "pool.json: Mute: statement: String should have at least 1 character, found ''",
        "pool.json: Other: no known format has these keys: a",
    ]


def test_a_pool_that_ends_early_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "pool.json"
    file.write_text(pool(("Good", entry()))[:-20], encoding="utf-8")
    with pytest.raises(ProblemError) as caught:
        read_problems(file)
    assert caught.value.message == f"{file}:17: not JSON: Unterminated string starting at (column 9)"
