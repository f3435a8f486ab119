"""The real client against a real server on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scaler.errors import BudgetExceeded, ConfigError, EndpointError
from scaler.evaluation import EndpointSampler, SamplerConfig, ServedModel, open_sampler
from scaler.llm import Budget
from tests.llm.server import Reply, ScriptedServer, chat


def sampler(folder: Path, **settings: Any) -> EndpointSampler:
    return EndpointSampler.open("toy", folder, SamplerConfig(temperature=0.5, max_new_tokens=9), **settings)


def numbered(server: ScriptedServer) -> None:
    """The server says the question, and how many requests it has seen."""
    server.answer = lambda request: Reply(chat(f"{request['messages'][0]['content']} {len(server.requests)}"))


def test_completions_come_in_the_order_of_the_questions(endpoint: ScriptedServer, tmp_path: Path) -> None:
    numbered(endpoint)
    found = sampler(tmp_path, concurrency=4).sample(["a", "b", "c"], 3)
    assert [[text.split()[0] for text in texts] for texts in found] == [["a"] * 3, ["b"] * 3, ["c"] * 3]
    assert sorted(int(text.split()[1]) for texts in found for text in texts) == list(range(1, 10))
    request = endpoint.requests[0]
    assert (request["model"], request["temperature"], request["max_tokens"]) == ("toy", 0.5, 9)
    assert request["messages"] == [{"role": "user", "content": request["messages"][0]["content"]}]


def test_requests_are_asked_at_once_and_never_too_many(endpoint: ScriptedServer, tmp_path: Path) -> None:
    endpoint.answer = lambda request: Reply(delay=0.05)
    sampler(tmp_path, concurrency=3).sample(list("abcdefghi"), 1)
    assert endpoint.most_at_once == 3


def test_another_turn_gives_new_completions_and_a_new_run_gets_the_old(
    endpoint: ScriptedServer, tmp_path: Path
) -> None:
    numbered(endpoint)
    first = sampler(tmp_path, concurrency=1)
    rounds = [first.sample(["a", "a"], 1), first.sample(["a"], 2, turn=1)]
    assert rounds == [[["a 1"], ["a 2"]], [["a 3", "a 4"]]]
    second = sampler(tmp_path, concurrency=1)
    assert [second.sample(["a"], 3, turn=1), second.sample(["a", "a"], 1)] == [[["a 3", "a 4", "a 5"]], rounds[0]]
    assert len(endpoint.requests) == 5


def test_a_lost_endpoint_raises_and_keeps_what_came(endpoint: ScriptedServer, tmp_path: Path) -> None:
    numbered(endpoint)
    endpoint.script.extend([Reply(chat("fine")), Reply({"error": {"message": "no such model"}}, 404)])
    with pytest.raises(EndpointError, match="answered with status 404"):
        sampler(tmp_path, concurrency=1).sample(["a", "b", "c", "d"], 1)
    asked = len(endpoint.requests)
    assert sampler(tmp_path, concurrency=1).sample(["a"], 1) == [["fine"]]
    assert len(endpoint.requests) == asked < 4


def test_the_budget_ends_it(endpoint: ScriptedServer, tmp_path: Path) -> None:
    subject = ServedModel(model="toy", concurrency=1, budget=Budget(max_tokens=560))
    opened = open_sampler(subject, SamplerConfig(), tmp_path)
    with pytest.raises(BudgetExceeded, match="the budget of 560 tokens has no room for a call of up to 545: "):
        opened.sample(["a", "b", "c"], 1)
    assert 1 <= len(endpoint.requests) < 3


def test_no_key_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ConfigError, match="OPENAI_API_KEY is not set"):
        open_sampler(ServedModel(model="toy"), SamplerConfig(), tmp_path)
