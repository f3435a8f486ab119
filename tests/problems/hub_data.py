"""Data sets as they lie on the hub: the exact features that their cards declare, and toy rows of that shape."""

from __future__ import annotations

from pathlib import Path
from typing import Any

SITES = ["UNKNOWN_SOURCE", "CODECHEF", "CODEFORCES", "HACKEREARTH", "CODEJAM", "ATCODER", "AIZU"]
GRADES = ["UNKNOWN_DIFFICULTY", "EASY", "MEDIUM", "HARD", "HARDER", "HARDEST", "EXTERNAL", *"ABCDEFGHIJKLMNOPQRSTUV"]
LANGUAGES = ["UNKNOWN_LANGUAGE", "PYTHON", "CPP", "PYTHON3", "JAVA"]

PYTHON = "print(sum(map(int, input().split())))"


def cpp(directive: str) -> str:
    body = f'long long a, b; scanf("{directive}{directive}", &a, &b); printf("{directive}", a + b);'
    return f"#include <cstdio>\nint main() {{ {body} }}"


def features(data_set: str) -> Any:
    from datasets import ClassLabel, Features, Sequence, Value

    string, whole, real = Value("string"), Value("int64"), Value("float64")
    tests = Sequence({"input": string, "output": string})
    solutions = Sequence({"language": ClassLabel(names=LANGUAGES), "solution": string})
    examples = [{"input": string, "output": string}]
    apps = dict.fromkeys(["question", "solutions", "input_output", "difficulty", "url", "starter_code"], string)
    columns: dict[str, dict[str, Any]] = {
        "code_contests": {
            "name": string,
            "description": string,
            "public_tests": tests,
            "private_tests": tests,
            "generated_tests": tests,
            "source": ClassLabel(names=SITES),
            "difficulty": ClassLabel(names=GRADES),
            "solutions": solutions,
            "incorrect_solutions": solutions,
            "cf_contest_id": whole,
            "cf_index": string,
            "cf_points": Value("float32"),
            "cf_rating": Value("int32"),
            "cf_tags": Sequence(string),
            "is_description_translated": Value("bool"),
            "untranslated_description": string,
            "time_limit": {"seconds": whole, "nanos": whole},
            "memory_limit_bytes": whole,
            "input_file": string,
            "output_file": string,
        },
        "apps": {"problem_id": whole, **apps},
        "taco": dict.fromkeys(
            [
                *("question", "solutions", "starter_code", "input_output", "difficulty", "raw_tags", "name", "source"),
                *("tags", "skill_types", "url", "Expected Auxiliary Space", "time_limit", "date", "picture_num"),
                *("memory_limit", "Expected Time Complexity"),
            ],
            string,
        ),
        "codeforces": {
            **dict.fromkeys(["id", "contest_id", "contest_name", "contest_type", "index", "title"], string),
            "aliases": Sequence(string),
            "contest_start": whole,
            "contest_start_year": whole,
            "time_limit": real,
            "memory_limit": real,
            **dict.fromkeys(["description", "input_format", "output_format", "interaction_format", "note"], string),
            "examples": examples,
            "editorial": string,
            "rating": whole,
            "tags": Sequence(string),
            "testset_size": whole,
            "official_tests": examples,
            "official_tests_complete": Value("bool"),
            "input_mode": string,
            "generated_checker": string,
            "executable": Value("bool"),
            "generated_tests": whole,
        },
        "submissions": {
            **dict.fromkeys(["submission_id", "source", "contestId", "problem_index", "programmingLanguage"], string),
            **dict.fromkeys(["verdict", "testset", "problem_id"], string),
            **dict.fromkeys(
                ["passedTestCount", "timeConsumedMillis", "memoryConsumedBytes", "creationTimeSeconds"], real
            ),
        },
    }
    return Features(columns[data_set])


def write(folder: Path, data_set: str, rows: list[dict[str, Any]], config: str | None = None) -> Path:
    """A local folder like a repository on the hub: Parquet, and a card where there are configurations."""
    from datasets import Dataset

    schema = features(data_set)
    whole = [dict.fromkeys(schema) | row for row in rows]
    place = folder / (config or "data")
    place.mkdir(parents=True)
    Dataset.from_list(whole, features=schema).to_parquet(place / "train-00000-of-00001.parquet")
    configs = sorted(f.name for f in folder.iterdir() if f.is_dir())
    entries = "".join(f"- config_name: {c}\n  data_files:\n  - split: train\n    path: {c}/train-*\n" for c in configs)
    if config:
        (folder / "README.md").write_text(f"---\nconfigs:\n{entries}---\n", encoding="utf-8")
    return folder


def code_contests(**changes: Any) -> dict[str, Any]:
    description = (
        "Add two integers.\n\nInput\n\nTwo integers ( - 109 ≤ a, b ≤ 109).\n\nOutput\n\nTheir sum.\n\n"
        "Examples\n\nInput\n\n1 2\n\n\nOutput\n\n3\n\nNote\n\nEasy."
    )
    return {
        "name": "76_B. Adding",
        "description": description,
        "public_tests": {"input": ["1 2\n", "3 4\n"], "output": ["3\n", "7\n"]},
        "private_tests": {"input": ["5 6\n"], "output": ["11\n"]},
        "generated_tests": {"input": [], "output": []},
        "source": 2,
        "difficulty": 8,
        "solutions": {
            "language": [2, 1, 3, 4, 2],
            "solution": [cpp("%I64d"), "print 1", PYTHON, "class A", cpp("%lld")],
        },
        "incorrect_solutions": {"language": [3, 2], "solution": ["print(3)", "int main() {}"]},
        "cf_tags": ["math"],
        "is_description_translated": False,
        "untranslated_description": "",
        "time_limit": {"seconds": 0, "nanos": 500_000_000},
        "memory_limit_bytes": 256_000_000,
        "input_file": "",
        "output_file": "",
    } | changes


def apps(**changes: Any) -> dict[str, Any]:
    return {
        "problem_id": 0,
        "question": (
            "Add.\n\n-----Input-----\n\nTwo.\n\n-----Output-----\n\nOne.\n\n"
            "-----Example-----\nInput\n1 2\n\nOutput\n3\n"
        ),
        "solutions": '["print(1)", "print 1", "print(2)", "print(3)"]',
        "input_output": '{"inputs": ["1 2\\n"], "outputs": ["3\\n"]}',
        "difficulty": "interview",
        "url": "https://codeforces.com/problemset/problem/1259/D",
        "starter_code": "",
    } | changes


def taco(**changes: Any) -> dict[str, Any]:
    row = {key: value for key, value in apps().items() if key != "problem_id"}
    return (
        row
        | {
            "difficulty": "EASY",
            "raw_tags": "['math']",
            "name": "Adding",
            "source": "codeforces",
            "time_limit": "1.5 seconds",
            "memory_limit": "64.0 megabytes",
        }
        | changes
    )


def codeforces(**changes: Any) -> dict[str, Any]:
    return {
        "id": "1003/F",
        "title": "Abbreviation",
        "time_limit": 1.5,
        "memory_limit": 512.0,
        "description": "Add.",
        "input_format": "Two numbers ($1 \\le a, b \\le 10^9$).",
        "output_format": "One number.",
        "note": "In the first example it is easy.",
        "examples": [{"input": "1 2", "output": "3"}],
        "official_tests": [{"input": "5 6", "output": "11"}],
        "input_mode": "stdio",
    } | changes


def submission(number: int, language: str, verdict: str = "OK", problem: str = "1003/F") -> dict[str, Any]:
    return {
        "submission_id": str(number),
        "source": f"program {number}",
        "programmingLanguage": language,
        "verdict": verdict,
        "problem_id": problem,
    }
