"""Holding a child to its limits while its output is read."""

from __future__ import annotations

import os
import select
import signal
import time
from typing import Any

from .protocol import STDERR_TAIL


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
        cpu_left: float = self.request["cpu"] - (_process_clock(self.pid) - self.cpu_base)
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
            cpu, wall = _process_clock(self.pid), time.monotonic()
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


def _process_clock(pid: int) -> float:
    """CPU seconds that a process has used, all its threads: the kernel's per-process clock."""
    return time.clock_gettime((~pid << 3) | 2)
