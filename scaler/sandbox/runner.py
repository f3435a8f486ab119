"""The only long-lived process of a jail: a warm interpreter that forks one confined child per request.

Started by path inside the jail, standard library only; the host imports nothing but its constants. One request is one
datagram of JSON on the control socket with the files it needs attached; one reply is one datagram with a memory file
attached: a line of JSON (the report), then the child's output, then its stderr. The child never holds the control
socket, and what is said about it (exit code, signal, CPU, memory) comes from this process's own `wait4`.
"""

from __future__ import annotations

import atexit
import builtins
import contextlib
import ctypes
import fcntl
import gc
import importlib
import json
import linecache
import math
import os
import random
import resource
import select
import signal
import site
import socket
import sys
import threading
import time
import traceback
import types
from collections.abc import Callable
from typing import Any, NoReturn

PRELOADED = """
    array ast base64 bisect calendar cmath collections collections.abc contextlib copy dataclasses datetime decimal
    enum fractions functools hashlib heapq inspect itertools numbers operator pprint queue re secrets statistics
    string struct textwrap typing unicodedata
"""
RESULT_FD = 3
EXEC_FD, READY_FD = 100, 101  # above the child's RLIMIT_NOFILE: no program can put a file of its own there
READY = b"ready"
MAX_FILES = 64
STDERR_TAIL = 2048
THREAD_STACK = 8 << 20  # of a thread that asks for no size; libc would take all of RLIMIT_STACK
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
COMPILER_LIMITS = {
    resource.RLIMIT_AS: 2 << 30,
    resource.RLIMIT_CPU: 30,
    resource.RLIMIT_FSIZE: 64 << 20,
    resource.RLIMIT_CORE: 0,
}
COMPILING = b"compiling\n"
COMPILE_SCRIPT = """
    folder=$(mktemp -d) && "$@" -o "$folder/program" && cat "$folder/program"
    status=$?; rm -rf "$folder"; exit $status
"""

libc = ctypes.CDLL(None, use_errno=True)


class Filter(ctypes.Structure):
    """`struct sock_fprog`: a compiled seccomp filter, 8 bytes an instruction."""

    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def prctl(option: int, *arguments: Any) -> None:
    if libc.prctl(option, *arguments, *[0] * (4 - len(arguments))) != 0:
        raise OSError(ctypes.get_errno(), f"prctl({option})")


def become(uid: int) -> None:
    """Leave host root for an unused uid: its limits on processes bite, and it owns nothing.

    The launcher can no longer signal this process, not even by dying: what ends it is the host's end of the socket.
    """
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


# ---------------------------------------------------------------------------------------------- in the child


def limit(resource_kind: int, value: int, grace: int = 0) -> None:
    """Lower a limit to `value` (hard: plus `grace`), or to what the host allows if that is less. -1: as it is."""
    allowed = resource.getrlimit(resource_kind)[1]
    soft, hard = (bound if allowed < 0 else min(bound, allowed) for bound in (value, value + grace))
    resource.setrlimit(resource_kind, (allowed, allowed) if value < 0 else (soft, hard))


def confine(request: dict[str, Any], program: bytes) -> None:
    """Take from this process all that the untrusted code must not have. There is no way back."""
    limit(resource.RLIMIT_AS, request["memory"])
    limit(resource.RLIMIT_CPU, math.ceil(request["cpu"] * max(1, request["lines"])) + 1, grace=1)
    limit(resource.RLIMIT_STACK, request["stack"])
    limit(resource.RLIMIT_NPROC, request["threads"])
    limit(resource.RLIMIT_NOFILE, MAX_FILES)
    for nothing in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE, resource.RLIMIT_MEMLOCK):
        limit(nothing, 0)
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # a dead runner must not leave it behind, also without a pid namespace
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    prctl(PR_SET_SECCOMP, 2, ctypes.byref(Filter(len(program) // 8, program)))


def write_all(fd: int, data: bytes) -> None:
    while data:
        data = data[os.write(fd, data) :]


def explain(error: BaseException, code: str, filename: str) -> str:
    """The traceback as Python prints it, without this file's frame."""
    linecache.cache[filename] = (len(code), None, code.splitlines(True), filename)
    here = error.__traceback__
    return "".join(traceback.format_exception(type(error), error, here and here.tb_next))


def new_module(name: str) -> types.ModuleType:
    module = types.ModuleType(name)
    module.__dict__["__builtins__"] = builtins
    sys.modules[name] = module
    return module


def run_program(code: str) -> int:
    """Run `code` as `__main__`; the exit code that `python program.py` would have."""
    filename = sys.argv[0] = "program.py"
    del sys.argv[1:]
    random.seed(0)  # forking has seeded it anew
    status = 0
    try:
        exec(compile(code, filename, "exec", dont_inherit=True), new_module("__main__").__dict__)
    except SystemExit as stop:
        if stop.code is not None and not isinstance(stop.code, int):
            print(stop.code, file=sys.stderr)
        status = 0 if stop.code is None else stop.code & 0xFF if isinstance(stop.code, int) else 1
    except BaseException as error:
        sys.stderr.write(explain(error, code, filename))
        status = 1
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and not stream.closed:
            stream.flush()
    return status


def call_function(task: dict[str, Any]) -> int:
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
        module = new_module("module")
        exec(compile(task["code"], filename, "exec", dont_inherit=True), module.__dict__)
        if task["name"] not in module.__dict__:
            raise NameError(f"the module defines no function {task['name']!r}")
        function = module.__dict__[task["name"]]
    except BaseException as error:
        failure = explain(error, task["code"], filename)
    for arguments, seed in task["calls"]:
        if failure is not None:
            emit({"error": failure[-STDERR_TAIL:]})
            continue
        random.seed(seed or 0)
        try:
            value = function(*arguments, *([] if seed is None else [random.Random(seed)]))
        except BaseException as error:
            emit({"error": explain(error, task["code"], filename)[-STDERR_TAIL:]})
        else:
            emit({"value": value})
    return 0


def keep_only(wanted: dict[int, int]) -> None:
    """Make the open files exactly `wanted`, target number to present one. From EXEC_FD on they close on exec."""
    parked = {target: fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 2 * EXEC_FD) for target, fd in wanted.items()}
    for target, fd in parked.items():
        os.dup2(fd, target, inheritable=target < EXEC_FD)
    kept = sorted(wanted)
    for low, high in zip(kept, [*kept[1:], 1 << 16], strict=True):
        os.closerange(low + 1, high)


def be_child(request: dict[str, Any], fds: list[int], program: bytes, out: int, err: int, ready: int) -> NoReturn:
    """Keep the files of this run alone, confine, say `ready`, run. `ready` is out of reach of the untrusted code."""
    status = 1
    try:
        kind, null = request["kind"], 0
        source = b"" if kind == "binary" else os.pread(fds[0], os.fstat(fds[0]).st_size, 0)
        wanted = {0: null, 1: null, 2: err, RESULT_FD: out} if kind == "call" else {0: fds[1], 1: out, 2: err}
        if kind == "binary":
            wanted[EXEC_FD] = fds[0]
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        keep_only({**wanted, READY_FD: ready})
        confine(request, program)
        os.write(READY_FD, READY)
        if kind == "binary":
            os.execve(EXEC_FD, ["program"], {})
        os.close(READY_FD)
        status = run_program(source.decode()) if kind == "python" else call_function(json.loads(source))
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.write(READY_FD, b"failed")
        os.write(2, explain(error, "", "").encode(errors="replace")[-STDERR_TAIL:])
    finally:
        os._exit(status)


# ---------------------------------------------------------------------------------------------- in the runner


def process_clock(pid: int) -> float:
    """CPU seconds that a process has used, all its threads: the kernel's per-process clock."""
    return time.clock_gettime((~pid << 3) | 2)


class Watch:
    """Reads a child's pipes, counts its lines, holds it to its limits, and kills it at the first that it breaks.

    CPU and wall budgets start anew with each line, so that they are the budgets of one call.
    """

    def __init__(self, request: dict[str, Any], pid: int) -> None:
        self.request, self.pid = request, pid
        self.verdict: str | None = None
        self.marks: list[tuple[float, float]] = []
        self.output = bytearray()
        self.stderr = bytearray()
        self.received = 0
        self.line_length = 0
        self.cpu_base, self.wall_base = 0.0, time.monotonic()

    def kill(self, verdict: str) -> None:
        if self.verdict is None:
            self.verdict = verdict
            os.kill(self.pid, signal.SIGKILL)

    def budget(self) -> float:
        """Seconds after which the limits must be looked at again; kills when none are left."""
        cpu_left: float = self.request["cpu"] - (process_clock(self.pid) - self.cpu_base)
        wall_left: float = self.request["wall"] - (time.monotonic() - self.wall_base)
        if cpu_left <= 0:
            self.kill("cpu")
        elif wall_left <= 0:
            self.kill("wall")
        return max(0.001, min(cpu_left, wall_left))

    def take_output(self, data: bytes) -> None:
        if self.verdict is not None:
            return
        self.received += len(data)
        lines = data.count(b"\n") if self.request["lines"] else 0
        self.line_length = len(data) - data.rfind(b"\n") - 1 if lines else self.line_length + len(data)
        too_many = len(self.marks) + lines > self.request["lines"] > 0
        if self.line_length > self.request["output"] or self.received > self.request["total"] or too_many:
            self.kill("output")
        self.output += data
        for _ in range(0 if too_many else lines):
            cpu, wall = process_clock(self.pid), time.monotonic()
            self.marks.append((cpu - self.cpu_base, wall - self.wall_base))
            self.cpu_base, self.wall_base = cpu, wall

    def take_stderr(self, data: bytes) -> None:
        self.received += len(data)
        if self.received > self.request["total"]:
            self.kill("output")
        self.stderr = (self.stderr + data)[-STDERR_TAIL:]


def watch(request: dict[str, Any], pid: int, out: int, err: int, control: int) -> Watch:
    """Follow the child until it is gone and its pipes are dry. Leaves at once when the host is gone."""
    seen = Watch(request, pid)
    takers = {out: seen.take_output, err: seen.take_stderr}
    process = os.pidfd_open(pid)
    poll = select.poll()
    for fd in (out, err, process, control):
        poll.register(fd, select.POLLIN)
    alive = True
    while alive or takers:
        for fd, _ in poll.poll(seen.budget() * 1000 if alive else None):
            if fd == control:
                os._exit(0)
            elif fd == process:
                alive = False
                poll.unregister(process)
            elif data := os.read(fd, 1 << 16):
                takers[fd](data)
            else:
                poll.unregister(fd)
                del takers[fd]
    os.close(process)
    return seen


def serve_one(control: socket.socket, request: dict[str, Any], fds: list[int], program: bytes) -> None:
    out, child_out = os.pipe()
    err, child_err = os.pipe()
    ready, child_ready = os.pipe()
    start = time.monotonic()
    pid = os.fork()
    if pid == 0:
        be_child(request, fds, program, child_out, child_err, child_ready)
    for fd in (child_out, child_err, child_ready, *fds):
        os.close(fd)
    seen = watch(request, pid, out, err, control.fileno())
    _, status, usage = os.wait4(pid, 0)
    report = {
        "confined": os.read(ready, 64) == READY,
        "verdict": seen.verdict,
        "code": os.waitstatus_to_exitcode(status),
        "cpu": usage.ru_utime + usage.ru_stime,
        "wall": time.monotonic() - start,
        "memory": usage.ru_maxrss * 1024,
        "output": len(seen.output),
        "marks": seen.marks,
    }
    for fd in (out, err, ready):
        os.close(fd)
    reply = os.memfd_create("reply", os.MFD_CLOEXEC)
    write_all(reply, json.dumps(report).encode() + b"\n" + bytes(seen.output) + bytes(seen.stderr))
    socket.send_fds(control, [b"done"], [reply])
    os.close(reply)


def serve(control_fd: int, uid: int) -> None:
    """Warm up, say so, then answer requests until the host closes its end."""
    if uid >= 0:
        become(uid)
    prctl(PR_SET_DUMPABLE, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    for name in PRELOADED.split():
        importlib.import_module(name)
    site.setquit()
    os.environ.clear()
    threading.stack_size(THREAD_STACK)
    control = socket.socket(fileno=control_fd)
    control.set_inheritable(False)
    _, fds, _, _ = socket.recv_fds(control, 64, 1)
    program = os.pread(fds[0], 1 << 20, 0)
    os.close(fds[0])
    gc.collect()
    gc.freeze()
    control.send(sys.version.split()[0].encode())
    while True:
        message, fds, _, _ = socket.recv_fds(control, 4096, 2)
        if not message:
            return
        serve_one(control, json.loads(message), fds, program)


def compile_program(uid: int, command: list[str]) -> NoReturn:
    """Become the compiler: source on stdin, the program on stdout. The first line of stderr says that we got here."""
    if uid >= 0:
        become(uid)
    for resource_kind, value in COMPILER_LIMITS.items():
        limit(resource_kind, value)
    write_all(2, COMPILING)
    environment = {"PATH": "/usr/bin", "TMPDIR": "/tmp", "LC_ALL": "C.UTF-8"}
    os.execve("/bin/sh", ["sh", "-c", COMPILE_SCRIPT, "sh", *command], environment)


if __name__ == "__main__":
    if sys.argv[1] == "compile":
        compile_program(int(sys.argv[2]), sys.argv[3:])
    serve(int(sys.argv[1]), int(sys.argv[2]))
