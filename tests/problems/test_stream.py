"""Data sets through `datasets`, in streaming mode, from local folders with the schemas of the hub."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from scaler.errors import ConfigError, ProblemError
from scaler.problems import Broken, Example, Limits, Problem, read_problems, stream_problems
from tests.problems import hub_data

datasets = pytest.importorskip("datasets")


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """No progress bars, and no question to the hub whether a local folder is a data set there."""
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    datasets.disable_progress_bars()


def streamed(folder: Path, query: str = "") -> list[Problem | Broken]:
    return list(stream_problems(f"hub:{folder}{query}"))


def only(items: list[Problem | Broken]) -> Problem:
    (problem,) = items
    assert isinstance(problem, Problem), problem
    return problem


def complaints(items: list[Problem | Broken], folder: Path) -> list[str]:
    return [str(item).removeprefix(f"{folder}/") if isinstance(item, Broken) else item.id for item in items]


def test_code_contests(tmp_path: Path) -> None:
    problem = only(streamed(hub_data.write(tmp_path, "code_contests", [hub_data.code_contests()])))
    assert (problem.id, problem.title) == ("76-b-adding", "Adding")
    assert problem.statement == "Add two integers."
    assert problem.input_format == "Two integers ( - 10^9 ≤ a, b ≤ 10^9)."
    assert (problem.output_format, problem.constraints) == ("Their sum.", "")
    assert problem.examples == (Example(input="1 2\n", output="3\n"), Example(input="3 4\n", output="7\n"))
    assert [(s.name, s.code) for s in problem.solutions] == [
        ("accepted-1-cpp", hub_data.cpp("%lld")),
        ("accepted-3-python", hub_data.PYTHON),
        ("accepted-5-cpp", hub_data.cpp("%lld")),
        ("wrong-1-python", "print(3)"),
        ("wrong-2-cpp", "int main() {}"),
    ]
    assert problem.limits == Limits(time_seconds=0.5, memory_mb=256)
    assert problem.notes == (
        "flattened exponents repaired: 109 read as 10^9",
        "1 accepted left out: Java cannot run here",
        "1 accepted left out: Python 2 cannot run here",
        "accepted-1-cpp: %I64d read as %lld",
    )
    assert (problem.source, problem.licence) == ("CodeContests, from Codeforces", "CC-BY-4.0")
    assert problem.attribution == (
        "CodeContests by Li et al., DeepMind (CC BY 4.0); Codeforces material from codeforces.com and Description2Code"
        " (MIT); authors unknown"
    )


def test_code_contests_without_limits_or_tests(tmp_path: Path) -> None:
    row = hub_data.code_contests(
        source=6,
        name="p02158 Rings",
        public_tests={"input": [], "output": []},
        time_limit=None,
        memory_limit_bytes=0,
        is_description_translated=True,
    )
    problem = only(streamed(hub_data.write(tmp_path, "code_contests", [row])))
    assert (problem.id, problem.title) == ("p02158-rings", "Rings")
    assert problem.examples == (Example(input="1 2\n", output="3\n"),)
    assert problem.limits == Limits()
    assert "the source says that the statement is a translation" in problem.notes
    assert "Aizu material from CodeNet (Apache-2.0)" in problem.attribution


def test_code_contests_rows_that_are_set_aside(tmp_path: Path) -> None:
    row = hub_data.code_contests
    few = {"language": [2, 1], "solution": ["int main() {}", "print 1"]}
    rows = [
        row(name="A", description="See <image>.\n\nInput\n\nTwo."),
        row(name="B", description="  \n"),
        row(name="C", description="This is an interactive problem."),
        row(name="D", input_file="input.txt"),
        row(name="E", solutions=few),
        row(name="F", solutions={"language": [2], "solution": []}),
        row(name="G"),
        row(name="g"),
        row(name="?"),
    ]
    assert complaints(streamed(hub_data.write(tmp_path, "code_contests", rows)), tmp_path) == [
        "train:1: A: description: the statement needs an image ('<image')",
        "train:2: B: description: the statement is empty",
        "train:3: C: description: the problem is interactive: no program that reads stdin once can solve it",
        "train:4: D: input_file: programs use the file 'input.txt', not stdin and stdout",
        "train:5: E: solutions: 1 accepted solutions in Python 3 or C++, at least 3 are asked for",
        "train:6: F: solutions.language: 1 languages for 0 solutions",
        "g",
        "train:8: g: id: id 'g' is taken by an earlier row",
        "train:9: ?: id: String should match pattern '^[a-z0-9]+(-[a-z0-9]+)*$', found ''",
    ]


def test_ten_of_each_verdict_are_kept_and_both_languages(tmp_path: Path) -> None:
    many = {"language": [2] * 30 + [3] * 4, "solution": [f"int main() {{ return {n}; }}" for n in range(34)]}
    many["solution"][1] = many["solution"][0]
    folder = hub_data.write(
        tmp_path, "code_contests", [hub_data.code_contests(solutions=many, incorrect_solutions=many)]
    )
    problem = only(streamed(folder))
    chosen = [1, 3, 4, 5, 6, 7, 31, 32, 33, 34]
    languages = ["cpp"] * 6 + ["python"] * 4
    assert [s.name for s in problem.accepted] == [f"accepted-{n}-{x}" for n, x in zip(chosen, languages, strict=True)]
    assert [s.name for s in problem.wrong] == [f"wrong-{n}-{x}" for n, x in zip(chosen, languages, strict=True)]
    assert problem.notes[1:] == ("23 accepted left out: 10 are enough", "23 wrong left out: 10 are enough")
    assert only(streamed(folder)).digest == problem.digest


def test_apps(tmp_path: Path) -> None:
    problem = only(streamed(hub_data.write(tmp_path, "apps", [hub_data.apps()])))
    assert problem.id == "codeforces-com-problemset-problem-1259-d"
    assert (problem.statement, problem.input_format, problem.output_format) == ("Add.", "Two.", "One.")
    assert problem.examples == (Example(input="1 2\n", output="3\n"),)
    assert [(s.name, s.code) for s in problem.solutions] == [
        ("accepted-1-python", "print(1)"),
        ("accepted-3-python", "print(2)"),
        ("accepted-4-python", "print(3)"),
    ]
    assert problem.notes == ("1 accepted left out: Python 2 cannot run here",)
    assert problem.source == "APPS, from codeforces.com"
    assert problem.licence == "MIT (the data set); the text's own licence is unknown"
    assert problem.attribution == (
        "APPS by Hendrycks et al.; text and solutions from https://codeforces.com/problemset/problem/1259/D"
    )


def test_apps_tests_stand_in_for_examples(tmp_path: Path) -> None:
    tests = {"inputs": ["x" * 3000, ["1 2", "3 4"], "5 6", "7 8"], "outputs": ["0", ["3", "7"], "11", "15"]}
    row = hub_data.apps(question="Add.", input_output=json.dumps(tests), url=None)
    problem = only(streamed(hub_data.write(tmp_path, "apps", [row])))
    assert problem.id == "apps-80a7ba692bbe"
    assert problem.examples == (Example(input="1 2\n3 4\n", output="3\n7\n"), Example(input="5 6\n", output="11\n"))
    assert "2 short tests of the source stand in for examples" in problem.notes


def test_apps_rows_that_are_set_aside(tmp_path: Path) -> None:
    row = hub_data.apps
    rows = [
        row(problem_id=1, input_output='{"fn_name": "add", "inputs": [[1, 2]], "outputs": [3]}'),
        row(problem_id=2, starter_code="class Solution:\n"),
        row(problem_id=3, solutions="[print(1)]"),
        row(problem_id=4, solutions='{"a": 1}'),
        row(problem_id=5, solutions=""),
        row(problem_id=6, input_output=f'{{"inputs": [{"9" * 5000}]}}'),
        row(problem_id=7, solutions='["print(1)", "print(\\"\\ud800\\")", 3, "  "]'),
    ]
    assert complaints(
        streamed(
            hub_data.write(tmp_path, "apps", rows),
        ),
        tmp_path,
    ) == [
        "train:1: 1: input_output.fn_name: solutions are calls of 'add', they do not read stdin",
        "train:2: 2: starter_code: solutions complete given code, they do not read stdin",
        "train:3: 3: solutions: not JSON: Expecting value: line 1 column 2 (char 1)",
        "train:4: 4: solutions: expected a JSON list, found dict",
        "train:5: 5: solutions: 0 accepted solutions in Python 3 or C++, at least 3 are asked for",
        "train:6: 6: input_output: not JSON: Exceeds the limit (4300 digits) for integer string conversion: value has"
        " 5000 digits; use sys.set_int_max_str_digits() to increase the limit",
        "train:7: 7: solutions: 1 accepted solutions in Python 3 or C++, at least 3 are asked for",
    ]


@pytest.mark.parametrize(
    ("time", "memory", "limits"),
    [
        ("1.5 seconds", "64.0 megabytes", Limits(time_seconds=1.5, memory_mb=64)),
        ("2 secs", "1 GB", Limits(time_seconds=2, memory_mb=1024)),
        ("500 ms", "256MB", Limits(time_seconds=0.5)),
        (None, None, Limits()),
        ("soon", "0.5 megabytes", Limits()),
    ],
)
def test_taco(tmp_path: Path, time: str | None, memory: str | None, limits: Limits) -> None:
    rows = [hub_data.taco(time_limit=time, memory_limit=memory), hub_data.taco(picture_num="2")]
    problem, pictured = streamed(hub_data.write(tmp_path, "taco", rows))
    assert isinstance(problem, Problem)
    assert (problem.title, problem.source, problem.limits) == ("Adding", "TACO, from codeforces", limits)
    assert problem.licence == "Apache-2.0 (the data set); the text's own licence is unknown"
    assert complaints([pictured], tmp_path) == ["train:2: Adding: picture_num: the statement needs images (2)"]


def test_codeforces_is_joined_with_its_submissions(tmp_path: Path) -> None:
    problems = [
        hub_data.codeforces(),
        hub_data.codeforces(id="1/A", interaction_format="Ask."),
        hub_data.codeforces(id="1/B", input_mode="file"),
        hub_data.codeforces(id="1/C", description=None),
        hub_data.codeforces(id="1/D"),
    ]
    accepted = [
        hub_data.submission(1, "GNU C++17 (64)"),
        hub_data.submission(2, "PyPy 3-64"),
        hub_data.submission(3, "Python 2"),
        hub_data.submission(4, "GNU C++", problem="1/D"),
        hub_data.submission(5, "Python 3"),
        hub_data.submission(6, "GNU C11"),
    ]
    wrong = [
        hub_data.submission(7, "MS C++", "TIME_LIMIT_EXCEEDED"),
        hub_data.submission(8, "MS C++ 2017", "WRONG_ANSWER"),
    ]
    hub_data.write(tmp_path / "problems", "codeforces", problems, config="verifiable")
    hub_data.write(tmp_path / "submissions", "submissions", accepted, config="selected_accepted")
    hub_data.write(tmp_path / "submissions", "submissions", wrong, config="selected_incorrect")
    query = "?config=verifiable" + "".join(
        f"&submissions={tmp_path}/submissions:{config}" for config in ("selected_accepted", "selected_incorrect")
    )
    problem, *others = streamed(tmp_path / "problems", query)
    assert isinstance(problem, Problem), problem
    assert (problem.id, problem.title) == ("1003-f-abbreviation", "Abbreviation")
    assert problem.input_format == "Two numbers ($1 \\le a, b \\le 10^9$)."
    assert problem.examples == (Example(input="1 2", output="3"),)
    assert problem.limits == Limits(time_seconds=1.5, memory_mb=512)
    assert [(s.name, s.code) for s in problem.solutions] == [
        ("accepted-1-cpp", "program 1"),
        ("accepted-2-python", "program 2"),
        ("accepted-3-python", "program 5"),
        ("wrong-1-cpp", "program 8"),
    ]
    assert complaints(others, tmp_path / "problems") == [
        "verifiable/train:2: 1/A: interaction_format: the problem is interactive: no program that reads stdin once can"
        " solve it",
        "verifiable/train:3: 1/B: input_mode: programs use files (input_mode 'file'), not stdin and stdout",
        "verifiable/train:4: 1/C: description: the statement is empty",
        "verifiable/train:5: 1/D: solutions: 1 accepted solutions in Python 3 or C++, at least 3 are asked for",
    ]


def test_codeforces_without_submissions_is_an_error(tmp_path: Path) -> None:
    hub_data.write(tmp_path, "codeforces", [hub_data.codeforces()])
    with pytest.raises(ConfigError) as caught:
        streamed(tmp_path)
    assert str(caught.value) == (
        f"hub:{tmp_path}: these problems come without solutions\n"
        "  fix: add submissions=open-r1/codeforces-submissions:selected_accepted "
        "and submissions=open-r1/codeforces-submissions:selected_incorrect"
    )
    assert only(streamed(tmp_path, "?min_accepted=0")).solutions == ()


def test_skip_and_limit_count_rows(tmp_path: Path) -> None:
    rows = [hub_data.code_contests(name=f"{n}", description="" if n == 4 else "Add.") for n in range(20)]
    folder = hub_data.write(tmp_path, "code_contests", rows)
    whole = streamed(folder)
    assert len(whole) == 20
    assert streamed(folder, "?limit=7") == whole[:7]
    assert streamed(folder, "?skip=3&limit=9") == whole[3:12]
    assert streamed(folder, "?skip=18") == whole[18:]
    reading = read_problems(f"hub:{folder}?limit=7")
    assert [p.id for p in reading.problems] == ["0", "1", "2", "3", "5", "6"]
    assert [b.line for b in reading.broken] == [5]


def test_columns_that_nobody_reads_stay_where_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = hub_data.write(tmp_path, "code_contests", [hub_data.code_contests()])
    calls: list[dict[str, Any]] = []
    load = datasets.load_dataset

    def spy(*args: Any, **options: Any) -> Any:
        calls.append(options)
        return load(*args, **options)

    monkeypatch.setattr(datasets, "load_dataset", spy)
    only(streamed(folder))
    assert all(call["streaming"] for call in calls)
    assert {"private_tests", "generated_tests", "cf_tags"}.isdisjoint(calls[-1]["columns"])
    assert "public_tests" in calls[-1]["columns"]


def test_a_row_that_cannot_be_decoded_costs_only_itself(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder = hub_data.write(tmp_path, "apps", [hub_data.apps(problem_id=n, url=f"x/{n}") for n in range(3)])
    (file,) = folder.glob("data/*.parquet")
    table = pq.read_table(file)
    texts = pa.array([b"Add.", b"caf\xe9", b"Add."], pa.binary()).view(pa.string())
    pq.write_table(table.set_column(table.column_names.index("question"), "question", texts), file)
    assert complaints(streamed(folder), folder) == [
        "x-0",
        "train:2: row 2: the row cannot be decoded: UnicodeDecodeError: 'utf-8' codec can't decode byte 0xe9 in"
        " position 3: unexpected end of data",
        "x-2",
    ]


def test_files_of_a_format(tmp_path: Path) -> None:
    file = tmp_path / "train.jsonl"
    row = {key: value for key, value in hub_data.apps().items() if key != "problem_id"} | {"id": 0, "scores": [1]}
    file.write_text(json.dumps(row) + "\n", encoding="utf-8")
    problem = only(list(stream_problems(f"hub:json?files={file}")))
    assert problem.id == "codeforces-com-problemset-problem-1259-d"
    assert read_problems(file).problems == (problem,)


def test_a_data_set_that_breaks_off_says_where(tmp_path: Path) -> None:
    file = tmp_path / "train.jsonl"
    file.write_text(json.dumps(hub_data.apps()) + "\n" + '{"question": ' + "\n", encoding="utf-8")
    with pytest.raises(ProblemError) as caught:
        list(stream_problems(f"hub:json?files={file}"))
    assert caught.value.message.startswith("hub:json: ")


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("hub:", "'hub:': name: String should have at least 1 character"),
        ("hub:a/b?limit=0", "'hub:a/b?limit=0': limit: Input should be greater than or equal to 1"),
        ("hub:a/b?limit=1&limit=2", "'hub:a/b?limit=1&limit=2': limit: Input should be a valid integer"),
        (
            "hub:a/b?submissions=:x",
            "'hub:a/b?submissions=:x': submissions: String should match pattern '^[^:]+(:[^:]+)?$'",
        ),
        ("hub:a/b?lines=3", "'hub:a/b?lines=3': lines: Extra inputs are not permitted"),
        ("hub:a/b?limit", "'hub:a/b?limit': bad query field: 'limit'"),
    ],
)
def test_a_wrong_reference_is_an_error(reference: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        next(stream_problems(reference))
    assert caught.value.message == message
    assert caught.value.fix == "write it as hub:deepmind/code_contests?split=train&limit=1000"


def test_a_data_set_that_cannot_be_opened_is_an_error(tmp_path: Path) -> None:
    hub_data.write(tmp_path / "good", "apps", [hub_data.apps()])
    (tmp_path / "other.jsonl").write_text('{"prompt": "?", "answer": 1}\n', encoding="utf-8")
    opened = f"hub:{tmp_path}/{{}}: cannot be opened: "
    for reference, message in {
        f"hub:{tmp_path}/good?split=dev": opened.format("good")
        + "ValueError: Bad split: dev. Available splits: ['train']",
        f"hub:{tmp_path}/none": opened.format("none")
        + f"FileNotFoundError: Couldn't find any data file at {tmp_path}/none.",
        f"hub:json?files={tmp_path}/other.jsonl": "hub:json: no known format has these columns: answer, prompt",
    }.items():
        with pytest.raises(ProblemError) as caught:
            list(stream_problems(reference))
        assert caught.value.message == message


def test_a_missing_package_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(ConfigError) as caught:
        next(stream_problems("hub:deepmind/code_contests"))
    assert str(caught.value) == "the Python package datasets is missing\n  fix: pip install 'scaler[train]'"
