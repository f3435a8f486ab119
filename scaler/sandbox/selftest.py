"""Is a backend to be trusted on this machine? A hostile program is let loose in it, and must get nowhere."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from scaler.sandbox.api import Limits, Result
from scaler.sandbox.jail import Backend, Jail, memory_file
from scaler.sandbox.results import call_results

HARMLESS = {"LC_ALL", "PWD", "LD_LIBRARY_PATH", "PYTHONHASHSEED", "PYTHONUTF8"}  # a jail may have its own
LIMITS = Limits(cpu=5.0, wall=30.0, memory=512 << 20)

# Every attempt that succeeds is named in what the function returns; a jail that holds gives [].
ATTEMPTS = """
import ctypes, os, threading, time

def escapes(canary, scratch, variables):
    def reads():
        return open(canary).read()
    def finds_the_password_file():
        return open("/etc/passwd").read()
    def sees_the_environment():
        return any(name in os.environ for name in variables)
    def writes():
        return open(scratch, "w").write("x")
    def writes_in_tmp():
        return open("/tmp/x", "w").write("x")
    def sees_processes():
        return os.listdir("/proc")
    def forks():
        child = os.fork()
        if child == 0:
            os._exit(0)
        return True
    def signals_its_parent():
        os.kill(os.getppid(), 0)
        return True
    def starts_300_threads():
        gate = threading.Event()
        started = []
        try:
            for _ in range(300):
                started.append(threading.Thread(target=gate.wait))
                started[-1].start()
            return True
        finally:
            gate.set()
    def takes_2_GiB():
        return bytearray(2 << 30)
    found = []
    for attempt in (reads, finds_the_password_file, sees_the_environment, writes, writes_in_tmp, sees_processes, forks,
                    signals_its_parent, starts_300_threads, takes_2_GiB):
        try:
            if attempt():
                found.append(attempt.__name__)
        except (OSError, RuntimeError, MemoryError):
            pass
    return found

def opens_sockets():
    import socket
    socket.socket().close()
    return True
"""


def weaknesses(backend: Backend, number: int) -> list[str]:
    """What hostile code can do in `backend`: empty if it holds. About 0.3 s.

    Raises SandboxFailure where no jail can be started at all.
    """
    with tempfile.TemporaryDirectory() as folder:
        canary, scratch = Path(folder, "canary"), Path(folder, "written")
        canary.write_text("canary")
        canary.chmod(0o644)
        Path(folder).chmod(0o777)
        jail = Jail(backend, number)
        try:
            found = _call(jail, "escapes", [str(canary), str(scratch), sorted(os.environ.keys() - HARMLESS)])
            opened = _call(jail, "opens_sockets", [])
        finally:
            jail.close()
        return [
            *([] if found.status == "ok" else [f"does not finish ({found.status}: {found.stderr})"]),
            *(found.value or []),
            *(["writes_outside"] if scratch.exists() else []),
            *(["opens_sockets"] if opened.ok else []),
        ]


def _call(jail: Jail, name: str, arguments: list[Any]) -> Result:
    task = json.dumps({"code": ATTEMPTS, "name": name, "calls": [[arguments, None]]})
    with memory_file(task.encode()) as payload:
        return call_results(jail.run("call", [payload], LIMITS, lines=1), 1, LIMITS)[0]
