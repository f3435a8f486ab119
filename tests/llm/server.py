"""A local OpenAI-compatible server that answers from a script, faults included.

Other rooms' tests use it by importing the fixture into their conftest: `from tests.llm.server import endpoint`.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

KEY = "sk-secret-0123456789"


def chat(
    text: str | None, *, finish_reason: str = "stop", usage: bool = True, tokens: tuple[int, int] = (11, 7)
) -> dict[str, Any]:
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
        body["usage"] = {"prompt_tokens": tokens[0], "completion_tokens": tokens[1], "total_tokens": sum(tokens)}
    return body


@dataclass(frozen=True)
class Reply:
    """One scripted response; `delay` in seconds before it is sent. `cut`: the connection ends after so many bytes.

    A body that is a function gives chunks, for ever if it likes.
    """

    body: dict[str, Any] | bytes | Callable[[], AsyncIterator[bytes]] = field(default_factory=lambda: chat("hello"))
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    media_type: str = "application/json"
    delay: float = 0.0
    cut: int | None = None


class ScriptedServer:
    """Sends `script` reply by reply, then what `answer` makes of a request; keeps what it was asked, and when.

    `delivered` counts responses that were sent to their end.
    """

    def __init__(self) -> None:
        self.script: deque[Reply] = deque()
        self.answer: Callable[[dict[str, Any]], Reply] = lambda request: Reply()
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.times: list[float] = []
        self.most_at_once = 0
        self.delivered = 0
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
        if callable(reply.body):
            return StreamingResponse(reply.body(), reply.status, reply.headers, reply.media_type)
        if isinstance(reply.body, bytes):
            response = Response(reply.body, reply.status, reply.headers, reply.media_type)
        else:
            response = JSONResponse(reply.body, reply.status, reply.headers, reply.media_type)
        if reply.cut is not None:
            return StreamingResponse(_broken(bytes(response.body)[: reply.cut]), reply.status, dict(response.headers))
        return response

    async def app(self, scope: Any, receive: Any, send: Any) -> None:
        await self._routes(scope, receive, send)
        self.delivered += 1

    @property
    def _routes(self) -> Starlette:
        return Starlette(routes=[Route("/v1/chat/completions", self.handle, methods=["POST"])])


async def _broken(start: bytes) -> AsyncIterator[bytes]:
    yield start
    raise ConnectionAbortedError


@contextmanager
def serve() -> Iterator[ScriptedServer]:
    """A server on a free port of 127.0.0.1, for as long as the block runs."""
    scripted = ScriptedServer()
    config = uvicorn.Config(
        scripted.app, log_level="critical", interface="asgi3", lifespan="off", timeout_graceful_shutdown=1
    )
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


@contextmanager
def resetting() -> Iterator[str]:
    """The URL of a server that reads a request's first bytes and resets the connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def run() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(1)
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(timeout=10)


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedServer]:
    """A running scripted server, named and unlocked by the environment."""
    with serve() as server:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        yield server
