"""The real client against a real server on this machine."""

from __future__ import annotations

import json
import subprocess
import sys
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scaler.errors import BudgetExceeded, ConfigError, EndpointError
from scaler.llm import Call, Completion, Ledger, LLMConfig, open_llm
from tests.llm.server import KEY, Reply, ScriptedServer, chat

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


@pytest.mark.parametrize(
    ("fault", "says", "fix"),
    [
        (Reply(b"oops", 503), "answered with status 503: Error code: 503", LATER),
        (
            Reply({"error": {"message": f"bad key {KEY}"}}, 401),
            "answered with status 401: Error code: 401 - bad key [key]",
            "check OPENAI_API_KEY",
        ),
        (
            Reply({"error": {"message": "quota"}}, 429, {"Retry-After": "3600"}),
            "answered with status 429: Error code: 429 - quota",
            f"lower concurrency, check the account's quota, or {LATER}",
        ),
        (Reply(delay=2.0), "gave no answer within 0.3 s, 1 times", f"raise timeout_seconds, or {LATER}"),
        (
            Reply(b'{"choices": ['),
            "answered with what is no JSON: Expecting value: line 1 column 14 (char 13)",
            CHECK_URL,
        ),
        (
            Reply(b"<html>hello</html>", media_type="text/html"),
            "answered with what is no JSON: Expecting value: line 1 column 1 (char 0)",
            CHECK_URL,
        ),
        (
            Reply(chat("x") | {"choices": []}),
            "answered with what is no chat completion: choices: List should have at least 1 item "
            "after validation, not 0",
            CHECK_URL,
        ),
        (
            Reply({"choices": [{}]}),
            "answered with what is no chat completion: choices.0.message: Field required",
            CHECK_URL,
        ),
    ],
)
def test_a_lasting_fault_is_an_error_that_nothing_records(
    endpoint: ScriptedServer, make_call: Calls, make_config: Configs, fault: Reply, says: str, fix: str
) -> None:
    endpoint.answer = lambda _: fault
    config = make_config("live", timeout_seconds=0.3)
    ledger = Ledger(config)
    with pytest.raises(EndpointError) as caught:
        open_llm(config, ledger).complete(make_call())
    assert caught.value.message == f"endpoint {endpoint.base_url}/ {says}"
    assert caught.value.fix == fix
    assert KEY not in "".join(traceback.format_exception(caught.value))
    assert caught.value.__context__ is None
    assert not config.recording.exists()
    assert ledger.totals().calls == 0


def test_an_endpoint_that_is_not_there(endpoint: ScriptedServer, make_call: Calls, make_config: Configs) -> None:
    with pytest.raises(EndpointError, match=r"^endpoint http://127\.0\.0\.1:9/v1/ cannot be reached: .*refused"):
        complete(make_config("live", base_url=f"http://user:{KEY}@127.0.0.1:9/v1"), make_call())


def test_concurrency_is_bounded(endpoint: ScriptedServer, make_call: Calls, make_config: Configs) -> None:
    endpoint.answer = lambda _: Reply(delay=0.05)
    config = make_config("live", concurrency=2)
    llm = open_llm(config, Ledger(config))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: llm.complete(make_call(user=f"{n}")), range(8)))
    assert (len(endpoint.requests), endpoint.most_at_once) == (8, 2)


def test_the_budget_ends_live_calls_but_not_the_recording(
    endpoint: ScriptedServer, make_call: Calls, make_config: Configs
) -> None:
    config = make_config("live", budget={"max_tokens": 30})
    llm = open_llm(config, Ledger(config))
    llm.complete(make_call(user="1"))
    llm.complete(make_call(user="2"))
    with pytest.raises(BudgetExceeded, match="the budget of 30 tokens is used up: 36 spent"):
        llm.complete(make_call(user="3"))
    assert llm.complete(make_call(user="1")).cached
    assert len(endpoint.requests) == 2


def test_the_key_is_in_no_file(
    endpoint: ScriptedServer, make_call: Calls, make_config: Configs, tmp_path: Path
) -> None:
    config = make_config("live")
    open_llm(config, Ledger(config, tmp_path / "ledger.jsonl")).complete(make_call())
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 2
    assert not [path for path in files if KEY.encode() in path.read_bytes() or b"Secret statement" in path.read_bytes()]


def test_live_without_a_key_is_refused(make_config: Configs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(
        ConfigError, match=r"^OPENAI_API_KEY is not set\n  fix: export OPENAI_API_KEY=\.\.\. \(any text"
    ):
        open_llm(make_config("live"), Ledger(make_config("live")))


def test_the_client_is_imported_only_when_a_model_is_asked() -> None:
    code = "import sys, scaler.llm; sys.exit('openai' in sys.modules)"
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
