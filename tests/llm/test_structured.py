"""A JSON schema is sent where an endpoint takes one, and no recording depends on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scaler.errors import EndpointError
from scaler.llm import Call, Ledger, LLMConfig, open_llm
from tests.llm.server import Reply, ScriptedServer

SCHEMA = {"type": "object", "properties": {"usable": {"type": "boolean"}}}
FORMAT = {"type": "json_schema", "json_schema": {"name": "generator", "schema": SCHEMA, "strict": False}}


def call(make_call: Callable[..., Call], user: str = "u", schema: Any = SCHEMA) -> Call:
    plain = make_call(user=user)
    return Call(plain.problem, plain.ordinal, plain.prompt, schema)


def config(make_config: Callable[..., LLMConfig], server: ScriptedServer, structured: str, **more: Any) -> LLMConfig:
    return make_config(
        "live", endpoints=[{"name": "house", "base_url": server.base_url, "structured": structured}], **more
    )


def formats(server: ScriptedServer) -> list[Any]:
    return [request.get("response_format") for request in server.requests]


@pytest.mark.parametrize(("structured", "sent"), [("off", None), ("auto", FORMAT), ("on", FORMAT)])
def test_the_schema_is_sent_where_it_is_wanted_and_is_no_part_of_the_key(
    endpoint: ScriptedServer,
    make_call: Callable[..., Call],
    make_config: Callable[..., LLMConfig],
    structured: str,
    sent: Any,
) -> None:
    settings = config(make_config, endpoint, structured)
    llm = open_llm(settings, Ledger(settings))
    llm.complete(call(make_call, "1"))
    llm.complete(call(make_call, "2", schema=None))
    assert formats(endpoint) == [sent, None]
    assert open_llm(make_config("replay"), Ledger(settings)).complete(call(make_call, "1", schema=None)).cached


def test_auto_remembers_a_refusal_and_goes_on_without(
    endpoint: ScriptedServer,
    make_call: Callable[..., Call],
    make_config: Callable[..., LLMConfig],
    capsys: pytest.CaptureFixture[str],
) -> None:
    endpoint.answer = lambda request: Reply(b"", 400) if "response_format" in request else Reply()
    settings = config(make_config, endpoint, "auto", budget={"max_tokens": 10_000})
    ledger = Ledger(settings)
    llm = open_llm(settings, ledger)
    assert [llm.complete(call(make_call, user)).text for user in "12"] == ["hello", "hello"]
    assert formats(endpoint) == [FORMAT, None, None]
    assert capsys.readouterr().out == "  endpoint house takes no JSON schema (status 400): going on without\n"
    assert (ledger.totals().calls, ledger.totals().tokens) == (2, 36)


def test_a_request_that_is_refused_either_way_says_nothing_of_schemas(
    endpoint: ScriptedServer, make_call: Callable[..., Call], make_config: Callable[..., LLMConfig]
) -> None:
    endpoint.script.extend([Reply(b"", 400)] * 2)
    settings = config(make_config, endpoint, "auto")
    llm = open_llm(settings, Ledger(settings))
    with pytest.raises(EndpointError, match="status 400"):
        llm.complete(call(make_call, "1"))
    llm.complete(call(make_call, "2"))
    assert formats(endpoint) == [FORMAT, None, FORMAT]


def test_on_means_on(
    endpoint: ScriptedServer, make_call: Callable[..., Call], make_config: Callable[..., LLMConfig]
) -> None:
    endpoint.answer = lambda _: Reply(b"", 400)
    settings = config(make_config, endpoint, "on")
    with pytest.raises(EndpointError, match="status 400"):
        open_llm(settings, Ledger(settings)).complete(call(make_call))
    assert len(endpoint.requests) == 1
