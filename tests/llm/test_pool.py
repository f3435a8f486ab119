"""Several endpoints: who is asked, who is spared, and what people are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest

from scaler.errors import ConfigError, EndpointError
from scaler.llm import Call, Ledger, LLMConfig, endpoint_rows, load_endpoints, open_llm
from scaler.llm.fault import rest_of
from tests.llm.server import KEY, Reply, ScriptedServer, chat, serve

Calls = Callable[..., Call]
Configs = Callable[..., LLMConfig]
DOWN = "http://127.0.0.1:9/v1"


@pytest.fixture
def second(endpoint: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedServer]:
    """Another endpoint, which says `second` and has a key of its own."""
    with serve() as server:
        monkeypatch.setenv("SECOND_KEY", "sk-second-9876543210")
        server.answer = lambda _: Reply(chat("second"))
        yield server


@pytest.fixture
def two(endpoint: ScriptedServer, second: ScriptedServer, make_config: Configs) -> Callable[..., LLMConfig]:
    def make(first_url: str = endpoint.base_url, **settings: Any) -> LLMConfig:
        first = {"name": "first", "base_url": first_url, "model": "toy-a", "timeout_seconds": 2.0}
        other = {"name": "second", "base_url": second.base_url, "model": "toy-b", "key_env": "SECOND_KEY"}
        prices = {"prompt": 1e6, "completion": 1e6}
        return make_config("live", endpoints=[first, other | {"prices": prices}], **settings)

    return make


def texts(config: LLMConfig, ledger: Ledger, calls: list[Call]) -> list[str]:
    llm = open_llm(config, ledger)
    return [llm.complete(call).text for call in calls]


def test_the_first_well_one_answers_with_its_own_model_key_and_price(
    endpoint: ScriptedServer, second: ScriptedServer, two: Configs, make_call: Calls, make_config: Configs
) -> None:
    ledger = Ledger(two())
    assert texts(two(), ledger, [make_call()]) == ["hello"]
    assert (endpoint.requests[0]["model"], endpoint.keys, second.requests) == ("toy-a", [f"Bearer {KEY}"], [])
    # The recording answers whoever is asked next: no endpoint is part of a request's key.
    assert open_llm(make_config("replay"), ledger).complete(make_call()).text == "hello"
    assert texts(two(DOWN), ledger, [make_call(), make_call(user="new")]) == ["hello", "second"]
    assert (second.requests[0]["model"], second.keys) == ("toy-b", ["Bearer sk-second-9876543210"])
    assert endpoint_rows(ledger) == [
        {"endpoint": "first", "answered": 1, "refused": 0, "failed": 1, "lost": 0, "tokens": 18, "cost": 0.0},
        {"endpoint": "second", "answered": 1, "refused": 0, "failed": 0, "lost": 0, "tokens": 18, "cost": 18.0},
    ]


def test_an_endpoint_that_asks_for_no_key_is_sent_none(
    endpoint: ScriptedServer, make_config: Configs, make_call: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    config = make_config("live", endpoints=[{"name": "house", "base_url": endpoint.base_url, "key_env": None}])
    assert texts(config, Ledger(config), [make_call()]) == ["hello"]
    assert endpoint.keys == [""]


@pytest.mark.parametrize(
    "fault",
    [
        Reply(b"", 500),
        Reply(b"", 401),
        Reply(b"", 402),
        Reply(b"", 404),
        Reply(b"", 429, {"Retry-After": "60"}),
        Reply(b"", 429),
        Reply(delay=4.0),
        Reply(cut=20),
        Reply(b"no JSON"),
    ],
)
def test_the_next_one_is_asked_at_once(
    endpoint: ScriptedServer, second: ScriptedServer, two: Configs, make_call: Calls, fault: Reply
) -> None:
    endpoint.answer = lambda _: fault
    assert texts(two(), Ledger(two()), [make_call()]) == ["second"]
    assert (len(endpoint.requests), len(second.requests)) == (1, 1)


def test_a_request_that_is_refused_is_not_carried_around(
    endpoint: ScriptedServer, second: ScriptedServer, two: Configs, make_call: Calls
) -> None:
    endpoint.answer = lambda _: Reply({"error": {"message": "too long"}}, 400)
    with pytest.raises(EndpointError, match="answered with status 400: too long"):
        texts(two(max_retries=3), Ledger(two()), [make_call()])
    assert (len(endpoint.requests), second.requests) == (1, [])


def test_a_short_rest_is_waited_out_and_holds_for_all_calls(
    endpoint: ScriptedServer, second: ScriptedServer, two: Configs, make_call: Calls
) -> None:
    endpoint.script.append(Reply(b"", 429, {"Retry-After": "1"}))
    config = two(max_retries=2)
    assert texts(config, Ledger(config), [make_call(), make_call(user="2")]) == ["hello", "hello"]
    assert endpoint.times[1] - endpoint.times[0] >= 1.0
    assert second.requests == []


def test_a_dead_endpoint_is_left_alone_and_probed_once(
    endpoint: ScriptedServer,
    second: ScriptedServer,
    two: Configs,
    make_call: Calls,
    capsys: pytest.CaptureFixture[str],
) -> None:
    endpoint.answer = lambda _: Reply(b"", 500)
    config = two(open_after=2, pause_seconds=1.0)
    llm = open_llm(config, Ledger(config))
    assert [llm.complete(make_call(user=f"{n}")).text for n in range(6)] == ["second"] * 6
    assert len(endpoint.requests) == 2
    endpoint.answer = lambda _: Reply(delay=0.3)
    while endpoint.times[-1] == endpoint.times[1]:  # until the probe, of which there is one among many calls
        with ThreadPoolExecutor(4) as pool:
            calls = [make_call(ordinal=n) for n in range(4)]
            became = sorted(answer.text for answer in pool.map(llm.complete, calls))
        for path in config.recording.rglob("*.md"):
            path.unlink()
    assert became == ["hello", "second", "second", "second"]
    assert len(endpoint.requests) == 3
    assert endpoint.times[2] - endpoint.times[1] >= 1.0
    assert llm.complete(make_call(user="last")).text == "hello"
    out = capsys.readouterr().out.splitlines()
    assert out[:3] == [
        "  endpoint second answers now",
        "  endpoint first is taken for dead (status 500); next try in 1 s",
        "  endpoint first answers again",
    ]


def test_a_single_endpoint_is_waited_for(
    endpoint: ScriptedServer, make_config: Configs, make_call: Calls, capsys: pytest.CaptureFixture[str]
) -> None:
    endpoint.script.extend([Reply(b"", 500)] * 3)
    config = make_config("live", max_retries=3, open_after=2, pause_seconds=0.2)
    assert texts(config, Ledger(config), [make_call()]) == ["hello"]
    assert len(endpoint.requests) == 4
    assert capsys.readouterr().out == (
        "  endpoint default is taken for dead (status 500); next try in 0 s\n"
        "  endpoint default is taken for dead (status 500); next try in 0 s\n"
        "  endpoint default answers again\n"
    )


def test_when_none_answers_each_says_why(
    endpoint: ScriptedServer, second: ScriptedServer, two: Configs, make_call: Calls
) -> None:
    endpoint.answer = lambda _: Reply({"error": {"message": f"no {KEY}"}}, 401)
    second.answer = lambda _: Reply({"error": {"message": "empty"}}, 402)
    with pytest.raises(EndpointError) as caught:
        texts(two(max_retries=4), Ledger(two()), [make_call()])
    assert str(caught.value) == (
        "no endpoint answers\n"
        f"  first: endpoint {endpoint.base_url} answered with status 401: no [key]\n"
        f"  second: endpoint {second.base_url} answered with status 402: empty\n"
        "  fix: check OPENAI_API_KEY"
    )
    assert (len(endpoint.requests), len(second.requests)) == (1, 1)


def test_a_long_rest_ends_later_calls_without_asking(
    endpoint: ScriptedServer, make_config: Configs, make_call: Calls
) -> None:
    endpoint.answer = lambda _: Reply(b"", 429, {"Retry-After": "3600"})
    config = make_config("live", max_retries=4)
    llm = open_llm(config, Ledger(config))
    for user in ("1", "2"):
        with pytest.raises(EndpointError, match=r"status 429 \(it asks to be left alone for 3600 s\)"):
            llm.complete(make_call(user=user))
    assert len(endpoint.requests) == 1


def test_requests_a_minute_are_kept_to(endpoint: ScriptedServer, make_config: Configs, make_call: Calls) -> None:
    """A minute's worth may go at once; what is beyond comes in the minute's pace."""
    limited = {"name": "a", "base_url": endpoint.base_url, "requests_per_minute": 60}
    config = make_config("live", endpoints=[limited | {"tokens_per_minute": 10**9}])
    llm = open_llm(config, Ledger(config))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(llm.complete, [make_call(ordinal=n) for n in range(62)]))
    assert endpoint.times[61] - endpoint.times[0] >= 1.0


def test_each_attempt_is_admitted_first_and_a_refusal_costs_nothing(
    endpoint: ScriptedServer, make_config: Configs, make_call: Calls
) -> None:
    seen: list[int] = []
    endpoint.script.append(Reply({"error": {"message": "busy"}}, status=503))
    config, ledger = make_config("live", max_retries=1), Ledger(make_config("live"))
    llm = open_llm(config, ledger, lambda: seen.append(len(endpoint.requests)))
    assert [llm.complete(make_call()).text for _ in range(2)] == ["hello"] * 2
    assert seen == [0, 1]  # once for each attempt, not for what the recording answers

    def closed() -> None:
        raise EndpointError("no call now", fix="wait")

    with pytest.raises(EndpointError, match="no call now"):
        open_llm(config, ledger, closed).complete(make_call(user="new"))
    assert (len(endpoint.requests), ledger.totals().unknown) == (2, 0)


@pytest.mark.parametrize(
    ("headers", "rest"),
    [
        ({}, None),
        ({"retry-after": "2.5"}, 2.5),
        ({"retry-after": "600"}, 600.0),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after-ms": "soon", "retry-after": "9"}, 9.0),
        ({"retry-after": formatdate(0, usegmt=True)}, 0.0),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "1e999"}, float("inf")),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Fri, 99 Zed 20260 00:00:00 GMT"}, None),
    ],
)
def test_how_long_an_endpoint_wants_to_rest(headers: dict[str, str], rest: float | None) -> None:
    assert rest_of(headers) == rest


def test_a_date_is_a_rest_from_now() -> None:
    rest = rest_of({"retry-after": "Fri, 31 Dec 2100 23:59:59 GMT"})
    assert rest is not None
    assert rest > 3600


GOOD = """
endpoints:
  - name: house
    base_url: http://gpu1:8000/v1/
    model: Qwen/Qwen3-32B
    key_env: null
    concurrency: 32
  - name: cloud
    base_url: https://api.example.com/v1
    key_env: EXAMPLE_API_KEY
    prices: {prompt: 0.1, completion: 0.4}
    requests_per_minute: 500
    structured: auto
"""


def test_a_file_of_endpoints(tmp_path: Path) -> None:
    (tmp_path / "e.yaml").write_text(GOOD)
    house, cloud = load_endpoints(tmp_path / "e.yaml")
    assert (house.base_url, house.key_env, house.concurrency) == ("http://gpu1:8000/v1", None, 32)
    assert (cloud.model, cloud.key_env, cloud.prices.completion) == (None, "EXAMPLE_API_KEY", 0.4)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("key_env: null", f"key_env: {KEY}", "key_env is no name of an environment variable"),
        ("key_env: null", f"api_key: {KEY}", "endpoints.0.api_key: Extra inputs are not permitted"),
        ("http://gpu1", f"http://me:{KEY}@gpu1", "base_url at gpu1 holds a user, a password or a query"),
        ("8000/v1/", f"8000/v1/?key={KEY}", "base_url at gpu1 holds a user, a password or a query"),
        ("http://gpu1", f"ftp://{KEY}", "base_url is no http or https URL"),
        ("concurrency: 32", "concurrency: 0", "endpoints.0.concurrency: Input should be greater than 0"),
        ("name: cloud", f"name: [{KEY}", ":9: no YAML"),
        ("endpoints:", "ends:", "endpoints: Field required"),
    ],
)
def test_a_wrong_file_of_endpoints_is_refused_and_never_quoted(tmp_path: Path, old: str, new: str, says: str) -> None:
    path = tmp_path / "e.yaml"
    path.write_text(GOOD.replace(old, new))
    with pytest.raises(ConfigError) as caught:
        load_endpoints(path)
    assert caught.value.message.startswith(f"{path}:")
    assert says in caught.value.message
    assert KEY not in str(caught.value)
    assert caught.value.fix
