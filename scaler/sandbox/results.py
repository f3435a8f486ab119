"""Reading what came out of a jail. Every byte of it may have been chosen by hostile code."""

from __future__ import annotations

import json
import math
import signal
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from scaler.sandbox.api import Limits, Result, Status
from scaler.sandbox.inside.protocol import STDERR_TAIL

MAX_DEPTH = 64
MAX_NODES = 1_000_000


@dataclass(frozen=True)
class Report:
    """The runner's account of one child: all but `output` and `stderr` comes from the runner itself.

    `verdict` is the limit for which the runner killed it; `code` is the exit code, negative for a signal; `marks` are
    (CPU, wall) seconds between lines of a call's output; `refused` is why the system would not execute a binary;
    seconds and bytes otherwise.
    """

    verdict: str | None
    code: int
    cpu: float
    wall: float
    memory: int
    output: bytes
    stderr: bytes
    marks: tuple[tuple[float, float], ...] = ()
    refused: str = ""

    def status(self, limits: Limits) -> Status:
        """What the way in which the child ended says."""
        if self.refused:
            return "error"
        if self.verdict in ("cpu", "wall") or self.code == -signal.SIGXCPU:
            return "timeout"
        if self.verdict == "output":
            return "output_limit"
        if self.code == -signal.SIGSYS:
            return "violation"
        if self.code == -signal.SIGKILL:
            # The code cannot send it. Past the CPU limit it is the kernel's; else the machine has run out of memory.
            return "timeout" if self.cpu >= limits.cpu else "sandbox_error"
        if self.code < 0:
            return "signal"
        return "ok" if self.code == 0 else "error"


def program_result(report: Report, limits: Limits) -> Result:
    """The Result of a program that read stdin and wrote stdout; bytes that are not UTF-8 become U+FFFD."""
    return Result(
        status=report.status(limits),
        stdout=report.output[: limits.output].decode(errors="replace"),
        stderr=report.stderr.decode(errors="replace") or (report.refused and f"cannot be executed: {report.refused}"),
        cpu=report.cpu,
        wall=report.wall,
        memory=report.memory,
    )


def call_results(report: Report, count: int, limits: Limits) -> list[Result]:
    """The Results of the calls that this process decided, in order: all `count`, or fewer if it died on the way.

    The call that it died in is decided too, the ones after it are not. Output that is not exactly one line a call
    makes every one of them `bad_result`.
    """
    lines = report.output.split(b"\n")
    rest = lines.pop()
    status = report.status(limits)
    if len(lines) > count or (len(lines) == count and rest):
        return [_bad("more output than calls", report)] * count
    results = [
        _line_result(line, limits, Result("ok", cpu=cpu, wall=wall, memory=report.memory))
        for line, (cpu, wall) in zip(lines, report.marks, strict=True)
    ]
    if len(results) < count:
        cpu = report.cpu - sum(mark[0] for mark in report.marks)
        wall = report.wall - sum(mark[1] for mark in report.marks)
        if status == "output_limit":
            status, stderr = "bad_result", f"the result is larger than {limits.output} bytes"
        elif status == "ok":
            status, stderr = "bad_result", "the process ended without a result"
        else:
            stderr = report.stderr.decode(errors="replace")
        results.append(Result(status, stderr=stderr, cpu=max(0.0, cpu), wall=max(0.0, wall), memory=report.memory))
    return results


def parse_value(text: bytes) -> Any:
    """Strict JSON: UTF-8 without lone surrogates, finite numbers, integers that int() reads, at most 64 deep, at most
    about a million values (commas and brackets inside of strings count, too).

    Raises ValueError for anything else.
    """
    # Counted before it is parsed: eight megabytes of `[],` would become half a gigabyte of lists.
    if text.count(b",") + text.count(b"[") + text.count(b"{") > MAX_NODES:
        raise ValueError(f"more than {MAX_NODES} values")
    try:
        value = json.loads(text.decode(), parse_constant=_refuse_constant, parse_float=_finite)
    except RecursionError:
        raise ValueError(f"nested deeper than {MAX_DEPTH}") from None
    if rb"\ud" in text.lower():
        json.dumps(value, ensure_ascii=False).encode()
    level, depth = [value], 0
    while containers := [node for node in level if isinstance(node, (list, dict))]:
        depth += 1
        if depth > MAX_DEPTH:
            raise ValueError(f"nested deeper than {MAX_DEPTH}")
        level = [item for node in containers for item in (node.values() if isinstance(node, dict) else node)]
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number of JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits[:20]} is too large for a float")
    return number


def _line_result(line: bytes, limits: Limits, usage: Result) -> Result:
    """One line of a call's process: {"value": ...}, {"error": "..."} or {"refused": "..."}."""

    def outcome(status: Status, value: Any = None, stderr: str = "") -> Result:
        return replace(usage, status=status, value=value, stderr=stderr[-STDERR_TAIL:])

    if len(line) > limits.output:
        return outcome("bad_result", stderr=f"the result is larger than {limits.output} bytes")
    try:
        parsed = parse_value(line)
    except ValueError as error:
        return outcome("bad_result", stderr=f"the result is not JSON: {error}")
    match parsed:
        case {"value": value} if len(parsed) == 1:
            return outcome("ok", value=value)
        case {"error": str(text)} if len(parsed) == 1:
            return outcome("error", stderr=text)
        case {"refused": str(text)} if len(parsed) == 1:
            return outcome("bad_result", stderr=text)
    return outcome("bad_result", stderr="the result does not have the form that the runner writes")


def _bad(reason: str, report: Report) -> Result:
    return Result("bad_result", stderr=reason, cpu=report.cpu, wall=report.wall, memory=report.memory)
