"""The Sandbox: a pool of jails, one per worker thread, behind the contract of `api`."""

from __future__ import annotations

import atexit
import contextlib
import itertools
import json
import os
import platform
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Literal, ParamSpec, TypeVar

from scaler.errors import SandboxFailure, SandboxUnavailable
from scaler.sandbox import compiler
from scaler.sandbox.api import Call, Limits, Program, PyFunc, Result
from scaler.sandbox.jail import Backend, Jail, memory_file
from scaler.sandbox.results import call_results, program_result

RECYCLE_AFTER = 500
DEFAULT_LIMITS = Limits()
P = ParamSpec("P")
T = TypeVar("T")
Task = Callable[[Jail], list[Result]]


class Pool:
    """A Sandbox of `workers` jails on `backend`. Jails start when first needed, each in the thread that uses it.

    A jail is replaced after 500 requests and after any result but `ok` and `error`.
    """

    def __init__(self, backend: Backend, workers: int, cache: Path) -> None:
        self._backend = backend
        self._compiler = compiler.Compiler(backend, cache / "binaries")
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="jail")
        self._own = threading.local()
        self._jails: set[Jail] = set()
        self._numbers = itertools.count()
        self._closed = False
        self._owner = os.getpid()
        self._python = ""
        self._launcher: Path | None = None
        # Now, so that every jail is alike; what fails here is said when a binary is to run.
        with contextlib.suppress(SandboxUnavailable, SandboxFailure):
            self._launcher = self._compiler.launcher(next(self._numbers))
        atexit.register(self.close)

    def call(
        self,
        function: PyFunc,
        calls: Sequence[Call],
        *,
        limits: Limits = DEFAULT_LIMITS,
        isolated: bool = False,
        fresh: bool = False,
    ) -> list[Result]:
        """See `Sandbox.call`. Arguments that are not JSON raise TypeError or ValueError."""
        size = 1 if isolated else max(1, len(calls))
        batches = [calls[start : start + size] for start in range(0, len(calls), size)]
        tasks = [_call_task(function, batch, limits) for batch in batches]
        results = self._spread(tasks, fresh)
        if undecided := calls[len(results) :]:
            results += self.call(function, undecided, limits=limits, isolated=True, fresh=fresh)
        return results

    def run(self, program: Program, stdins: Sequence[str], *, limits: Limits = DEFAULT_LIMITS) -> list[Result]:
        """See `Sandbox.run`."""
        if not stdins:
            return []
        if program.language == "python":
            code = program.code.encode(errors="surrogatepass")
            tasks = [_run_task("python", lambda: memory_file(code), stdin, limits) for stdin in stdins]
        else:
            built = self._submit(self._build, program.code).result()
            if isinstance(built, Result):
                return [built] * len(stdins)
            tasks = [_run_task("binary", lambda: _opened(built), stdin, limits) for stdin in stdins]
        return self._spread(tasks)

    def describe(self) -> dict[str, str]:
        return {
            **self._backend.describe(),
            "python": self._python or self._submit(lambda: self._jail(False).python).result(),
            "compiler": f"{compiler.version()} {' '.join(compiler.FLAGS)}",
            "kernel": f"{platform.system()} {platform.release()} {platform.machine()}",
        }

    def close(self) -> None:
        """Kill every jail. Runs under way come back as `sandbox_error`; later ones raise SandboxFailure."""
        atexit.unregister(self.close)
        if os.getpid() != self._owner:  # a forked copy: the jails are its parent's
            return
        self._closed = True
        for jail in list(self._jails):
            jail.kill()
        self._threads.shutdown()
        while self._jails:
            self._jails.pop().close()

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _spread(self, tasks: Sequence[Task], fresh: bool = False) -> list[Result]:
        """Run the tasks on the workers that are idle; their results, in order."""
        futures = [self._submit(self._attempt, task, fresh) for task in tasks]
        return [result for future in futures for result in future.result()]

    def _submit(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        if os.getpid() != self._owner:
            raise SandboxFailure(
                "this sandbox was opened before the process forked: its jails belong to the parent",
                fix="call open_sandbox() in the forked process",
            )
        if self._closed:
            raise SandboxFailure("the sandbox is closed", fix="open another with open_sandbox()")
        return self._threads.submit(work, *args, **kwargs)

    # ------------------------------------------------------------------------------------ in a worker's thread

    def _attempt(self, task: Task, fresh: bool) -> list[Result]:
        """Run a task in this thread's jail; once more, in a fresh one, if the sandbox was at fault."""
        results: list[Result] = []
        for again in (False, True):
            try:
                results = task(self._jail(fresh or again))
            except SandboxFailure as failure:
                results = [Result("sandbox_error", stderr=failure.message)]
            if any(result.status not in ("ok", "error") for result in results):
                self._drop_jail()
            if results[-1].status != "sandbox_error":
                break
        return results

    def _jail(self, fresh: bool) -> Jail:
        """This thread's jail. It must be started here: the kernel ends it together with the thread that did."""
        if self._closed:
            raise SandboxFailure("the sandbox was closed while this was to run")
        jail: Jail | None = getattr(self._own, "jail", None)
        if jail is not None and (
            jail.used >= RECYCLE_AFTER or (fresh and jail.used) or jail.launcher != self._launcher
        ):
            self._drop_jail()
            jail = None
        if jail is None:
            jail = self._own.jail = Jail(self._backend, next(self._numbers), self._launcher)
            self._jails.add(jail)
            self._python = jail.python
            if self._closed:
                jail.kill()
        return jail

    def _drop_jail(self) -> None:
        jail: Jail | None = getattr(self._own, "jail", None)
        if jail is not None:
            self._own.jail = None
            self._jails.discard(jail)
            jail.close()

    def _build(self, code: str) -> Path | Result:
        """The program's binary, or the Result that every run of it has."""
        number = next(self._numbers)

        def build() -> Path:
            self._launcher = self._launcher or self._compiler.launcher(number)
            return self._compiler.binary(code, number)

        try:
            with contextlib.suppress(SandboxFailure):
                return build()
            return build()
        except SandboxFailure as failure:
            return Result("sandbox_error", stderr=failure.message)
        except compiler.CompileError as refusal:
            return Result("compile_error", stderr=str(refusal))


def _call_task(function: PyFunc, calls: Sequence[Call], limits: Limits) -> Task:
    """One process that makes all of `calls`; fewer results than calls if it died."""
    entries = [[list(call.args), call.seed] for call in calls]
    text = json.dumps({"code": function.code, "name": function.name, "calls": entries}, allow_nan=False)

    def task(jail: Jail) -> list[Result]:
        with memory_file(text.encode()) as payload:
            return call_results(jail.run("call", [payload], limits, lines=len(calls)), len(calls), limits)

    return task


def _run_task(
    kind: Literal["python", "binary"], code: Callable[[], AbstractContextManager[int]], stdin: str, limits: Limits
) -> Task:
    """One process of a program; `code` opens its source or its binary."""

    def task(jail: Jail) -> list[Result]:
        with code() as program, memory_file(stdin.encode(errors="surrogatepass")) as text:
            return [program_result(jail.run(kind, [program, text], limits), limits)]

    return task


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[int]:
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        yield fd
    finally:
        os.close(fd)
