"""The sandbox as the gates see it: metered, and never silently broken."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from scaler.errors import SandboxFailure
from scaler.sandbox import Call, Limits, Program, PyFunc, Result, Sandbox

DEFAULT = Limits()


class MeteredSandbox:
    """A sandbox that adds up the CPU seconds of what it runs and raises SandboxFailure for its own faults.

    So no gate can take a failure of the sandbox for a failure of the draft.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.cpu_seconds = 0.0

    def call(
        self,
        function: PyFunc,
        calls: Sequence[Call],
        *,
        limits: Limits = DEFAULT,
        isolated: bool = False,
        fresh: bool = False,
    ) -> list[Result]:
        return self._metered(self._sandbox.call(function, calls, limits=limits, isolated=isolated, fresh=fresh))

    def run(self, program: Program, stdins: Sequence[str], *, limits: Limits = DEFAULT) -> list[Result]:
        return self._metered(self._sandbox.run(program, stdins, limits=limits))

    def describe(self) -> dict[str, str]:
        return self._sandbox.describe()

    def close(self) -> None:
        self._sandbox.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _metered(self, results: list[Result]) -> list[Result]:
        self.cpu_seconds += sum(result.cpu for result in results)
        for result in results:
            if result.status == "sandbox_error":
                raise SandboxFailure(
                    f"the sandbox failed during validation: {result.stderr.strip()[-300:] or 'no detail'}",
                    fix="run the validation again: nothing is known about the draft",
                )
        return results
