"""A local OpenAI-compatible server that answers from a script, faults included.

Other rooms' tests use it by importing the fixture into their conftest: `from tests.llm.server import endpoint`.
"""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

KEY = "sk-secret-0123456789"


def chat(text: str | None, *, finish_reason: str = "stop", usage: bool = True) -> dict[str, Any]:
    """The body of a chat completion."""
    body: dict[str, Any] = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": "toy-2025",
        "choices": [
            {"index": 0, "finish_reason": finish_reason, "message": {"role": "assistant", "content": text}},
        ],
    }
    if usage:
        body["usage"] = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
    return body


@dataclass(frozen=True)
class Reply:
    """One scripted response; `delay` in seconds before it is sent."""

    body: dict[str, Any] | bytes = field(default_factory=lambda: chat("hello"))
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    media_type: str = "application/json"
    delay: float = 0.0


class ScriptedServer:
    """Sends `script` reply by reply, then what `answer` makes of a request; keeps what it was asked, and when."""

    def __init__(self) -> None:
        self.script: deque[Reply] = deque()
        self.answer: Callable[[dict[str, Any]], Reply] = lambda request: Reply()
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.times: list[float] = []
        self.most_at_once = 0
        self.base_url = ""
        self._now = 0

    async def handle(self, request: Request) -> Response:
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        try:
            self.times.append(time.monotonic())
            self.keys.append(request.headers.get("authorization", ""))
            self.requests.append(await request.json())
            reply = self.script.popleft() if self.script else self.answer(self.requests[-1])
            await asyncio.sleep(reply.delay)
        finally:
            self._now -= 1
        if isinstance(reply.body, bytes):
            return Response(reply.body, reply.status, reply.headers, reply.media_type)
        return JSONResponse(reply.body, reply.status, reply.headers, reply.media_type)


@contextmanager
def serve() -> Iterator[ScriptedServer]:
    """A server on a free port of 127.0.0.1, for as long as the block runs."""
    scripted = ScriptedServer()
    app = Starlette(routes=[Route("/v1/chat/completions", scripted.handle, methods=["POST"])])
    config = uvicorn.Config(app, log_level="error", lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        scripted.base_url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        while not server.started:
            if not thread.is_alive():
                raise RuntimeError("the test server did not start")
            time.sleep(0.005)
        try:
            yield scripted
        finally:
            server.should_exit = True
            thread.join(timeout=10)


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedServer]:
    """A running scripted server, named and unlocked by the environment."""
    with serve() as server:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        yield server
