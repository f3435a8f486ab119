"""The model of `world` as an OpenAI-compatible endpoint on this machine, which counts what it is asked."""

from __future__ import annotations

import asyncio
import random
import socket
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from benchmarks.flows.world import MODEL, asked, completion, problem
from scaler.llm import EndpointConfig, Ledger, LLMConfig, PromptLibrary, open_llm
from scaler.resources import shipped
from scaler.sandbox import open_sandbox
from scaler.synthesis.author import Author as Dialogue

Asked = tuple[int, str]
"""A problem's number, and the step."""


class Author:
    """Answers after up to `slowest` seconds; keeps, in order, what it was asked and what it sent to the end.

    `on_asked` hears of each prompt as it comes, before it is answered.
    """

    def __init__(
        self, every: int, slowest: float = 0.0, seed: int = 0, on_asked: Callable[[Asked], None] = lambda key: None
    ) -> None:
        self.base_url = ""
        self.asked: list[Asked] = []
        self.sent: list[Asked] = []
        self.tokens = 0
        """What all that was asked costs, whether or not its answer arrived."""
        self.slowest = slowest
        self._on_asked = on_asked
        self._every = every
        self._chance = random.Random(seed)

    @property
    def endpoint(self) -> EndpointConfig:
        """It asks for no key."""
        return EndpointConfig(name="author", base_url=self.base_url, key_env=None)

    @property
    def repeated(self) -> Counter[Asked]:
        """How often each prompt was asked for again."""
        return Counter({key: count - 1 for key, count in Counter(self.asked).items() if count > 1})

    async def handle(self, request: Request) -> Response:
        messages = (await request.json())["messages"]
        key = asked(messages)
        self.asked.append(key)
        self._on_asked(key)
        text = completion(*key, self._every)
        prompt = sum(len(message["content"]) for message in messages) // 4
        usage = {"prompt_tokens": prompt, "completion_tokens": len(text) // 4}
        self.tokens += sum(usage.values())
        await asyncio.sleep(self._chance.uniform(0.0, self.slowest))
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
        body = {"model": MODEL, "choices": [choice], "usage": usage}
        # The background task runs once the last byte is on its way.
        return JSONResponse(body, background=BackgroundTask(self.sent.append, key))

    @contextmanager
    def serve(self) -> Iterator[None]:
        """Listen on a free port of 127.0.0.1 for as long as the block runs."""
        app = Starlette(routes=[Route("/v1/chat/completions", self.handle, methods=["POST"])])
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off", timeout_graceful_shutdown=1))
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.base_url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
            thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
            thread.start()
            while not server.started:
                time.sleep(0.01)
            try:
                yield
            finally:
                server.should_exit = True
                thread.join(timeout=10)


def record(numbers: range, recording: Path, every: int) -> None:
    """Record the completions that these problems need; nothing is validated."""
    author = Author(every)
    with author.serve(), open_sandbox() as sandbox, tempfile.TemporaryDirectory() as folder:
        config = LLMConfig(mode="live", model=MODEL, recording=recording, endpoints=(author.endpoint,))
        llm = open_llm(config, Ledger(config, Path(folder) / "ledger.jsonl"))
        prompts = PromptLibrary(shipped("prompts"))
        with ThreadPoolExecutor(4) as pool:
            for _ in pool.map(lambda number: Dialogue(problem(number), llm, prompts, sandbox).write(), numbers):
                pass  # each raises what went wrong
