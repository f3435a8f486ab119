"""The budget is never overrun: not by calls in flight, not by lost answers, not by several processes."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from scaler.errors import BudgetExceeded, EndpointError
from scaler.llm import Call, Completion, EndpointConfig, Ledger, LLMConfig, Message, Prompt, Sampling, Spend, open_llm
from scaler.llm.call import Request
from scaler.llm.store import Store
from tests.llm.server import Reply, ScriptedServer, chat

Calls = Callable[..., Call]
Configs = Callable[..., LLMConfig]

PROMPT = len("You write generators.") + len("1") + 2 * 32  # the most that the prompt of the calls below can be
BOUND = PROMPT + 100
ANSWER = Completion("x", "toy", 10, 20, False, False, "stop")
HOUSE = EndpointConfig(name="house", base_url="http://127.0.0.1:1/v1")


def ask(llm: Any, calls: list[Call]) -> list[str]:
    """What became of calls that were made at the same time."""

    def one(call: Call) -> str:
        try:
            return str(llm.complete(call).text)
        except (BudgetExceeded, EndpointError) as error:
            return type(error).__name__

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(one, calls))


def test_calls_in_flight_stay_within_the_budget_and_use_all_of_it(
    endpoint: ScriptedServer, make_call: Calls, make_config: Configs
) -> None:
    """Each call holds 186 tokens and uses 60: with eight at once, what is given back serves the others."""
    endpoint.answer = lambda _: Reply(chat("hello", tokens=(40, 20)), delay=0.02)
    config = make_config("live", max_tokens=100, budget={"max_tokens": 1000})
    ledger = Ledger(config)
    became = ask(open_llm(config, ledger), [make_call(user=f"{n % 10}", ordinal=n) for n in range(40)])
    answered = became.count("hello")
    assert ledger.totals().tokens == 60 * answered == 60 * len(endpoint.requests)
    assert 1000 - BOUND < 60 * answered <= 1000
    assert set(became) == {"hello", "BudgetExceeded"}


def test_the_budget_says_what_is_left_of_it(endpoint: ScriptedServer, make_call: Calls, make_config: Configs) -> None:
    config = make_config("live", max_tokens=100, budget={"max_tokens": 200})
    llm = open_llm(config, Ledger(config))
    llm.complete(make_call(user="1"))
    with pytest.raises(BudgetExceeded) as caught:
        llm.complete(make_call(user="2"))
    assert str(caught.value) == (
        "the budget of 200 tokens has no room for a call of up to 186: 18 are spent\n"
        "  fix: raise the budget and run again; completions so far are in the recording and cost nothing then"
    )
    assert llm.complete(make_call(user="1")).cached
    assert len(endpoint.requests) == 1


def test_the_cost_is_bounded_too(endpoint: ScriptedServer, make_call: Calls, make_config: Configs) -> None:
    prices = {"prompt": 1e6, "completion": 2e6}
    config = make_config("live", max_tokens=100, prices=prices, budget={"max_cost": 300.0})
    llm = open_llm(config, Ledger(config))
    llm.complete(make_call(user="1"))
    with pytest.raises(BudgetExceeded) as caught:
        llm.complete(make_call(user="2"))
    assert caught.value.message == (
        "the budget of 300.0000 has no room for a call of up to 286.0000: 25.0000 are spent"
    )


def test_a_lost_answer_counts_with_all_that_it_may_have_cost(
    endpoint: ScriptedServer, make_call: Calls, make_config: Configs
) -> None:
    endpoint.answer = lambda _: Reply(cut=30)
    config = make_config("live", max_tokens=100, budget={"max_tokens": 2 * BOUND}, max_retries=5)
    ledger = Ledger(config)
    with pytest.raises(BudgetExceeded) as caught:
        open_llm(config, ledger).complete(make_call(user="1"))
    assert caught.value.message == (
        "the budget of 372 tokens has no room for a call of up to 186: 372 are spent, of them up to 372 for 2 calls "
        "whose answers are not known"
    )
    assert ledger.totals() == Spend(unknown=2, unknown_tokens=372)
    assert len(endpoint.requests) == 2


def test_missing_usage_is_estimated_in_reports_and_counts_in_full_in_the_budget(
    endpoint: ScriptedServer, make_call: Calls, make_config: Configs
) -> None:
    endpoint.answer = lambda _: Reply(chat("hello", usage=False))
    config = make_config("live", max_tokens=100, budget={"max_tokens": 300})
    ledger = Ledger(config)
    assert ask(open_llm(config, ledger), [make_call(user="1"), make_call(user="2")]).count("hello") == 1
    assert (ledger.totals().tokens, ledger.totals().estimated) == (8, True)


def test_an_endpoint_that_bills_more_than_was_allowed_is_told_of_and_allowed_for(
    endpoint: ScriptedServer, make_call: Calls, make_config: Configs, capsys: pytest.CaptureFixture[str]
) -> None:
    endpoint.answer = lambda _: Reply(chat("hello", tokens=(40, 500)))
    config = make_config("live", max_tokens=100, budget={"max_tokens": 1000})
    ledger = Ledger(config)
    llm = open_llm(config, ledger)
    llm.complete(make_call(user="1"))
    with pytest.raises(BudgetExceeded, match="no room for a call of up to 586: 540 are spent"):
        llm.complete(make_call(user="2"))
    assert capsys.readouterr().out == (
        "  endpoint default billed 40 + 500 tokens for a call of at most 86 + 100; "
        "later calls set so much more of the budget aside\n"
    )


def test_what_another_ledger_on_the_file_holds_is_seen(make_call: Calls, make_config: Configs, tmp_path: Path) -> None:
    config = make_config("replay", budget={"max_tokens": 1000})
    first, second = (Ledger(config, tmp_path / "ledger.jsonl") for _ in range(2))
    hold = first.reserve(make_call(), "k1", HOUSE, (100, 500))
    with pytest.raises(BudgetExceeded, match="no room for a call of up to 600: 600 are spent, of them up to 600 for 1"):
        second.reserve(make_call(), "k2", HOUSE, (100, 500))
    first.settle(hold, ANSWER)
    second.settle(second.reserve(make_call(), "k2", HOUSE, (100, 500)), ANSWER)
    assert second.totals() == Spend(calls=2, prompt_tokens=20, completion_tokens=40)
    assert [vars(row) for row in second.endpoints()] == [
        {"endpoint": "house", "answered": 2, "refused": 0, "failed": 0, "lost": 0, "tokens": 60, "cost": 0.0}
    ]


def test_a_call_that_a_kill_left_open_is_settled_from_the_recording(
    make_call: Calls, make_config: Configs, tmp_path: Path
) -> None:
    """Killed between recording and settling: the next run knows what it cost."""
    config = make_config("replay")
    request = Request.of(make_call(), config)
    Ledger(config, tmp_path / "ledger.jsonl").reserve(make_call(), request.key, HOUSE, (100, 500))
    Store(config.recording).write(request, ANSWER)
    ledger = Ledger(config, tmp_path / "ledger.jsonl")
    assert ledger.totals() == Spend(unknown=1, unknown_tokens=600)
    open_llm(config, ledger).complete(make_call())
    open_llm(config, ledger).complete(make_call())
    assert ledger.totals() == Spend(3, 2, 10, 20, 60)
    assert Ledger(config, tmp_path / "ledger.jsonl").totals() == Spend(1, 0, 10, 20)


def _spend(url: str, folder: str, first: int, results: Any) -> None:
    config = LLMConfig.model_validate(
        {"mode": "live", "model": "toy", "recording": f"{folder}/rec", "base_url": url}
        | {"max_tokens": 100, "max_retries": 0, "budget": {"max_tokens": 3000}}
    )
    prompt = Prompt("generator", "1.0", "", (Message("user", "1"),), Sampling())
    llm = open_llm(config, Ledger(config, Path(folder) / "ledger.jsonl"))
    results.put(ask(llm, [Call("p", n, prompt) for n in range(first, first + 40)]))


def test_processes_share_the_budget(endpoint: ScriptedServer, tmp_path: Path) -> None:
    endpoint.answer = lambda _: Reply(chat("hello", tokens=(33, 100)), delay=0.01)
    spawn = multiprocessing.get_context("spawn")
    results = spawn.Queue()
    processes = [
        spawn.Process(target=_spend, args=(endpoint.base_url, str(tmp_path), first, results)) for first in (0, 100)
    ]
    for process in processes:
        process.start()
    became = [text for _ in processes for text in results.get(timeout=120)]
    for process in processes:
        process.join()
    # The one that ends first may have held what the other could have used: a call or two, never more than the budget.
    answered = became.count("hello")
    assert len(endpoint.requests) == answered
    assert 18 <= answered <= 3000 // 133
    lines = [json.loads(line) for line in (tmp_path / "ledger.jsonl").read_text().splitlines()]
    assert (
        sum(line["event"] == "asked" for line in lines)
        == sum(line["event"] == "answered" for line in lines)
        == answered
    )


def test_only_the_asking_that_was_recorded_is_settled_from_the_recording(
    make_call: Calls, make_config: Configs, tmp_path: Path
) -> None:
    """Killed, asked again and answered by another process, while a third still believes the first asking open."""
    config = make_config("replay")
    request = Request.of(make_call(), config)
    killed, second = (Ledger(config, tmp_path / "ledger.jsonl") for _ in range(2))
    killed.reserve(make_call(), request.key, HOUSE, (100, 500))
    third = Ledger(config, tmp_path / "ledger.jsonl")
    hold = second.reserve(make_call(), request.key, HOUSE, (100, 500))
    Store(config.recording).write(request, ANSWER)
    second.settle(hold, ANSWER)
    open_llm(config, third).complete(make_call())
    fresh = Ledger(config, tmp_path / "ledger.jsonl")
    assert fresh.totals() == Spend(1, 0, 10, 20, unknown=1, unknown_tokens=600)
