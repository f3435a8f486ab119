"""The OpenAI-compatible endpoint, through the `openai` client.

The client retries 408, 409, 429, 5xx, time-outs and lost connections with exponential back-off and waits as long as
`Retry-After` says, up to two minutes; a longer wait ends the call at once. A response of status 200 that is no chat
completion is not retried: the endpoint is not what it is taken for.
"""

from __future__ import annotations

import json
import os
import threading
from typing import TYPE_CHECKING, cast

from pydantic import BaseModel, Field, ValidationError

from scaler.errors import ConfigError, EndpointError
from scaler.llm.call import Completion, Request, rough_tokens
from scaler.llm.config import LLMConfig

if TYPE_CHECKING:
    import openai
    from openai.types.chat import ChatCompletionMessageParam

_LATER = "run again later: completions so far are in the recording and cost nothing then"
_NO_ENDPOINT = (
    "check base_url (or OPENAI_BASE_URL): it must name an OpenAI-compatible API, such as http://localhost:8000/v1"
)
_FIXES = {
    400: "check model, temperature and max_tokens: the endpoint refuses the request",
    401: "check OPENAI_API_KEY",
    402: f"the account has no credit: add some, then {_LATER}",
    403: "check OPENAI_API_KEY and its rights",
    404: "check model and base_url (or OPENAI_BASE_URL)",
    422: "check model, temperature and max_tokens: the endpoint refuses the request",
    429: f"lower concurrency, check the account's quota, or {_LATER}",
}
_MESSAGE_LENGTH = 300
_SECRET_LENGTH = 8  # a shorter key is a placeholder for a server that asks for none


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
    usage: _Usage | None = None


class Endpoint:
    """Asks the endpoint. Safe to use from several threads; at most `config.concurrency` requests are in flight.

    The key comes from the environment's OPENAI_API_KEY; ConfigError if it is not set.
    """

    def __init__(self, config: LLMConfig) -> None:
        self._key = os.environ.get("OPENAI_API_KEY", "").strip()
        if not self._key:
            raise ConfigError(
                "OPENAI_API_KEY is not set", fix="export OPENAI_API_KEY=... (any text, for a server that asks for none)"
            )
        if not (self._key.isascii() and self._key.isprintable() and " " not in self._key):
            raise ConfigError(
                "OPENAI_API_KEY holds a space, a control character or one that is not ASCII",
                fix="export it again, without quotes or line breaks around it",
            )
        import openai

        self._client = openai.OpenAI(
            api_key=self._key,
            base_url=config.base_url,
            timeout=config.timeout_seconds,
            max_retries=config.max_retries,
        )
        url = self._client.base_url
        # Without user, password and query: those may be secrets.
        self._name = f"{url.scheme}://{url.netloc.decode()}{url.path}"
        self._attempts = config.max_retries + 1
        self._timeout = config.timeout_seconds
        self.slots = threading.BoundedSemaphore(config.concurrency)

    def ask(self, request: Request) -> Completion:
        """Raises EndpointError, whose text never holds the key."""
        import openai

        failure: EndpointError
        try:
            return _completion(request, self._send(request))
        except openai.APIStatusError as error:
            failure = self._status(error)
        except openai.APITimeoutError:
            failure = self._error(
                f"gave no answer within {self._timeout:g} s, {self._attempts} times",
                f"raise timeout_seconds, or {_LATER}",
            )
        except openai.APIConnectionError as error:
            failure = self._error(f"cannot be reached: {error.__cause__}", _NO_ENDPOINT)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(map(str, first["loc"])) or "body"
            failure = self._error(f"answered with what is no chat completion: {where}: {first['msg']}", _NO_ENDPOINT)
        except ValueError as error:
            failure = self._error(f"answered with what is no JSON: {error}", _NO_ENDPOINT)
        # Raised outside the handlers: a chained error of the client may quote the key.
        raise failure

    def _send(self, request: Request) -> bytes:
        import openai

        given = request.sampling
        messages = [{"role": message.role, "content": message.content} for message in request.messages]
        return self._client.chat.completions.with_raw_response.create(
            model=request.model,
            messages=cast("list[ChatCompletionMessageParam]", messages),
            temperature=openai.omit if given.temperature is None else given.temperature,
            max_tokens=openai.omit if given.max_tokens is None else given.max_tokens,
        ).content

    def _status(self, error: openai.APIStatusError) -> EndpointError:
        status = error.status_code
        fix = _FIXES.get(status, _LATER if status >= 500 else _NO_ENDPOINT)
        return self._error(f"answered with status {status}: {error.message}", fix)

    def _error(self, what: str, fix: str) -> EndpointError:
        text = f"endpoint {self._name} {what}"
        if len(self._key) >= _SECRET_LENGTH:
            text = text.replace(self._key, "[key]")
        return EndpointError(text[: _MESSAGE_LENGTH - 1] + "…" if len(text) > _MESSAGE_LENGTH else text, fix=fix)


def _completion(request: Request, body: bytes) -> Completion:
    # Half a surrogate pair is valid in JSON, but in no UTF-8 file: it becomes `?`.
    clean = json.dumps(json.loads(body), ensure_ascii=False).encode(errors="replace")
    reply = _Reply.model_validate_json(clean)
    text = reply.choices[0].message.content or ""
    usage = reply.usage or _Usage(
        prompt_tokens=rough_tokens(*(message.content for message in request.messages)),
        completion_tokens=rough_tokens(text),
    )
    return Completion(
        text=text,
        model=reply.model or request.model,
        prompt_tokens=usage.prompt_tokens,
        completion_tokens=usage.completion_tokens,
        estimated=reply.usage is None,
        cached=False,
        finish_reason=reply.choices[0].finish_reason or "unknown",
    )
