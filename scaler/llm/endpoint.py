"""One OpenAI-compatible endpoint, through the `openai` client, one attempt at a time.

The client's own retries are off: what each attempt costs is the ledger's business. The endpoint's answers are not
trusted: bodies are read up to a limit and within the time allowed, compressed ones are refused, and its key is cut out
of whatever it sends back.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import time
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, Field, ValidationError

from scaler.errors import ConfigError, EndpointError
from scaler.llm.call import Completion, Request, most_tokens, rough_tokens
from scaler.llm.config import EndpointConfig
from scaler.llm.fault import LATER, NO_ENDPOINT, Bill, Fault, Scope, bill_of, fix_of, rest_of, scope_of
from scaler.llm.health import Bucket, Health
from scaler.progress import say

if TYPE_CHECKING:
    import httpx2 as httpx  # what the openai client speaks through

BODY_LIMIT = 8 * 2**20
"""Bytes read of a completion: a hundred thousand tokens with every character escaped are less."""

_ERROR_LIMIT = 2**16
_MESSAGE_LENGTH = 300
_SECRET_LENGTH = 8  # a shorter key is a placeholder for a server that asks for none
_CONNECT_SECONDS = 10.0


class _Message(BaseModel):
    content: str | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Usage(BaseModel):
    prompt_tokens: int = Field(ge=0)
    completion_tokens: int = Field(ge=0)


class _Reply(BaseModel):
    """What is read of a chat completion; servers differ in the rest."""

    choices: list[_Choice] = Field(min_length=1)
    model: str | None = None


class _ErrorStatus(Exception):
    """A response of another status than 200, and the beginning of its body."""

    def __init__(self, response: httpx.Response, body: bytes) -> None:
        super().__init__(f"status {response.status_code}")
        self.response = response
        self.body = body


def _stop_at_errors(seconds: float) -> Callable[[httpx.Response], None]:
    """A hook for responses. The client would read an error's body to its end, however long it is."""

    def stop(response: httpx.Response) -> None:
        if response.status_code == 200:
            return
        body = bytearray()
        if response.headers.get("content-encoding", "identity") == "identity":
            deadline = time.monotonic() + seconds
            for chunk in response.iter_raw():
                body += chunk
                if len(body) > _ERROR_LIMIT or time.monotonic() > deadline:
                    break
        raise _ErrorStatus(response, bytes(body[:_ERROR_LIMIT]))

    return stop


class Endpoint:
    """Safe to use from several threads. Whoever asks holds one of `slots`, and has heard `health` and `pace`.

    ConfigError if the variable `config.key_env` is not set, or holds what no header can carry.
    """

    def __init__(self, config: EndpointConfig, open_after: int = 5, pause: float = 15.0) -> None:
        self.config = config
        self.name = config.name
        self._key = _key(config.key_env)
        self._schemas = config.structured != "off"
        self._excess = (0, 0)
        self.slots = threading.BoundedSemaphore(config.concurrency)
        self.health = Health(open_after, pause)
        self.last: EndpointError | None = None
        self._requests = Bucket(config.requests_per_minute) if config.requests_per_minute else None
        self._tokens = Bucket(config.tokens_per_minute) if config.tokens_per_minute else None
        import httpx2 as httpx
        import openai

        # Below this they log reason phrases and headers of responses, and an endpoint may have put the key there.
        for name in ("openai", "httpx2", "httpcore2"):
            logging.getLogger(name).setLevel(logging.WARNING)
        timeout = httpx.Timeout(config.timeout_seconds, connect=min(_CONNECT_SECONDS, config.timeout_seconds))
        http = httpx.Client(
            timeout=timeout,
            limits=httpx.Limits(max_connections=config.concurrency),
            event_hooks={"response": [_stop_at_errors(config.timeout_seconds)]},
        )
        # The client takes it for an oversight unless every request says so itself.
        self._extra: dict[str, Any] = {} if self._key else {"Authorization": openai.Omit()}
        self._client = openai.OpenAI(
            api_key=self._key or "none",
            base_url=config.base_url,
            timeout=timeout,
            max_retries=0,
            default_headers={"Accept-Encoding": "identity"},
            http_client=http,
        )
        weakref.finalize(self, http.close)

    def bound(self, request: Request) -> tuple[int, int]:
        """The most prompt and completion tokens that an attempt can be billed with, as far as is known.

        An endpoint that billed more than its bound raises the bounds of later attempts by as much.
        """
        texts = [message.content for message in request.messages]
        if request.call.schema is not None and self._schemas:
            texts.append(json.dumps(request.call.schema))
        prompt, completion = self._excess
        return most_tokens(*texts) + prompt, (request.sampling.max_tokens or 0) + completion

    def pace(self, tokens: int) -> None:
        """Wait until the limits a minute allow one more request of so many tokens."""
        waits = [bucket.take(n) for bucket, n in ((self._requests, 1), (self._tokens, tokens)) if bucket is not None]
        time.sleep(max(waits, default=0.0))

    def used(self, bound: tuple[int, int], tokens: tuple[int, int], *, estimated: bool) -> None:
        """Compare what an attempt used with its bound."""
        if self._tokens is not None:
            self._tokens.give_back(sum(bound), sum(tokens))
        over = max(tokens[0] - bound[0], 0), max(tokens[1] - bound[1], 0)
        if estimated or over == (0, 0):
            return
        self._excess = (self._excess[0] + over[0], self._excess[1] + over[1])
        say(
            f"  endpoint {self.name} billed {tokens[0]:,} + {tokens[1]:,} tokens for a call of at most {bound[0]:,} + "
            f"{bound[1]:,}; later calls set so much more of the budget aside"
        )

    def ask(self, request: Request) -> Completion:
        """One attempt; with a JSON schema where the call has one and the endpoint takes it. Raises Fault."""
        if request.call.schema is None or not self._schemas:
            return self._ask(request, None)
        try:
            return self._ask(request, request.call.schema)
        except Fault as fault:
            if self.config.structured == "on" or fault.status not in (400, 422):
                raise
            refusal = fault
        completion = self._ask(request, None)
        if self._schemas:
            say(f"  endpoint {self.name} takes no JSON schema ({refusal.why}): going on without")
        self._schemas = False
        return completion

    def _ask(self, request: Request, schema: Any) -> Completion:
        import httpx2 as httpx
        import openai

        fault: Fault
        deadline = time.monotonic() + self.config.timeout_seconds
        body = self._body(request, schema)
        chat = self._client.chat.completions.with_streaming_response
        try:
            with chat.create(
                model=body.pop("model"), messages=body.pop("messages"), extra_body=body, extra_headers=self._extra
            ) as response:
                return self._completion(request, self._read(response.http_response, deadline, request))
        except Fault as known:
            fault = known
        except _ErrorStatus as error:
            fault = self._status(error.response, error.body)
        except openai.APIConnectionError as error:
            fault = self._broken(error.__cause__ or error)
        except httpx.HTTPError as error:
            fault = self._broken(error)
        # Raised outside the handlers: a chained error of the client may quote the key.
        raise fault

    def _broken(self, error: BaseException) -> Fault:
        """The fault behind what kept an attempt from its answer."""
        import httpx2 as httpx

        if isinstance(error, httpx.ConnectTimeout | httpx.ConnectError | httpx.PoolTimeout | httpx.UnsupportedProtocol):
            return self._fault(f"cannot be reached: {error}", "unreachable", "passing", "failed", NO_ENDPOINT)
        if isinstance(error, httpx.TimeoutException):
            return self._late()
        text = f"broke off before the answer was complete: {error}"
        return self._fault(text, "cut off", "passing", "lost", LATER)

    def _body(self, request: Request, schema: Any) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self.config.model or request.model,
            "messages": [{"role": message.role, "content": message.content} for message in request.messages],
        }
        names = {str(name): sent for name, sent in self.config.rename.items()}
        for name, value in request.sampling.model_dump(exclude_none=True).items():
            if (sent := names.get(name, name)) is not None:
                body[sent] = value
        if schema is not None:
            form = {"name": request.call.prompt.step, "schema": schema, "strict": False}
            body["response_format"] = {"type": "json_schema", "json_schema": form}
        return body

    def _read(self, response: httpx.Response, deadline: float, request: Request) -> bytes:
        if response.headers.get("content-encoding", "identity") != "identity":
            raise self._refused(b"", "answered with a compressed body, which was not asked for", request)
        body = bytearray()
        for chunk in response.iter_raw():
            body += chunk
            if time.monotonic() > deadline:
                raise self._late()
            if len(body) > BODY_LIMIT:
                raise self._refused(bytes(body), f"answered with more than {BODY_LIMIT:,} bytes", request)
        return bytes(body)

    def _completion(self, request: Request, body: bytes) -> Completion:
        try:
            # Half a surrogate pair is valid in JSON, but in no UTF-8 file: it becomes `?`.
            raw = json.loads(body)
            clean = json.dumps(raw, ensure_ascii=False).encode(errors="replace")
        except (ValueError, RecursionError) as error:
            what = "it is nested too deep" if isinstance(error, RecursionError) else str(error)
            raise self._refused(body, f"answered with what is no JSON: {what}", request) from None
        usage = _usage(raw)
        try:
            reply = _Reply.model_validate_json(clean)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(map(str, first["loc"])) or "body"
            said = f" ({message})" if (message := _message(raw)) else ""
            what = f"answered with what is no chat completion: {where}: {first['msg']}{said}"
            raise self._refused(body, what, request, usage) from None
        text = self._clean(reply.choices[0].message.content or "")
        prompt_tokens, completion_tokens = usage or (_asked(request), rough_tokens(text))
        return Completion(
            text=text,
            model=self._clean(reply.model or request.model),
            prompt_tokens=prompt_tokens,
            completion_tokens=completion_tokens,
            estimated=usage is None,
            cached=False,
            finish_reason=self._clean(reply.choices[0].finish_reason or "unknown"),
        )

    def _status(self, response: httpx.Response, body: bytes) -> Fault:
        status = response.status_code
        try:
            said = _message(json.loads(body))
        except (ValueError, RecursionError):
            said = None
        said = said or " ".join(body.decode(errors="replace").split())
        rest = rest_of(response.headers) if status == 429 or status >= 500 else None
        wait = f" (it asks to be left alone for {rest:g} s)" if rest and rest > 1 else ""
        return self._fault(
            f"answered with status {status}{wait}" + (f": {said}" if said else ""),
            f"status {status}",
            scope_of(status),
            bill_of(status),
            fix_of(status, self.config.key_env),
            status=status,
            rest=rest,
        )

    def _late(self) -> Fault:
        text = f"gave no answer within {self.config.timeout_seconds:g} s"
        return self._fault(text, "time-out", "passing", "lost", f"raise timeout_seconds, or {LATER}")

    def _refused(self, body: bytes, what: str, request: Request, usage: tuple[int, int] | None = None) -> Fault:
        """An answer that is of no use, and yet was generated."""
        length = rough_tokens(body.decode(errors="replace"))
        tokens = usage or (_asked(request), min(length, request.sampling.max_tokens or length))
        return self._fault(
            what, "no completion", "endpoint", "refused", NO_ENDPOINT, tokens=tokens, estimated=usage is None
        )

    def _fault(self, what: str, why: str, scope: Scope, bill: Bill, fix: str, **more: Any) -> Fault:
        text = self._clean(f"endpoint {self.config.base_url} {what}")
        text = text[: _MESSAGE_LENGTH - 1] + "…" if len(text) > _MESSAGE_LENGTH else text
        return Fault(EndpointError(text, fix=fix), why, scope, bill, **more)

    def _clean(self, text: str) -> str:
        return text.replace(self._key, "[key]") if len(self._key) >= _SECRET_LENGTH else text


def _key(variable: str | None) -> str:
    if variable is None:
        return ""
    key = os.environ.get(variable, "").strip()
    if not key:
        raise ConfigError(
            f"{variable} is not set", fix=f"export {variable}=... (any text, for a server that asks for none)"
        )
    if not (key.isascii() and key.isprintable() and " " not in key):
        raise ConfigError(
            f"{variable} holds a space, a control character or one that is not ASCII",
            fix="export it again, without quotes or line breaks around it",
        )
    return key


def _asked(request: Request) -> int:
    return rough_tokens(*(message.content for message in request.messages))


def _usage(raw: object) -> tuple[int, int] | None:
    """Prompt and completion tokens, where the body says them in a way that can be read."""
    try:
        usage = _Usage.model_validate(raw["usage"] if isinstance(raw, dict) else None)
    except (KeyError, ValidationError):
        return None
    return usage.prompt_tokens, usage.completion_tokens


def _message(raw: object) -> str | None:
    """What an error's body says, in one of the usual shapes."""
    error = raw.get("error", raw.get("detail")) if isinstance(raw, dict) else None
    text = error.get("message") if isinstance(error, dict) else error
    return " ".join(text.split()) if isinstance(text, str) else None
