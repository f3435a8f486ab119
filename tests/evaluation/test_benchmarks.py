"""Rows have the columns of the data sets on the hub, as far as they are known; their questions are made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scaler.errors import ConfigError, EndpointError
from scaler.evaluation import SamplerConfig, ServedModel
from scaler.evaluation.benchmarks import BENCHMARKS, Task, find_benchmark, read_tasks
from tests.llm.server import Reply, ScriptedServer, chat

ROWS: dict[str, list[dict[str, Any]]] = {
    "math-500": [
        {
            "problem": "Halve one.",
            "solution": r"It is \boxed{\frac{1}{2}}.",
            "answer": r"\frac{1}{2}",
            "subject": "Prealgebra",
            "level": 1,
            "unique_id": "test/1.json",
        }
    ],
    "amc23": [{"id": 0, "question": "Nine times three?", "answer": 27.0, "url": "https://example.org"}],
    "aime24": [
        {"id": 60, "problem": "Ten squared?", "solution": "Easy.", "answer": "100", "url": "", "year": "2024"},
    ],
    "mmlu-pro": [
        {
            "question_id": 1,
            "question": "Which one is a fruit?",
            "options": ["stone", "pear", "chair"],
            "answer": "B",
            "answer_index": 1,
            "cot_content": "",
            "category": "biology",
            "src": "x",
        }
    ],
    "bbeh": [
        {"task": "a", "input": "Left out?", "target": "yes", "mini": 0},
        {"task": "b", "input": "Which letter?", "target": "(C)", "mini": 1},
    ],
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    for name, rows in ROWS.items():
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


def test_rows_become_tasks(data: Path) -> None:
    found = {each.name: read_tasks(each, data) for each in BENCHMARKS}
    assert found == {
        "math-500": [Task(question="Halve one.", answer=r"\frac{1}{2}")],
        "amc23": [Task(question="Nine times three?", answer="27")],
        "aime24": [Task(question="Ten squared?", answer="100")],
        "mmlu-pro": [Task(question="Which one is a fruit?", answer="B", options=("stone", "pear", "chair"))],
        "bbeh": [Task(question="Which letter?", answer="(C)")],
    }


def test_parquet_and_json_are_read_too(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    parquet.write_table(pyarrow.Table.from_pylist(ROWS["mmlu-pro"]), tmp_path / "mmlu-pro.parquet")
    assert read_tasks(find_benchmark("mmlu-pro"), tmp_path)[0].options == ("stone", "pear", "chair")
    (tmp_path / "amc23.json").write_text(json.dumps(ROWS["amc23"]))
    assert read_tasks(find_benchmark("amc23"), tmp_path)[0].answer == "27"


def test_what_is_missing_is_named(data: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no benchmark 'gsm8k'") as error:
        find_benchmark("gsm8k")
    assert error.value.fix == "choose of: math-500, amc23, aime24, mmlu-pro, bbeh"
    with pytest.raises(ConfigError, match=r"has none of amc23\.jsonl, amc23\.json, amc23\.parquet") as error:
        read_tasks(find_benchmark("amc23"), tmp_path)
    assert error.value.fix is not None
    assert "put split 'test' of math-ai/amc23 into a folder as amc23.jsonl" in error.value.fix
    assert "(columns question, answer)" in error.value.fix
    (data / "aime24.jsonl").write_text('{"problem": "?"}\n')
    with pytest.raises(ConfigError, match=r"aime24\.jsonl, row 1 has no 'answer'"):
        read_tasks(find_benchmark("aime24"), data)
    (data / "bbeh.jsonl").write_text(json.dumps(ROWS["bbeh"][0]))
    with pytest.raises(ConfigError, match=r"bbeh\.jsonl has no row for benchmark 'bbeh'"):
        read_tasks(find_benchmark("bbeh"), data)
    (data / "math-500.jsonl").write_text("{")
    with pytest.raises(ConfigError, match=r"math-500\.jsonl is no \.jsonl file"):
        read_tasks(find_benchmark("math-500"), data)


def test_without_the_hub_the_data_set_and_the_way_out_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    datasets = pytest.importorskip("datasets")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", str(tmp_path))
    with pytest.raises(
        ConfigError, match="'math-500' needs the data set HuggingFaceH4/MATH-500, which cannot be had"
    ) as e:
        read_tasks(find_benchmark("math-500"))
    assert e.value.fix is not None
    assert "pass --data FOLDER" in e.value.fix


ANSWERS = {
    "Halve one.": r"It is \boxed{0.5}.",
    "Nine times three?": r"\boxed{27}",
    "Ten squared?": r"\boxed{10}",
    "Which one is a fruit?": "Pears grow on trees.\nANSWER: B",
    "Which letter?": r"So it is \boxed{\text{c}}.",
}


@pytest.fixture
def oracle(endpoint: ScriptedServer) -> ScriptedServer:
    """Answers by the table above, AIME's question wrongly; the first of two samples of AMC's question wrongly too."""
    asked: dict[str, int] = {}

    def answer(request: dict[str, Any]) -> Reply:
        text = request["messages"][-1]["content"]
        question = next(q for q in ANSWERS if q in text)
        asked[question] = asked.get(question, 0) + 1
        wrong = question == "Nine times three?" and asked[question] == 1
        return Reply(chat(r"\boxed{28}" if wrong else ANSWERS[question]))

    endpoint.answer = answer
    return endpoint


def test_the_harness_asks_scores_and_goes_on(oracle: ScriptedServer, data: Path, tmp_path: Path) -> None:
    pytest.importorskip("inspect_ai")
    from scaler.evaluation.benchmarks.tasks import run_benchmarks

    chosen = [each.model_copy(update={"samples": 2}) for each in BENCHMARKS]
    tasks = {each: read_tasks(each, data) for each in chosen}
    subject = ServedModel(model="toy", concurrency=2)
    sampling = SamplerConfig(temperature=0.6, max_new_tokens=50)
    found = run_benchmarks(subject, tasks, sampling, tmp_path / "logs")
    assert {each.benchmark: each.accuracy for each in found} == {
        "math-500": 1.0,
        "amc23": 0.5,
        "aime24": 0.0,
        "mmlu-pro": 1.0,
        "bbeh": 1.0,
    }
    assert [(each.rows, each.samples, each.unscored) for each in found] == [(1, 2, 0)] * 5
    assert len(oracle.requests) == 10
    request = next(r for r in oracle.requests if "Halve" in r["messages"][-1]["content"])
    assert request["messages"][-1]["content"].endswith(r"put your final answer within \boxed{}.")
    assert (request["temperature"], request["top_p"], request["max_tokens"]) == (0.6, 0.95, 50)
    again = run_benchmarks(subject, tasks, sampling, tmp_path / "logs")
    assert sorted(again, key=str) == sorted(found, key=str)
    assert len(oracle.requests) == 10


def test_a_lost_endpoint_is_an_error(oracle: ScriptedServer, data: Path, tmp_path: Path) -> None:
    pytest.importorskip("inspect_ai")
    from scaler.evaluation.benchmarks.tasks import run_benchmarks

    oracle.answer = lambda request: Reply({"error": {"message": "no such model"}}, 404)
    amc = find_benchmark("amc23")
    with pytest.raises(EndpointError, match="benchmark amc23 was not finished"):
        run_benchmarks(ServedModel(model="toy"), {amc: read_tasks(amc, data)}, SamplerConfig(), tmp_path / "logs")
