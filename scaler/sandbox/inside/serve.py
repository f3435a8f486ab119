"""Serving requests: one confined child each.

One request is one datagram of JSON on the control socket with the files it needs attached; one reply is one datagram
with a memory file attached: a line of JSON (the report), then the child's output, then its stderr. The child never
holds the control socket, and what is said about it (exit code, signal, CPU, memory) comes from this process's own
`wait4`.
"""

from __future__ import annotations

import json
import os
import socket
import time
from typing import Any

from .child import be_child
from .protocol import EXEC_FD, FILTER_FD, READY, READY_FD
from .system import write_all
from .watch import watch


class Server:
    """`launcher` is the path of the program that confines and executes binaries, "" where there is none."""

    def __init__(self, control: socket.socket, filter_file: int, launcher: str) -> None:
        self._control = control
        self._filter_file = filter_file
        self._filter = os.pread(filter_file, 1 << 20, 0)
        self._launcher = launcher

    def serve(self) -> None:
        """Answer requests until the host closes its end."""
        while True:
            message, fds, _, _ = socket.recv_fds(self._control, 4096, 2, socket.MSG_CMSG_CLOEXEC)
            if not message:
                return
            self._serve_one(json.loads(message), fds)

    def _serve_one(self, request: dict[str, Any], fds: list[int]) -> None:
        out, child_out = os.pipe()
        err, child_err = os.pipe()
        ready, child_ready = os.pipe()
        start = time.monotonic()
        if request["kind"] == "binary":
            pid = self._launch(request, fds, child_out, child_err, child_ready)
        else:
            pid = os.fork()
            if pid == 0:
                be_child(request, fds, self._filter, child_out, child_err, child_ready)
        for fd in (child_out, child_err, child_ready, *fds):
            os.close(fd)
        seen = watch(request, pid, out, err, self._control.fileno())
        _, status, usage = os.wait4(pid, 0)
        said = os.read(ready, 64)
        report = {
            "confined": said.startswith(READY),
            "refused": said.removeprefix(READY).decode(errors="replace"),
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
        socket.send_fds(self._control, [b"done"], [reply])
        os.close(reply)

    def _launch(self, request: dict[str, Any], fds: list[int], out: int, err: int, ready: int) -> int:
        """Start the launcher: a forked copy of this interpreter would cost several times a short program's run.

        Every file of this process closes on exec but those that are duplicated here.
        """
        wanted = {0: fds[1], 1: out, 2: err, EXEC_FD: fds[0], READY_FD: ready, FILTER_FD: self._filter_file}
        keys = ("memory", "cpu_limit", "stack", "threads")
        return os.posix_spawn(
            self._launcher,
            ["launcher", *(str(request[key]) for key in keys)],
            {},
            file_actions=[(os.POSIX_SPAWN_DUP2, fd, target) for target, fd in wanted.items()],
        )
