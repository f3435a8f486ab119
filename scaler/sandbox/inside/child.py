"""The child that runs untrusted Python: it keeps the files of its run alone, confines itself, and runs."""

from __future__ import annotations

import atexit
import builtins
import contextlib
import fcntl
import json
import linecache
import os
import random
import resource
import signal
import sys
import threading
import traceback
import types
from collections.abc import Callable
from typing import Any, NoReturn

from .protocol import EXEC_FD, MAX_FILES, READY, READY_FD, RESULT_FD, STDERR_TAIL
from .system import PR_SET_PDEATHSIG, filter_calls, limit, prctl, write_all


def be_child(request: dict[str, Any], fds: list[int], program: bytes, out: int, err: int, ready: int) -> NoReturn:
    """Never returns. `ready` gets one word once confined, and is out of reach of the untrusted code."""
    status = 1
    try:
        null = 0
        source = os.pread(fds[0], os.fstat(fds[0]).st_size, 0)
        wanted = (
            {0: null, 1: null, 2: err, RESULT_FD: out} if request["kind"] == "call" else {0: fds[1], 1: out, 2: err}
        )
        _keep_only({**wanted, READY_FD: ready})
        _confine(request, program)
        os.write(READY_FD, READY)
        os.close(READY_FD)
        status = _run_program(source.decode()) if request["kind"] == "python" else _call_function(json.loads(source))
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.write(READY_FD, b"failed")
        os.write(2, _explain(error, "", "").encode(errors="replace")[-STDERR_TAIL:])
    finally:
        os._exit(status)


def _keep_only(wanted: dict[int, int]) -> None:
    """Make the open files exactly `wanted`, target number to present one. From EXEC_FD on they close on exec."""
    parked = {target: fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 2 * EXEC_FD) for target, fd in wanted.items()}
    for target, fd in parked.items():
        os.dup2(fd, target, inheritable=target < EXEC_FD)
    kept = sorted(wanted)
    for low, high in zip(kept, [*kept[1:], 1 << 16], strict=True):
        os.closerange(low + 1, high)


def _confine(request: dict[str, Any], program: bytes) -> None:
    """Take from this process all that the untrusted code must not have. There is no way back."""
    limit(resource.RLIMIT_AS, request["memory"])
    limit(resource.RLIMIT_CPU, request["cpu_limit"], grace=1)
    limit(resource.RLIMIT_STACK, request["stack"])
    limit(resource.RLIMIT_NPROC, request["threads"])
    limit(resource.RLIMIT_NOFILE, MAX_FILES)
    for nothing in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE, resource.RLIMIT_MEMLOCK):
        limit(nothing, 0)
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # a dead runner must not leave it behind, also without a pid namespace
    filter_calls(program)


def _explain(error: BaseException, code: str, filename: str) -> str:
    """The traceback as Python prints it, without this file's frame."""
    linecache.cache[filename] = (len(code), None, code.splitlines(True), filename)
    here = error.__traceback__
    return "".join(traceback.format_exception(type(error), error, here and here.tb_next))


def _new_module(name: str) -> types.ModuleType:
    module = types.ModuleType(name)
    module.__dict__["__builtins__"] = builtins
    sys.modules[name] = module
    return module


def _run_program(code: str) -> int:
    """Run `code` as `__main__`; the exit code that `python program.py` would have."""
    filename = sys.argv[0] = "program.py"
    del sys.argv[1:]
    random.seed(0)  # forking has seeded it anew
    status = 0
    try:
        exec(compile(code, filename, "exec", dont_inherit=True), _new_module("__main__").__dict__)
    except SystemExit as stop:
        if stop.code is not None and not isinstance(stop.code, int):
            print(stop.code, file=sys.stderr)
        status = 0 if stop.code is None else stop.code & 0xFF if isinstance(stop.code, int) else 1
    except BaseException as error:
        sys.stderr.write(_explain(error, code, filename))
        status = 1
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and not stream.closed:
            stream.flush()
    return status


def _call_function(task: dict[str, Any]) -> int:
    """Call the task's function once per entry; one line of JSON each: {"value"}, {"error"} or {"refused"}."""
    filename = "module.py"

    def emit(outcome: dict[str, Any]) -> None:
        try:
            line = json.dumps(outcome, allow_nan=False, separators=(",", ":"))
        except (TypeError, ValueError, RecursionError, OverflowError) as error:
            line = json.dumps({"refused": f"the result is not JSON: {error}"})
        write_all(RESULT_FD, line.encode() + b"\n")

    failure: str | None = None
    function: Callable[..., Any] = print
    try:
        module = _new_module("module")
        exec(compile(task["code"], filename, "exec", dont_inherit=True), module.__dict__)
        if task["name"] not in module.__dict__:
            raise NameError(f"the module defines no function {task['name']!r}")
        function = module.__dict__[task["name"]]
    except BaseException as error:
        failure = _explain(error, task["code"], filename)
    for arguments, seed in task["calls"]:
        if failure is not None:
            emit({"error": failure[-STDERR_TAIL:]})
            continue
        random.seed(seed or 0)
        try:
            value = function(*arguments, *([] if seed is None else [random.Random(seed)]))
        except BaseException as error:
            emit({"error": _explain(error, task["code"], filename)[-STDERR_TAIL:]})
        else:
            emit({"value": value})
    return 0
