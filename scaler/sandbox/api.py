"""The sandbox's words: what may be run, under which limits, and what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Literal, Protocol

Status = Literal[
    "ok", "error", "timeout", "output_limit", "signal", "violation", "bad_result", "compile_error", "sandbox_error"
]


@dataclass(frozen=True)
class Limits:
    """Per run: CPU seconds decide time-outs, wall seconds are a backstop; memory, output and stack in bytes."""

    cpu: float = 10.0
    wall: float = 60.0
    memory: int = 1 << 30
    output: int = 8 << 20
    stack: int = 256 << 20


@dataclass(frozen=True)
class PyFunc:
    """A Python function of an untrusted module: `code` is the module's source, `name` the function's."""

    code: str
    name: str


@dataclass(frozen=True)
class Call:
    """One call: JSON arguments. With a `seed`, `random.Random(seed)` is passed as the last argument."""

    args: tuple[Any, ...]
    seed: int | None = None


@dataclass(frozen=True)
class Program:
    """A program that reads stdin and writes stdout."""

    language: Literal["python", "cpp"]
    code: str


@dataclass(frozen=True)
class Result:
    """What a run came to. `value` is a call's JSON result, `stdout` a program's output; seconds and bytes otherwise.

    status: ok | error (non-zero exit or exception) | timeout | output_limit | signal | violation (a refused
    system call ended it) | bad_result (not JSON, too large, wrong count) | compile_error | sandbox_error (the
    sandbox's own fault, already retried in a fresh jail; says nothing about the program).
    """

    status: Status
    value: Any = None
    stdout: str = ""
    stderr: str = ""
    cpu: float = 0.0
    wall: float = 0.0
    memory: int = 0

    @property
    def ok(self) -> bool:
        return self.status == "ok"


class Sandbox(Protocol):
    """Runs untrusted code. Safe to use from several threads; results come back in the order asked for."""

    def call(
        self,
        function: PyFunc,
        calls: Sequence[Call],
        *,
        limits: Limits = ...,
        isolated: bool = False,
        fresh: bool = False,
    ) -> list[Result]:
        """Call a function many times.

        All calls share one process (fast: generators), unless `isolated`: then each call gets its own
        (verifiers). `fresh` uses a jail that has run nothing before. A call that dies or times out takes the
        rest of its shared process with it; those are then run again, each on its own.
        """
        ...

    def run(self, program: Program, stdins: Sequence[str], *, limits: Limits = ...) -> list[Result]:
        """Run a program over many stdins, each in its own process. C++ is compiled once, cached by content."""
        ...

    def describe(self) -> dict[str, str]:
        """Which backend runs and what it guarantees: stored with evidence and runs."""
        ...

    def close(self) -> None:
        """End every process. Also done by leaving a `with` block, and at exit."""
        ...

    def __enter__(self) -> Sandbox: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
