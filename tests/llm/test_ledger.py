from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scaler.errors import ConfigError
from scaler.llm import Call, Completion, Ledger, LedgerRow, LLMConfig, Spend

Calls = Callable[..., Call]
Configs = Callable[..., LLMConfig]

PRICES = {"prompt": 1e6, "completion": 2e6}
PAID = Completion("x", "toy", 100, 50, False, False, "stop")
GUESSED = Completion("x", "toy", 10, 5, True, False, "stop")
HOUSE = {"name": "house", "base_url": "http://127.0.0.1:1/v1"}
CACHED = Completion("x", "toy", 100, 50, False, True, "stop")


def test_rows_and_totals(make_call: Calls, make_config: Configs) -> None:
    ledger = Ledger(make_config("replay", prices=PRICES))
    for problem, completion in (("b", PAID), ("a", GUESSED), ("b", CACHED), ("b", PAID)):
        ledger.record(make_call(problem=problem), completion)
    assert ledger.rows() == [
        LedgerRow("a", "generator", Spend(1, 0, 10, 5, 0, True, 20.0)),
        LedgerRow("b", "generator", Spend(3, 1, 200, 100, 150, False, 400.0)),
    ]
    assert ledger.totals() == Spend(4, 1, 210, 105, 150, True, 420.0)


def test_spending_survives_and_cached_calls_are_not_written(
    make_call: Calls, make_config: Configs, tmp_path: Path
) -> None:
    path = tmp_path / "run" / "ledger.jsonl"
    first = Ledger(make_config("replay", prices=PRICES), path)
    first.record(make_call(), PAID)
    first.record(make_call(), CACHED)
    assert path.read_text() == (
        '{"problem":"two-sum","step":"generator","label":"02-generator","model":"toy",'
        '"prompt_tokens":100,"completion_tokens":50,"estimated":false,"cost":200.0}\n'
    )
    assert Ledger(make_config("replay", prices=PRICES), path).totals() == Spend(1, 0, 100, 50, 0, False, 200.0)


def test_what_another_process_took_from_the_recording_is_included_once(
    make_call: Calls, make_config: Configs, tmp_path: Path
) -> None:
    mine, theirs = (Ledger(make_config("replay", prices=PRICES), tmp_path / "ledger.jsonl") for _ in range(2))
    theirs.record(make_call(problem="a"), PAID)  # the file tells of it
    theirs.record(make_call(problem="b"), CACHED)
    assert theirs.recorded() == [LedgerRow("b", "generator", Spend(1, 1, cached_tokens=150))]
    mine.include(theirs.recorded())
    assert mine.rows() == theirs.rows()
    assert mine.totals() == Spend(2, 1, 100, 50, 150, False, 200.0)


def test_threads_lose_nothing(make_call: Calls, make_config: Configs, tmp_path: Path) -> None:
    ledger = Ledger(make_config("replay"), tmp_path / "ledger.jsonl")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: ledger.record(make_call(), PAID), range(200)))
    assert ledger.totals().calls == 200
    assert Ledger(make_config("replay"), tmp_path / "ledger.jsonl").totals() == ledger.totals()


@pytest.mark.parametrize(
    ("tail", "says"),
    [
        (b'{"problem": "x"}\n', ":2: no line of a ledger: Field required"),
        (b"{\n", ":2: no line of a ledger: Invalid JSON"),
        (b"\n", ":2: no line of a ledger: Invalid JSON"),
    ],
)
def test_a_malformed_ledger_is_refused(
    make_call: Calls, make_config: Configs, tmp_path: Path, tail: bytes, says: str
) -> None:
    path = tmp_path / "ledger.jsonl"
    Ledger(make_config("replay"), path).record(make_call(), PAID)
    path.write_bytes(path.read_bytes() + tail)
    with pytest.raises(ConfigError) as caught:
        Ledger(make_config("replay"), path)
    assert caught.value.message.startswith(f"{path}{says}")


def test_a_line_that_a_kill_cut_short_is_cut_off(make_call: Calls, make_config: Configs, tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    Ledger(make_config("replay"), path).record(make_call(), PAID)
    path.write_bytes(path.read_bytes() + b'{"event":"asked","id":"77')
    Ledger(make_config("replay"), path).record(make_call(problem="b"), PAID)
    assert len(path.read_bytes().splitlines()) == 2
    assert Ledger(make_config("replay"), path).totals().calls == 2


def test_a_ledger_of_old_still_counts(make_config: Configs, tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    path.write_text(
        '{"problem":"two-sum","step":"generator","label":"02-generator","model":"toy",'
        '"prompt_tokens":100,"completion_tokens":50,"estimated":false,"cost":200.0}\n'
    )
    assert Ledger(make_config("replay"), path).totals() == Spend(1, 0, 100, 50, 0, False, 200.0)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"mode": "files"}, "mode 'files' has no folder of files"),
        ({"mode": "live", "files": "x"}, "files is set, but mode is 'live'"),
        ({"mode": "live", "budget": {"max_cost": 1.0}}, "budget.max_cost is set, but no price is"),
        ({"mode": "live", "budget": {"max_tokens": 1}, "max_tokens": None}, "a budget is set, but max_tokens is not"),
        ({"mode": "live", "base_url": "u", "endpoints": [HOUSE]}, "endpoints are set, and base_url or prices, too"),
        ({"mode": "live", "endpoints": [HOUSE, HOUSE]}, "two endpoints share a name: house, house"),
        (
            {"mode": "live", "endpoints": [HOUSE | {"rename": {"max_tokens": None}}], "budget": {"max_tokens": 1}},
            "endpoint house is not told max_tokens",
        ),
    ],
)
def test_impossible_settings_are_refused(make_config: Configs, settings: dict[str, object], says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        make_config(**settings)
