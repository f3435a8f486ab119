"""SCALER's own format: folders, YAML, JSON lines, and every way in which a record can be broken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from scaler.errors import ProblemError
from scaler.problems import Example, Limits, read_problems

PROGRAM = "print(sum(map(int, input().split())))\n"


def record(**changes: Any) -> dict[str, Any]:
    """A whole record; a change to None takes the key away."""
    whole: dict[str, Any] = {
        "id": "pair-sum",
        "title": "Pair Sum",
        "statement": "Add two integers.",
        "examples": [{"input": "1 2\n", "output": "3\n"}],
        "solutions": [{"name": "accepted_sum", "language": "python", "verdict": "accepted", "code": PROGRAM}],
        "source": "toy",
        "licence": "CC0-1.0",
        "attribution": "nobody",
    }
    return {key: value for key, value in (whole | changes).items() if value is not None}


def solution(**changes: Any) -> dict[str, Any]:
    return {"name": "accepted_sum", "language": "python", "verdict": "accepted"} | changes


def write_jsonl(folder: Path, *records: Any) -> Path:
    file = folder / "problems.jsonl"
    file.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    return file


def write_folder(root: Path, name: str, data: Any) -> Path:
    folder = root / name
    folder.mkdir(parents=True)
    (folder / "problem.yaml").write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return folder


def complaints(path: Path) -> list[str]:
    """The broken records as text, without the part of the path that differs from run to run."""
    top = path if path.is_dir() else path.parent
    return [str(broken).replace(f"{top}/", "") for broken in read_problems(path).broken]


def test_every_field_of_a_record_arrives(tmp_path: Path) -> None:
    raw = record(limits={"time_seconds": 1, "memory_mb": 64}, batch="code_jam", constraints="n <= 9", notes=["odd"])
    (problem,) = read_problems(write_jsonl(tmp_path, raw)).problems
    assert problem.id == "pair-sum"
    assert problem.examples == (Example(input="1 2\n", output="3\n"),)
    assert [s.code for s in problem.accepted] == [PROGRAM]
    assert problem.limits == Limits(time_seconds=1, memory_mb=64)
    assert (problem.batch, problem.constraints, problem.notes) == ("code_jam", "n <= 9", ("odd",))


def test_the_four_containers_give_the_same_problems(tmp_path: Path) -> None:
    records = [record(), record(id="second")]
    (tmp_path / "list.yaml").write_text(yaml.safe_dump(records), encoding="utf-8")
    (tmp_path / "one.yaml").write_text(yaml.safe_dump(records[0]), encoding="utf-8")
    for raw in records:
        write_folder(tmp_path / "folders", raw["id"], raw)
    expected = read_problems(write_jsonl(tmp_path, *records)).problems
    assert [p.id for p in expected] == ["pair-sum", "second"]
    assert read_problems(tmp_path / "list.yaml").problems == expected
    assert read_problems(tmp_path / "folders").problems == expected
    assert read_problems(tmp_path / "folders" / "second").problems == expected[1:]
    assert read_problems(tmp_path / "one.yaml").problems == expected[:1]


def test_a_solution_is_read_from_a_file_in_the_folder(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, "pair-sum", record(solutions=[solution(file="solutions/sum.py")]))
    (folder / "solutions").mkdir()
    (folder / "solutions" / "sum.py").write_text(PROGRAM, encoding="utf-8")
    (problem,) = read_problems(tmp_path).problems
    assert problem.solutions[0].code == PROGRAM


def test_a_file_never_leads_out_of_the_folder(tmp_path: Path) -> None:
    secret = tmp_path / "secret.py"
    secret.write_text("print('secret')\n", encoding="utf-8")
    root = tmp_path / "problems"
    files = {"absolute": str(secret), "dots": "../../secret.py", "link": "link.py", "linked-folder": "up/secret.py"}
    for name, file in files.items():
        write_folder(root, name, record(id=name, solutions=[solution(file=file)]))
    (root / "link" / "link.py").symlink_to(secret)
    (root / "linked-folder" / "up").symlink_to(tmp_path)
    # The neighbour whose name starts alike is outside too.
    write_folder(root, "neighbour", record(id="neighbour", solutions=[solution(file="../neighbour-2/problem.yaml")]))
    write_folder(root, "neighbour-2", record(id="neighbour-2"))

    reading = read_problems(root)

    assert [p.id for p in reading.problems] == ["neighbour-2"]
    assert [(b.record, b.field) for b in reading.broken] == [
        (name, "solutions[0].file") for name in ("absolute", "dots", "link", "linked-folder", "neighbour")
    ]
    assert all(b.reason.endswith("leads out of the problem's folder") for b in reading.broken)
    assert reading.broken[1].reason == "'../../secret.py' leads out of the problem's folder"


def test_a_loop_of_links_is_broken(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, "loop", record(id="loop", solutions=[solution(file="a.py")]))
    (folder / "a.py").symlink_to(folder / "b.py")
    (folder / "b.py").symlink_to(folder / "a.py")
    (broken,) = read_problems(tmp_path).broken
    assert broken.field == "solutions[0].file"
    assert broken.reason.startswith("'a.py' is no usable path: ")


@pytest.mark.parametrize(
    ("raw", "complaint"),
    [
        (record(statement=None), "pair-sum: statement: Field required"),
        (record(statement=""), "pair-sum: statement: String should have at least 1 character, found ''"),
        (record(colour="red"), "pair-sum: colour: Extra inputs are not permitted"),
        (
            record(id="Pair Sum"),
            "Pair Sum: id: String should match pattern '^[a-z0-9]+(-[a-z0-9]+)*$', found 'Pair Sum'",
        ),
        (record(id=7), "line 2: id: Input should be a valid string, found 7"),
        (
            record(title=None, source=None, licence=None),
            "pair-sum: title: Field required (and 2 more)",
        ),
        (
            record(solutions=[solution(code=PROGRAM, verdict="maybe")]),
            "pair-sum: solutions[0].verdict: Input should be 'accepted' or 'wrong', found 'maybe'",
        ),
        (
            record(solutions=[solution(code=PROGRAM), solution(code="print(0)")]),
            "pair-sum: solutions: several solutions have the name 'accepted_sum'",
        ),
        (record(solutions=[solution()]), "pair-sum: solutions[0]: a solution has either `file` or `code`"),
        (
            record(solutions=[solution(code="", file="a.py")]),
            "pair-sum: solutions[0]: a solution has either `file` or `code`",
        ),
        (
            record(solutions=[solution(code="")]),
            "pair-sum: solutions[0].code: String should have at least 1 character, found ''",
        ),
        (record(solutions=[solution(file="gone.py")]), "pair-sum: solutions[0].file: no such file: 'gone.py'"),
        (record(solutions=[solution(file=3)]), "pair-sum: solutions[0].file: expected a path as text, found int"),
        (
            record(solutions=[solution(file="a\0b")]),
            "pair-sum: solutions[0].file: 'a\\x00b' is no usable path: embedded null byte",
        ),
        (
            record(limits={"time_seconds": float("inf")}),
            "pair-sum: limits.time_seconds: Input should be a finite number, found inf",
        ),
        (["no", "mapping"], "line 2: expected a mapping of fields, found list"),
        ({"prompt": "?", "answer": 1}, "line 2: no known format has these keys: answer, prompt"),
    ],
)
def test_a_broken_record_is_named_and_the_others_go_on(tmp_path: Path, raw: Any, complaint: str) -> None:
    file = write_jsonl(tmp_path, record(id="first"), raw, record(id="last"))
    assert [p.id for p in read_problems(file).problems] == ["first", "last"]
    assert complaints(file) == [f"problems.jsonl:2: {complaint}"]


def test_a_line_that_is_not_json(tmp_path: Path) -> None:
    file = tmp_path / "problems.jsonl"
    file.write_text(json.dumps(record()) + "\n\n{'id': 1}\n", encoding="utf-8")
    assert len(read_problems(file).problems) == 1
    assert complaints(file) == [
        "problems.jsonl:3: line 3: not JSON: Expecting property name enclosed in double quotes (column 2)"
    ]


def test_yaml_errors_name_the_line_of_the_field(tmp_path: Path) -> None:
    file = tmp_path / "problems.yaml"
    file.write_text(
        """\
- id: typo
  title: Typo
  statement: Add.
  examples:
    - input: "1 2"
      output: 3
  solutions: []
  source: toy
  licence: CC0-1.0
  attribution: nobody
- id: lacking
  title: Lacking
  statement: Add.
  examples:
    - {input: "1", output: "1"}
    - input: "1 2"
  solutions: []
  source: toy
  licence: CC0-1.0
  attribution: nobody
- just text
""",
        encoding="utf-8",
    )
    assert complaints(file) == [
        "problems.yaml:6: typo: examples[0].output: Input should be a valid string, found 3",
        "problems.yaml:16: lacking: examples[1].output: Field required",
        "problems.yaml:21: record 3: expected a mapping of fields, found str",
    ]


def test_the_later_of_two_equal_ids_is_broken_and_names_the_first(tmp_path: Path) -> None:
    file = write_jsonl(tmp_path, record(title="First"), record(title="Second"))
    assert [p.title for p in read_problems(file).problems] == ["First"]
    assert complaints(file) == [
        "problems.jsonl:2: pair-sum: id: id 'pair-sum' is taken by 'pair-sum' at problems.jsonl:1"
    ]


def test_a_broken_folder_leaves_its_neighbours_alone(tmp_path: Path) -> None:
    write_folder(tmp_path, "good", record(id="good"))
    for name, text in {
        "syntax": b"id: x\n  title: y\n",
        "latin": b"id: \xe9\n",
        "hollow": b"",
        "control": b"a: \0",
    }.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "problem.yaml").write_bytes(text)
    (tmp_path / "absent").mkdir()
    (tmp_path / ".hidden").mkdir()
    (tmp_path / "README.md").write_text("no problem", encoding="utf-8")
    assert [p.id for p in read_problems(tmp_path).problems] == ["good"]
    assert complaints(tmp_path) == [
        "absent/problem.yaml: absent: no such file: 'problem.yaml'",
        "control/problem.yaml: control: not YAML: unacceptable character #x0000: special characters are not allowed"
        ' in "<unicode string>", position 3',
        "hollow/problem.yaml: hollow: the file is empty",
        "latin/problem.yaml: latin: 'problem.yaml' is not UTF-8 (byte 4)",
        "syntax/problem.yaml:2: syntax: not YAML: mapping values are not allowed here",
    ]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("gone.yaml", None, "FILE: no such file: 'gone.yaml'"),
        ("empty.yaml", b"", "FILE: no problem records in it"),
        ("empty.jsonl", b"\n\n", "FILE: no problem records in it"),
        ("latin.jsonl", b'{"id": "\xe9"}', "FILE: 'latin.jsonl' is not UTF-8 (byte 8)"),
        ("prose.md", b"# Hello\n\nWorld\n", "FILE:1: not JSON: Expecting value (column 1)"),
        ("syntax.yaml", b"id: x\n  title: y\n", "FILE:2: not YAML: mapping values are not allowed here"),
        (
            "foreign.jsonl",
            b'{"prompt": "?", "answer": 1}\n',
            "FILE: no record is in a known format; the first one: FILE:1: line 1: no known format has these keys:"
            " answer, prompt",
        ),
        ("deep.json", b"[" * 100_000, "FILE: not JSON: nested too deep"),
        ("deep.yaml", b"[" * 5_000, "FILE: not YAML: nested too deep"),
    ],
)
def test_a_file_without_problems_is_an_error(tmp_path: Path, name: str, content: bytes | None, message: str) -> None:
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ProblemError) as caught:
        read_problems(file)
    assert caught.value.message.replace(str(file), "FILE") == message
    assert caught.value.fix == (
        "pass a folder of <id>/problem.yaml folders, a .yaml or .jsonl file of problems, "
        "a Code Jam, Library Checker or SCALER pool file, or a data set as hub:deepmind/code_contests?limit=100"
    )


def test_a_folder_without_problems_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with pytest.raises(ProblemError) as caught:
        read_problems(tmp_path)
    assert caught.value.message == f"{tmp_path}: no problem.yaml in this folder or in the folders in it"


def test_the_same_bytes_give_the_same_digest(tmp_path: Path) -> None:
    file = write_jsonl(tmp_path, record())
    first, again = read_problems(file).problems[0], read_problems(file).problems[0]
    changed = read_problems(write_jsonl(tmp_path, record(statement="Add two integers!"))).problems[0]
    assert first.digest == again.digest != changed.digest
