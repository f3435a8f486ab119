from __future__ import annotations

import json
import math
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from scaler.cli import main
from scaler.errors import ConfigError
from scaler.report import compare, read_run, summarise, write_comparison
from scaler.report.summary import mean_interval
from tests.report.toy_runs import write_toy_run


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two policies, three seeds each."""
    folder = tmp_path_factory.mktemp("runs")
    found = []
    for policy in ("frontier", "static"):
        for seed in range(3):
            found.append(folder / f"{policy}-{seed}")
            write_toy_run(found[-1], policy=policy, seed=seed)
    return found


def test_an_interval_against_a_worked_example() -> None:
    """Student's t with 4 degrees of freedom is 2.776 at 95 %."""
    estimate = mean_interval([0.2, 0.3, 0.4, 0.5, 0.6])
    half = 2.776445 * math.sqrt(0.025) / math.sqrt(5)
    assert (estimate.value, estimate.runs) == (pytest.approx(0.4), 5)
    assert (estimate.low, estimate.high) == (pytest.approx(0.4 - half), pytest.approx(0.4 + half))
    assert mean_interval([0.2]).low is None


def test_runs_are_grouped_and_matched_by_seed(runs: list[Path]) -> None:
    read = [read_run(run) for run in runs]
    result = compare(read, ["policy"])
    assert [(group.name, len(group.runs)) for group in result.groups] == [("frontier", 3), ("static", 3)]
    frontier, static = (group.numbers for group in result.groups)
    own = [summarise(run).numbers["effective_prompts"].value for run in read]
    assert frontier["effective_prompts"].value == pytest.approx(sum(own[:3]) / 3)
    assert static["mean_level"].value == pytest.approx(4.0)  # the middle of eight levels, for ever
    assert frontier["effective_prompts"].value > static["effective_prompts"].value
    (difference,) = result.differences
    assert (difference.group, difference.against, difference.seeds) == ("static", "frontier", [0, 1, 2])
    pairs = [b - a for a, b in zip(own[:3], own[3:], strict=True)]
    assert difference.numbers["effective_prompts"] == mean_interval(pairs)


def test_the_numbers_of_a_run_are_those_of_its_files(runs: list[Path]) -> None:
    numbers = summarise(read_run(runs[0])).numbers
    steps = [json.loads(line) for line in (runs[0] / "metrics.jsonl").read_text().splitlines()]
    evaluation = json.loads((runs[0] / "evaluation.json").read_text())
    passed, samples = (sum(cell[key] for cell in evaluation["after"]) for key in ("passed", "samples"))
    assert numbers["held_out_after"].value == passed / samples
    assert numbers["tokens"].value == round(sum(step["response_tokens"] * 128 for step in steps))
    assert numbers["pass_rate"].value == pytest.approx(sum(step["reward"] for step in steps[-3:]) / 3)
    assert numbers["gain"].value == numbers["held_out_after"].value - numbers["held_out_before"].value
    assert numbers["alarms"].value == 0


@pytest.mark.parametrize(
    ("by", "names"),
    [
        ([], ["frontier-0", "frontier-1", "frontier-2", "static-0", "static-1", "static-2"]),
        (["name"], ["frontier", "static"]),
        (["policy", "seed"], [f"policy {p}, seed {s}" for p in ("frontier", "static") for s in range(3)]),
        (["lock"], ["toy"]),
    ],
)
def test_groups_have_names(runs: list[Path], by: list[str], names: list[str]) -> None:
    assert [group.name for group in compare([read_run(run) for run in runs], by).groups] == names


def test_runs_of_the_same_name_are_told_apart_and_nested_keys_reach_down(runs: list[Path], tmp_path: Path) -> None:
    for folder, rate in (("a", 1e-4), ("b", 3e-4)):
        write_toy_run(tmp_path / folder / "run")
        facts = json.loads((tmp_path / folder / "run" / "run.json").read_text())
        facts["config"] = {"grpo": {"learning_rate": rate}}
        (tmp_path / folder / "run" / "run.json").write_text(json.dumps(facts))
    read = [read_run(tmp_path / folder / "run") for folder in ("a", "b")]
    assert [group.name for group in compare(read).groups] == [str(run.folder) for run in read]
    assert [group.name for group in compare(read, ["folder"]).groups] == ["a", "b"]
    assert [g.name for g in compare(read, ["config.grpo.learning_rate"]).groups] == ["0.0001", "0.0003"]


def test_a_key_that_a_run_lacks_is_refused(runs: list[Path], tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        write_comparison(runs, tmp_path / "page.html", ["colour"])
    assert str(caught.value) == (
        f"{runs[0]}/run.json has no 'colour'\n"
        "  fix: group by one of config, lock, lock_changes, lock_digest, model, policy, seconds, seed, started, steps, "
        "name, folder"
    )
    assert not list(tmp_path.iterdir())


def test_the_page_is_well_formed_stands_alone_and_stays_the_same(runs: list[Path], tmp_path: Path) -> None:
    page = write_comparison(runs, tmp_path / "page.html", ["policy"])
    first = page.read_bytes()
    assert write_comparison(runs, page, ["policy"]).read_bytes() == first
    root = ElementTree.fromstring(first)
    assert not [element.tag for element in root.iter() if element.tag in ("script", "link", "img", "iframe")]
    text = " ".join(" ".join(root.itertext()).split())
    assert "6 runs compared Grouped by policy: 2 groups." in text
    assert "static − frontier 3 seeds" in text
    for title in ("Held-out pass rate", "Effective prompts", "Tokens a response", "Tokens of responses so far"):
        assert f"{title} as a table" in text
    bands = [path for path in root.iter("path") if str(path.get("class")).startswith("band")]
    assert len(bands) == 2 * 5  # both groups on all panels but held-out, which has bars
    assert re.search(r"Effective prompts\. frontier: 0\.\d+ at step 1, .* at step 30.*; static: ", first.decode())


def test_an_unfinished_run_is_named_and_its_group_is_cut_to_it(runs: list[Path], tmp_path: Path) -> None:
    write_toy_run(tmp_path / "frontier-3", seed=3)
    lines = (tmp_path / "frontier-3" / "metrics.jsonl").read_text().splitlines(keepends=True)
    (tmp_path / "frontier-3" / "metrics.jsonl").write_text("".join(lines[:10]))
    page = write_comparison([*runs, tmp_path / "frontier-3"], tmp_path / "page.html", ["policy"]).read_text()
    assert f"Not finished: {tmp_path / 'frontier-3'} (10 of 30 steps)." in page
    assert re.search(r"Effective prompts\. frontier: [^;]* at step 10, between [^;]*; static: [^;]* at step 30", page)


def test_the_command_writes_pages_and_json(
    runs: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def scaler(*arguments: object) -> tuple[int | str | None, str]:
        with pytest.raises(SystemExit) as ended:
            main(["report", *map(str, arguments)])
        captured = capsys.readouterr()
        return ended.value.code, captured.out + captured.err

    assert scaler(runs[0]) == (0, f"wrote {runs[0] / 'report.html'}\n")
    beside = runs[0].parent / "comparison.html"
    assert scaler(*runs, "--by", "policy") == (0, f"wrote {beside}\n")
    assert scaler(*runs, "--by", "policy", "--out", tmp_path / "x.html") == (0, f"wrote {tmp_path / 'x.html'}\n")
    assert (tmp_path / "x.html").read_bytes() == beside.read_bytes()
    beside.unlink()
    code, out = scaler(*runs, "--by", "policy", "--json")
    assert (code, [group["name"] for group in json.loads(out)["groups"]]) == (0, ["frontier", "static"])
    assert not beside.exists()
    code, out = scaler(runs[0], "--json")
    assert json.loads(out)["numbers"]["held_out_after"]["low"] < json.loads(out)["numbers"]["held_out_after"]["value"]
    code, out = scaler(tmp_path / "nothing")
    assert (code, out.splitlines()[0]) == (
        1,
        f"scaler: {tmp_path / 'nothing'} holds no run: no metrics.jsonl, "
        "evaluation.json, validation.jsonl or funnel.json",
    )
