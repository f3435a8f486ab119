"""A server with the schema of SandboxFusion's /run_code that really runs the code, and misbehaves when told to."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from pathlib import Path
from typing import Any, Self

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

CUT = 219_264  # what the real server silently cuts output to
READ = {
    "compile_timeout",
    "run_timeout",
    "memory_limit_MB",
    "code",
    "stdin",
    "language",
    "files",
    "fetch_files",
    "args",
}


class FusionServer:
    """In a `with` block, at `url`. `faults` are answered one a request, the first first."""

    def __init__(self) -> None:
        self.faults: deque[str] = deque()
        self.requests: list[dict[str, Any]] = []
        app = Starlette(routes=[Route("/run_code", self._run_code, methods=["POST"])])
        self._server = uvicorn.Server(uvicorn.Config(app, "127.0.0.1", 0, log_level="error"))
        self._thread = threading.Thread(target=self._server.run)

    def __enter__(self) -> Self:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        self.url = f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()

    async def _run_code(self, request: Request) -> Response:
        body = await request.json()
        self.requests.append(body)
        match self.faults.popleft() if self.faults else "":
            case "500":
                return PlainTextResponse("no", 500)
            case "404":
                return PlainTextResponse("no", 404)
            case "not json":
                return PlainTextResponse("<html>", 200)
            case "sandbox error":
                return JSONResponse({"status": "SandboxError", "message": "out of disk"})
            case _:
                return JSONResponse(run(body))


def run(body: dict[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        if body["language"] == "cpp":
            program = str(Path(folder, "program"))
            compiled = command(["g++", "-std=c++17", "-x", "c++", "-", "-o", program], body["code"], 60)
            if compiled["return_code"] != 0:
                return {"status": "Failed", "message": "", "compile_result": compiled}
            ran = command([program], body["stdin"], body["run_timeout"])
            status = "Success" if ran["return_code"] == 0 else "Failed"
            return {"status": status, "message": "", "compile_result": compiled, "run_result": ran}
        Path(folder, "program.py").write_text(body["code"])
        ran = command([sys.executable, str(Path(folder, "program.py"))], body["stdin"], body["run_timeout"])
    return {"status": "Success" if ran["return_code"] == 0 else "Failed", "message": "", "run_result": ran}


def command(words: list[str], stdin: str, seconds: float) -> dict[str, Any]:
    start = time.monotonic()
    try:
        done = subprocess.run(words, input=stdin, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return {"status": "TimeLimitExceeded", "execution_time": seconds, "return_code": None}
    return {
        "status": "Finished",
        "execution_time": time.monotonic() - start,
        "return_code": done.returncode,
        "stdout": done.stdout[:CUT],
        "stderr": done.stderr,
    }
