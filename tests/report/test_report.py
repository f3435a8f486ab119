from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from scaler.errors import ConfigError
from scaler.report import Run, read_run, summarise, write_report
from scaler.report.records import Rate

FACTS = {
    "model": "Qwen/Qwen3-0.6B-Base",
    "steps": 12,
    "lock": "sets/first.lock",
    "lock_digest": "sha256:12ab",
    "policy": "paper",
    "seed": 7,
    "started": "2026-03-01T10:12:44+00:00",
    "seconds": 185.2,
}
CHANGE = {"step": 7, "before": "a", "after": "b", "came": ["new-one"], "left": []}
NAMES = ("sort-digits@1.0", "rotate-ring@1.0", "a<b>&$x$@2.1")


def step(number: int, **changes: Any) -> dict[str, Any]:
    environments = {
        name: {"level": number / 4, "pass_rate": None if index == number % 3 else 0.5, "groups": 2}
        for index, name in enumerate(NAMES[: 2 + number % 2])
    }
    return {
        "step": number,
        "time": 2.5 * number,
        "reward": 0.4,
        "effective_prompts": 0.75,
        "mean_level": number / 4,
        "active": list(environments),
        "replaced": {"zeros": 0, "saturated": 0, "slope": number // 3},
        "environments": environments,
        "response_tokens": 12.5,
        "loss": None,
    } | changes


def cells(share: float) -> list[dict[str, Any]]:
    return [
        {"environment": name, "level": level, "samples": 21, "passed": round(20 * share / (level + 1)), "unscored": 1}
        for name in NAMES
        for level in range(3)
    ]


def write_steps(folder: Path, *steps: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "metrics.jsonl").write_text("".join(json.dumps(each) + "\n" for each in steps))


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = tmp_path / "first-run"
    write_steps(folder, *(step(number) for number in range(1, 13)))
    funnel = {
        "stages": [{"stage": "problems", "count": 4}, {"stage": "oracle", "count": 1}],
        "rejected": [{"problem": f"p{i}", "stage": "oracle", "reason": "references disagree"} for i in range(3)],
        "cost": {"tokens": 41200, "price": "0.12 EUR"},
    }
    for name, content in {
        "evaluation.json": {"before": cells(0.3), "after": cells(0.6)},
        "run.json": FACTS,
        "funnel.json": funnel,
    }.items():
        (folder / name).write_text(json.dumps(content))
    return folder


def parse(page: Path) -> ElementTree.Element:
    """The page as XML, which refuses unclosed and badly nested elements."""
    return ElementTree.fromstring(page.read_text(encoding="utf-8"))


def text_of(page: Path) -> str:
    return " ".join(" ".join(parse(page).itertext()).split())


def test_the_page_is_well_formed_and_says_what_was_run(run: Path) -> None:
    page = write_report(run)
    assert page == run / "report.html"
    root = parse(page)
    text = " ".join(" ".join(root.itertext()).split())
    for fact in (
        *NAMES,
        "first-run",
        "Qwen/Qwen3-0.6B-Base",
        "sets/first.lock",
        "sha256:12ab",
        "12 of 12",
        "3 min 5 s",
        "started 2026-03-01 10:12 UTC",
        "18.3 % → 36.7 %",
        "18 samples could not be scored",
        "references disagree",
        "41,200",
    ):
        assert fact in text


def test_alarms_are_named_with_the_reason_and_what_to_do(run: Path) -> None:
    write_steps(run, step(1), step(2, quarantined={NAMES[2]: "never passes: <0 of 64>"}), step(3, replaced={}))
    text = text_of(write_report(run))
    assert f"2 {NAMES[2]} never passes: <0 of 64> read its easiest tasks and answers; mend it" in text
    assert "Alarms 1 see below what to do" in text
    assert f"{NAMES[2]} quarantined at 2" in text
    assert "by the curriculum's choice" in text


def test_a_run_without_alarms_says_so_once(run: Path) -> None:
    text = text_of(write_report(run))
    assert "Alarms 0 none was raised" in text
    assert "what to do" not in text


def test_the_page_stands_alone(run: Path) -> None:
    root = parse(write_report(run))
    assert not [element.tag for element in root.iter() if element.tag.endswith(("script", "link", "iframe"))]
    targets = [value for element in root.iter() for key, value in element.items() if key.endswith(("href", "src"))]
    assert not targets
    outside = [url for url in re.findall(r"url\(([^)]*)\)", page_text(run)) if url != "#hatch"]
    assert not outside


def test_every_figure_is_said_in_words_and_has_its_numbers_in_a_table(run: Path) -> None:
    charts = list(parse(write_report(run)).iter("svg"))
    assert len(charts) > 10
    for svg in charts:
        assert svg.get("aria-hidden") == "true" or (svg.get("role") == "img" and svg.get("aria-label"))
    spoken = [svg.get("aria-label", "") for svg in charts]
    assert "Mean level of active environments. 0.25 at step 1, 3 at step 12, between 0.25 and 3" in spoken
    text = text_of(run / "report.html")
    assert "12 0.4 0.75 3 12.5" in text  # the last row of the table of the training curves
    assert f"{NAMES[0]} active 24 0.2 → 3.0 0.50 → 0.50" in text


def page_text(run: Path) -> str:
    return (run / "report.html").read_text(encoding="utf-8")


def test_the_same_run_gives_the_same_bytes_wherever_it_is_written(run: Path, tmp_path: Path) -> None:
    first = write_report(run).read_bytes()
    assert write_report(run, tmp_path / "elsewhere.html").read_bytes() == first


def test_what_a_newer_run_logs_is_shown_and_an_older_one_is_read(tmp_path: Path) -> None:
    newer = {
        "kl": 0.25,
        "environment_seconds": 0.5,
        "entropy": 0.0,
        "odd_new_measure": 7,
        "note": "words",
        "flag": True,
    }
    write_steps(tmp_path, step(1, **newer), step(2, **newer | {"kl": 0.5}))
    (tmp_path / "run.json").write_text(json.dumps(FACTS | {"cuda": "13", "lock_changes": [CHANGE]}))
    text = text_of(write_report(tmp_path))
    for label in ("KL to the model before GRPO", "Seconds of the step for environments", "Odd new measure"):
        assert label in text
    assert "Note" not in text
    assert "Flag" not in text
    assert "Entropy" not in text  # always 0
    assert '{ "cuda": "13" }' in text
    assert "Changes of the training set after step came left 7 new-one none" in text
    assert summarise(read_run(tmp_path)).numbers["environment_share"].value == 1.0 / 5.0
    old = {"replaced", "response_tokens", "loss"}
    write_steps(tmp_path, {key: value for key, value in step(1).items() if key not in old})
    assert "Tokens a response" not in text_of(write_report(tmp_path))


def test_validation_on_the_way_makes_a_curve(run: Path) -> None:
    lines = [{"step": number, "cells": cells(0.3 + 0.03 * number)} for number in (0, 4, 8)]
    (run / "validation.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    root = parse(write_report(run))
    spoken = [svg.get("aria-label", "") for svg in root.iter("svg")]
    assert "Held-out pass rate over the run. 0.183 at step 0, 0.367 at step 12, between 0.183 and 0.367" in spoken


def test_a_line_that_is_being_written_waits_for_the_next_reading(run: Path) -> None:
    with (run / "metrics.jsonl").open("a") as metrics:
        metrics.write('{"step": 13, "time"')
    assert read_run(run).steps[-1].step == 12


@pytest.mark.parametrize("missing", ["metrics.jsonl", "evaluation.json", "run.json", "funnel.json"])
def test_a_run_without_one_of_its_files_still_has_a_report(run: Path, missing: str) -> None:
    (run / missing).unlink()
    parse(write_report(run))


@pytest.mark.parametrize(
    "evaluation",
    [
        {"before": cells(0.3)},
        {"before": cells(0.3)[:2], "after": cells(0.6)[5:]},
        {"before": [{"environment": "a", "level": 0, "samples": 3, "passed": 0, "unscored": 3}]},
        {},
    ],
)
def test_an_unfinished_evaluation_is_shown_as_far_as_it_goes(tmp_path: Path, evaluation: dict[str, Any]) -> None:
    (tmp_path / "evaluation.json").write_text(json.dumps(evaluation))
    text = " ".join(parse(write_report(tmp_path)).itertext())
    assert "→" not in text or len(evaluation) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"environments": {}, "active": []},
        {"reward": None, "effective_prompts": None, "loss": float("nan"), "mean_level": 0.0},
    ],
)
def test_a_run_of_one_step_has_a_report(tmp_path: Path, changes: dict[str, Any]) -> None:
    write_steps(tmp_path, step(1, **changes))
    parse(write_report(tmp_path))


def test_a_run_of_many_environments_shows_some_and_lists_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scaler.report.page.SHOWN", 3)
    monkeypatch.setattr("scaler.report.page.OPEN", 10)
    names = [f"env-{i}@1.0" for i in range(70)]
    entries = {name: {"level": 1.0, "pass_rate": 0.5, "groups": 1} for name in names}
    write_steps(tmp_path, *(step(n, environments=entries, active=names) for n in (1, 2)))
    held_out = [
        {"environment": n, "level": 0, "samples": 8, "passed": i % 9, "unscored": 0} for i, n in enumerate(names)
    ]
    (tmp_path / "evaluation.json").write_text(json.dumps({"before": held_out, "after": held_out}))
    root = parse(write_report(tmp_path))
    rows = [row.findtext("th") for row in root.iter("tr")]
    assert all(rows.count(name) in (2, 3) for name in names)
    assert sum(rows.count(name) == 3 for name in names) == 3
    text = " ".join(" ".join(root.itertext()).split())
    assert "3 of 70 environments, evenly spaced by rank" in text
    assert "The 3 that moved most" in text
    assert [figure.findtext("figcaption") for figure in root.iter("figure")][-3:] == sorted(names)[:3]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"step": 3', "Invalid JSON: EOF while parsing an object at line 1 column 10"),
        ("", "Invalid JSON: EOF while parsing a value at line 1 column 0"),
        (
            json.dumps(step(3, reward="high")),
            "reward: Input should be a valid number, unable to parse string as a number",
        ),
        (json.dumps(step(3, effective_prompts=1.5)), "effective_prompts: Input should be less than or equal to 1"),
        (json.dumps({k: v for k, v in step(3).items() if k != "active"}), "active: Field required"),
        (
            json.dumps(step(3, environments={"a": {"level": -1, "pass_rate": None, "groups": 1}})),
            "environments.a.level: Input should be greater than or equal to 0",
        ),
    ],
)
def test_a_broken_line_is_named_and_the_old_report_stays(run: Path, line: str, message: str) -> None:
    old = write_report(run).read_bytes()
    metrics = run / "metrics.jsonl"
    lines = metrics.read_text().splitlines()
    metrics.write_text("\n".join([*lines[:2], line, *lines[3:]]) + "\n")
    with pytest.raises(ConfigError) as caught:
        write_report(run)
    assert str(caught.value) == f"{metrics}, line 3: {message}\n  fix: restore the file, or remove what is broken"
    assert (run / "report.html").read_bytes() == old
    assert not list(run.glob(".new-*"))


def test_steps_that_were_done_twice_are_refused(tmp_path: Path) -> None:
    write_steps(tmp_path, step(1), step(2), step(2))
    with pytest.raises(
        ConfigError, match=r"metrics\.jsonl, line 3: step 2 comes after step 2\n  fix: remove the lines"
    ):
        read_run(tmp_path)


def test_cells_must_add_up(run: Path) -> None:
    cell = {"environment": "a", "level": 0, "samples": 4, "passed": 4, "unscored": 1}
    (run / "evaluation.json").write_text(json.dumps({"before": [cell]}))
    with pytest.raises(ConfigError, match=r"evaluation\.json: before\.0: .*4 passed and 1 unscored of only 4 samples"):
        read_run(run)


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        write_report(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path} holds no run: no metrics.jsonl, evaluation.json, validation.jsonl or funnel.json\n"
        "  fix: give the folder that a training or synthesis run wrote to"
    )
    assert not list(tmp_path.iterdir())


def test_reading_a_run_gives_what_was_written(run: Path) -> None:
    read: Run = read_run(run)
    assert [each.step for each in read.steps] == list(range(1, 13))
    assert read.funnel is not None
    assert read.funnel.reasons() == [("oracle", "references disagree", 3)]
    assert [share for _, share in read.funnel.shares()] == [1.0, 0.25]


@pytest.mark.parametrize(
    ("passed", "scored", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)],
)
def test_wilson_interval_against_published_values(passed: int, scored: int, low: float, high: float) -> None:
    """The last row is Newcombe's worked example (Statistics in Medicine 17, 1998, table I)."""
    assert Rate(passed, scored).interval() == pytest.approx((low, high), abs=5e-5)
