"""The real client against a real server on this machine."""

from __future__ import annotations

import asyncio
import gzip
import json
import subprocess
import sys
import traceback
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scaler.errors import ConfigError, EndpointError
from scaler.llm import Call, Completion, Ledger, LLMConfig, Spend, open_llm
from tests.llm.server import KEY, Reply, ScriptedServer, chat, resetting

Calls = Callable[..., Call]
Configs = Callable[..., LLMConfig]


def complete(config: LLMConfig, call: Call) -> Completion:
    return open_llm(config, Ledger(config)).complete(call)


def test_live_asks_once_then_reads_the_recording(
    endpoint: ScriptedServer, make_call: Calls, make_config: Configs
) -> None:
    config = make_config("live", temperature=0.5, max_tokens=64)
    assert complete(config, make_call()) == Completion("hello", "toy-2025", 11, 7, False, False, "stop")
    assert complete(config, make_call()) == Completion("hello", "toy-2025", 11, 7, False, True, "stop")
    assert endpoint.requests == [
        {
            "model": "toy",
            "messages": [
                {"role": "system", "content": "You write generators."},
                {"role": "user", "content": "Secret statement."},
            ],
            "temperature": 0.5,
            "max_tokens": 64,
        }
    ]
    assert endpoint.keys == [f"Bearer {KEY}"]


def test_sampling_that_is_none_is_not_sent(endpoint: ScriptedServer, make_call: Calls, make_config: Configs) -> None:
    complete(make_config("live", temperature=None, max_tokens=None), make_call())
    assert sorted(endpoint.requests[0]) == ["messages", "model"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (chat("cut o", finish_reason="length"), Completion("cut o", "toy-2025", 11, 7, False, False, "length")),
        (chat(None), Completion("", "toy-2025", 11, 7, False, False, "stop")),
        (chat("hello", usage=False), Completion("hello", "toy-2025", 10, 2, True, False, "stop")),
        (chat("half \ud83d"), Completion("half ?", "toy-2025", 11, 7, False, False, "stop")),
        (
            {"choices": [{"message": {"content": "bare"}}]},
            Completion("bare", "toy", 10, 1, True, False, "unknown"),
        ),
    ],
)
def test_odd_completions_are_data(
    endpoint: ScriptedServer, make_call: Calls, make_config: Configs, body: dict[str, object], expected: Completion
) -> None:
    endpoint.answer = lambda _: Reply(body=json.dumps(body).encode())
    assert complete(make_config("live"), make_call()) == expected
    assert complete(make_config("replay"), make_call()).text == expected.text


def test_a_wrong_content_type_round_a_good_body_does_no_harm(
    endpoint: ScriptedServer, make_call: Calls, make_config: Configs
) -> None:
    endpoint.answer = lambda _: Reply(media_type="text/plain")
    assert complete(make_config("live"), make_call()).text == "hello"


def test_retry_after_is_honoured(endpoint: ScriptedServer, make_call: Calls, make_config: Configs) -> None:
    endpoint.script.append(Reply({"error": {"message": "slow down"}}, 429, {"Retry-After": "2"}))
    assert complete(make_config("live", max_retries=1), make_call()).text == "hello"
    assert 2.0 <= endpoint.times[1] - endpoint.times[0] < 4.0


@pytest.mark.parametrize("fault", [Reply(b"oops", 500), Reply(delay=2.0)])
def test_a_passing_fault_is_retried(
    endpoint: ScriptedServer, make_call: Calls, make_config: Configs, fault: Reply
) -> None:
    endpoint.script.append(fault)
    assert complete(make_config("live", max_retries=1, timeout_seconds=0.5), make_call()).text == "hello"
    assert len(endpoint.requests) == 2


LATER = "run again later: completions so far are in the recording and cost nothing then"
CHECK_URL = (
    "check base_url (or OPENAI_BASE_URL): it must name an OpenAI-compatible API, such as http://localhost:8000/v1"
)
REFUSED = "check model, temperature and max_tokens: the endpoint refuses the request"
FREE, LOST = Spend(), Spend(unknown=1, unknown_tokens=8294)
"""What a call costs that was never begun, and what one may cost at most whose answer is lost."""


def useless(completion_tokens: int, *, estimated: bool = True) -> Spend:
    return Spend(
        prompt_tokens=10 if estimated else 11, completion_tokens=completion_tokens, estimated=estimated, refused=1
    )


async def endless() -> AsyncIterator[bytes]:
    while True:
        yield b" " * 65536
        await asyncio.sleep(0)  # or the server would never notice that nobody listens any more


async def trickle() -> AsyncIterator[bytes]:
    while True:
        yield b" "
        await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    ("fault", "says", "fix", "spend"),
    [
        (Reply(b"oops", 500), "answered with status 500: oops", LATER, FREE),
        (Reply(b"", 503), "answered with status 503", LATER, FREE),
        (Reply(b"<h1>late</h1>", 504), "answered with status 504: <h1>late</h1>", LATER, LOST),
        (
            Reply({"error": {"message": f"bad key {KEY}"}}, 401),
            "answered with status 401: bad key [key]",
            "check OPENAI_API_KEY",
            FREE,
        ),
        (Reply({"detail": "no such path"}, 404), "answered with status 404: no such path", None, FREE),
        (Reply({"error": "too long"}, 400), "answered with status 400: too long", REFUSED, FREE),
        (Reply(b"", 307, {"Location": "/"}), "answered with status 307", CHECK_URL, FREE),
        (Reply(endless, 500), "answered with status 500", LATER, FREE),
        (
            Reply({"error": {"message": "quota"}}, 429, {"Retry-After": "3600"}),
            "answered with status 429 (it asks to be left alone for 3600 s): quota",
            f"lower concurrency, check the account's quota, or {LATER}",
            FREE,
        ),
        (Reply(delay=2.0), "gave no answer within 0.3 s", f"raise timeout_seconds, or {LATER}", LOST),
        (Reply(trickle), "gave no answer within 0.3 s", f"raise timeout_seconds, or {LATER}", LOST),
        (
            Reply(cut=40),
            "broke off before the answer was complete: peer closed connection without sending complete message body "
            "(received 40 bytes, expected 242)",
            LATER,
            LOST,
        ),
        (
            Reply(b'{"choices": ['),
            "answered with what is no JSON: Expecting value: line 1 column 14 (char 13)",
            CHECK_URL,
            useless(4),
        ),
        (Reply(b"[" * 200_000), "answered with what is no JSON: it is nested too deep", CHECK_URL, useless(8192)),
        (
            Reply(b"<html>hello</html>", media_type="text/html"),
            "answered with what is no JSON: Expecting value: line 1 column 1 (char 0)",
            CHECK_URL,
            useless(5),
        ),
        (
            Reply(chat("x") | {"choices": []}),
            "answered with what is no chat completion: choices: List should have at least 1 item "
            "after validation, not 0",
            CHECK_URL,
            useless(7, estimated=False),
        ),
        (
            Reply({"choices": [{}]}),
            "answered with what is no chat completion: choices.0.message: Field required",
            CHECK_URL,
            useless(4),
        ),
        (
            Reply({"error": {"message": "all busy"}}),
            "answered with what is no chat completion: choices: Field required (all busy)",
            CHECK_URL,
            useless(8),
        ),
        (Reply(endless), "answered with more than 8,388,608 bytes", CHECK_URL, useless(8192)),
        (
            Reply(gzip.compress(b"{}"), headers={"Content-Encoding": "gzip"}),
            "answered with a compressed body, which was not asked for",
            CHECK_URL,
            useless(0),
        ),
    ],
)
def test_a_lasting_fault_is_an_error_that_nothing_records(
    endpoint: ScriptedServer,
    make_call: Calls,
    make_config: Configs,
    tmp_path: Path,
    fault: Reply,
    says: str,
    fix: str | None,
    spend: Spend,
) -> None:
    endpoint.answer = lambda _: fault
    config = make_config("live", timeout_seconds=0.3 if fault.delay or fault.body is trickle else 20)
    ledger = Ledger(config, tmp_path / "ledger.jsonl")
    with pytest.raises(EndpointError) as caught:
        open_llm(config, ledger).complete(make_call())
    assert caught.value.message.rstrip(": ") == f"endpoint {endpoint.base_url} {says}"
    assert caught.value.fix == (fix or "check model and base_url (or OPENAI_BASE_URL)")
    assert KEY not in "".join(traceback.format_exception(caught.value))
    assert caught.value.__context__ is None
    assert not [path for path in config.recording.rglob("*") if path.is_file()]
    assert len(endpoint.requests) == 1
    assert Ledger(config, tmp_path / "ledger.jsonl").totals() == ledger.totals() == spend


def test_an_endpoint_that_is_not_there(endpoint: ScriptedServer, make_call: Calls, make_config: Configs) -> None:
    config = make_config("live", base_url="http://127.0.0.1:9/v1")
    ledger = Ledger(config)
    with pytest.raises(EndpointError, match=r"^endpoint http://127\.0\.0\.1:9/v1 cannot be reached: .*refused"):
        open_llm(config, ledger).complete(make_call())
    assert ledger.totals() == FREE


def test_a_connection_that_is_reset(endpoint: ScriptedServer, make_call: Calls, make_config: Configs) -> None:
    with resetting() as url:
        config = make_config("live", base_url=url)
        ledger = Ledger(config)
        with pytest.raises(EndpointError) as caught:
            open_llm(config, ledger).complete(make_call())
    # What the operating system says of it depends on how far the request had come.
    assert caught.value.message.startswith(f"endpoint {url} broke off before the answer was complete: ")
    assert ledger.totals() == LOST


def test_usage_that_cannot_be_read_costs_no_answer(
    endpoint: ScriptedServer, make_call: Calls, make_config: Configs
) -> None:
    endpoint.answer = lambda _: Reply(chat("hello") | {"usage": {"prompt_tokens": -1, "completion_tokens": "x"}})
    assert complete(make_config("live"), make_call()) == Completion("hello", "toy-2025", 10, 2, True, False, "stop")


def test_parameters_go_by_the_endpoints_own_names(
    endpoint: ScriptedServer, make_call: Calls, make_config: Configs
) -> None:
    other = {"name": "a", "base_url": endpoint.base_url, "model": "toy-x"}
    config = make_config(
        "live", endpoints=[other | {"rename": {"max_tokens": "max_completion_tokens", "temperature": None}}]
    )
    complete(config, make_call())
    assert sorted(endpoint.requests[0]) == ["max_completion_tokens", "messages", "model"]
    assert endpoint.requests[0]["model"] == "toy-x"
    assert complete(make_config("replay"), make_call()).text == "hello"


def test_concurrency_is_bounded(endpoint: ScriptedServer, make_call: Calls, make_config: Configs) -> None:
    endpoint.answer = lambda _: Reply(delay=0.05)
    config = make_config("live", concurrency=2)
    llm = open_llm(config, Ledger(config))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: llm.complete(make_call(user=f"{n}")), range(8)))
    assert (len(endpoint.requests), endpoint.most_at_once) == (8, 2)


def test_live_without_a_key_is_refused(make_config: Configs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(
        ConfigError, match=r"^OPENAI_API_KEY is not set\n  fix: export OPENAI_API_KEY=\.\.\. \(any text"
    ):
        open_llm(make_config("live"), Ledger(make_config("live")))


def test_the_client_is_imported_only_when_a_model_is_asked() -> None:
    code = "import sys, scaler.llm; sys.exit('httpx' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("key", ["two words", "sk-sécret", "sk-\x07"])
def test_a_key_that_no_header_can_carry_is_refused_unquoted(
    key: str, make_config: Configs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", key)
    config = make_config("live")
    with pytest.raises(ConfigError) as caught:
        open_llm(config, Ledger(config))
    assert caught.value.message == "OPENAI_API_KEY holds a space, a control character or one that is not ASCII"


def test_line_ends_around_the_key_are_no_part_of_it(
    endpoint: ScriptedServer, make_call: Calls, make_config: Configs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY + "\r\n")
    config = make_config("live")
    open_llm(config, Ledger(config)).complete(make_call())
    assert endpoint.keys == [f"Bearer {KEY}"]


def test_the_same_request_wanted_at_once_is_asked_once(
    endpoint: ScriptedServer, make_call: Calls, make_config: Configs
) -> None:
    endpoint.answer = lambda _: Reply(delay=0.2)
    config = make_config("live")
    llm = open_llm(config, Ledger(config))
    with ThreadPoolExecutor(4) as pool:
        texts = {completion.text for completion in pool.map(llm.complete, [make_call()] * 4)}
    assert texts == {"hello"}
    assert len(endpoint.requests) == 1
