"""Somebody else's sandbox: a SandboxFusion server, spoken to over HTTP.

For teams that run one already. How well it isolates is the server's configuration, and its result channel is standard
output, which untrusted code can forge; the marker of each request only keeps accidents apart. Follows `POST /run_code`
as the server's source of commit 53a6341 has it; tried against a small server with the same schema, never against the
real one. Only the fields that it reads are sent. It cuts output at about 219 kB and says Success: output near that is
refused here. It reports wall seconds, no CPU seconds: wall limits decide, and `cpu` is its execution time.
"""

from __future__ import annotations

import json
import math
import secrets
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Literal, Self

import httpx
from pydantic import BaseModel, ValidationError

from scaler.errors import SandboxFailure, SandboxUnavailable
from scaler.sandbox.api import Call, Limits, Program, PyFunc, Result
from scaler.sandbox.results import Report, call_results, program_result

NEAR_THE_CUT = 200_000  # bytes
COMPILE_SECONDS = 60.0
GRACE_SECONDS = 30.0
ATTEMPTS = 3
DEFAULT_LIMITS = Limits()

# The same order of events as in inside/child.py, so that a seed gives the same value here as there.
DRIVER = """
import json, random, sys, traceback
task = json.load(sys.stdin)
out, sys.stdout = sys.stdout, sys.stderr
def emit(outcome):
    try:
        line = json.dumps(outcome, allow_nan=False)
    except (TypeError, ValueError, RecursionError, OverflowError) as error:
        line = json.dumps({"refused": "the result is not JSON: %s" % error})
    out.write(task["marker"] + line + "\\n")
    out.flush()
failure, space = None, {"__name__": "module"}
try:
    exec(compile(task["code"], "module.py", "exec"), space)
    if task["name"] not in space:
        raise NameError("the module defines no function %r" % task["name"])
except BaseException:
    failure = traceback.format_exc()
for arguments, seed in task["calls"]:
    if failure is not None:
        emit({"error": failure[-2048:]})
        continue
    random.seed(seed or 0)
    try:
        value = space[task["name"]](*arguments, *([] if seed is None else [random.Random(seed)]))
    except BaseException:
        emit({"error": traceback.format_exc()[-2048:]})
    else:
        emit({"value": value})
"""


class Ran(BaseModel):
    """One command of the server's: the compiler's or the program's."""

    status: Literal["Finished", "Error", "TimeLimitExceeded"]
    execution_time: float | None = None
    return_code: int | None = None
    stdout: str | None = None
    stderr: str | None = None


class Answer(BaseModel):
    """The server's response; what else it says is not needed."""

    status: Literal["Success", "Failed", "SandboxError"]
    message: str = ""
    compile_result: Ran | None = None
    run_result: Ran | None = None


class SandboxFusion:
    """A Sandbox that sends everything to the server at `url`, `workers` requests at a time.

    Raises SandboxUnavailable when it does not answer at the start, SandboxFailure when it is lost later.
    """

    def __init__(self, url: str, workers: int) -> None:
        try:
            address = httpx.URL(url)
        except httpx.InvalidURL as error:
            raise SandboxUnavailable("SCALER_SANDBOXFUSION_URL is no URL", fix=_FIX) from error
        self._host = f"{address.host}:{address.port or 80}"  # the rest of a URL may hold a key
        self._endpoint = address.copy_with(path=f"{address.path.rstrip('/')}/run_code")
        self._client = httpx.Client(limits=httpx.Limits(max_connections=workers))
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="fusion")
        try:
            (hello,) = self.run(Program("python", "print(6 * 7)"), [""])
        except SandboxFailure as failure:
            self.close()
            raise SandboxUnavailable(failure.message, fix=_FIX) from failure
        if hello.stdout != "42\n":
            self.close()
            raise SandboxUnavailable(f"the server at {self._host} cannot run Python: {hello.stderr[-300:]}", fix=_FIX)

    def call(
        self,
        function: PyFunc,
        calls: Sequence[Call],
        *,
        limits: Limits = DEFAULT_LIMITS,
        isolated: bool = False,
        fresh: bool = False,
    ) -> list[Result]:
        """See `Sandbox.call`. Every request is a fresh process."""
        size = 1 if isolated else max(1, len(calls))
        batches = [calls[start : start + size] for start in range(0, len(calls), size)]
        shared = self._threads.map(lambda batch: self._call(function, batch, limits), batches)
        results = [result for batch in shared for result in batch]
        if undecided := calls[len(results) :]:
            results += self.call(function, undecided, limits=limits, isolated=True)
        return results

    def run(self, program: Program, stdins: Sequence[str], *, limits: Limits = DEFAULT_LIMITS) -> list[Result]:
        """See `Sandbox.run`. The server compiles C++ anew for every stdin."""
        return list(self._threads.map(lambda stdin: self._run(program, stdin, limits), stdins))

    def describe(self) -> dict[str, str]:
        return {
            "backend": "sandboxfusion",
            "tier": "as the server is configured",
            "server": self._host,
            "network": "as the server is configured",
            "files": "as the server is configured",
            "processes": "as the server is configured; results can be forged by the code itself",
            "memory": "memory_limit_MB of the server",
        }

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _call(self, function: PyFunc, calls: Sequence[Call], limits: Limits) -> list[Result]:
        marker = secrets.token_hex(8) + " "
        entries = [[list(call.args), call.seed] for call in calls]
        task = {"marker": marker, "code": function.code, "name": function.name, "calls": entries}
        answer = self._ask("python", DRIVER, json.dumps(task, allow_nan=False), limits, len(calls))
        if isinstance(answer, Result):
            return [answer] * len(calls)
        output = b"".join(
            line.removeprefix(marker.encode()) + b"\n"
            for line in answer.output.splitlines()
            if line.startswith(marker.encode())
        )
        lines = min(output.count(b"\n"), len(calls))
        share = answer.wall / max(1, lines)
        results = call_results(_with(answer, output, ((share, share),) * lines), len(calls), limits)
        # What was said before a time-out may be lost: whose fault it was shows when each runs on its own.
        return results[:lines] if answer.verdict is not None and len(calls) > 1 else results

    def _run(self, program: Program, stdin: str, limits: Limits) -> Result:
        answer = self._ask(program.language, program.code, stdin, limits, 1)
        return answer if isinstance(answer, Result) else program_result(answer, limits)

    def _ask(self, language: str, code: str, stdin: str, limits: Limits, calls: int) -> Report | Result:
        """The server's account of one run, or the Result where it did not come to one."""
        request = {
            "language": language,
            "code": code,
            "stdin": stdin,
            "compile_timeout": COMPILE_SECONDS,
            "run_timeout": limits.wall * max(1, calls),
            "memory_limit_MB": math.ceil(limits.memory / (1 << 20)),
        }
        for attempt in range(2):
            answer = self._post(request)
            compiled, ran = answer.compile_result, answer.run_result
            if answer.status != "SandboxError" and (compiled is None or compiled.status == "Finished"):
                break
            if attempt:
                return Result("sandbox_error", stderr=f"the server says: {answer.message[-500:] or answer.status}")
        if compiled is not None and compiled.return_code != 0:
            return Result("compile_error", stderr=(compiled.stderr or "")[:2048])
        if ran is None:
            return Result("sandbox_error", stderr="the server's answer has no run_result")
        output, wall = (ran.stdout or "").encode(), ran.execution_time or 0.0
        verdict = "wall" if ran.status == "TimeLimitExceeded" else None
        if verdict is None and len(output) >= min(NEAR_THE_CUT, limits.output + 1):
            verdict = "output"
        code_of_exit = ran.return_code or 0
        if code_of_exit == -9:
            code_of_exit = -6  # who sent SIGKILL cannot be known; it is a signal, and not this machine's
        return Report(verdict, code_of_exit, wall, wall, 0, output, (ran.stderr or "").encode()[-2048:])

    def _post(self, request: dict[str, object]) -> Answer:
        seconds = httpx.Timeout(float(str(request["run_timeout"])) + COMPILE_SECONDS + GRACE_SECONDS)
        trouble = ""
        for attempt in range(ATTEMPTS):
            time.sleep(0.5 * attempt)
            try:
                response = self._client.post(self._endpoint, json=request, timeout=seconds)
                if response.status_code == 200:
                    return Answer.model_validate_json(response.content)
                trouble = f"status {response.status_code}"
                if response.status_code < 500 and response.status_code != 429:
                    break
            except ValidationError as error:
                trouble = f"an answer that does not follow its schema ({error.error_count()} faults)"
            except httpx.HTTPError as error:
                trouble = type(error).__name__
        raise SandboxFailure(f"the SandboxFusion server at {self._host} gave {trouble}", fix=_FIX)


_FIX = "start the server and set SCALER_SANDBOXFUSION_URL, for instance to http://127.0.0.1:8080"


def _with(report: Report, output: bytes, marks: tuple[tuple[float, float], ...]) -> Report:
    return Report(report.verdict, report.code, report.cpu, report.wall, report.memory, output, report.stderr, marks)
