"""A sandbox that remembers: what has run once does not run again, so that hundreds of mutants of one draft are cheap.

Programs and isolated calls are remembered one by one. Calls that share a process are remembered as the whole batch,
since one may leave something behind for the next. A `fresh` jail is asked for to learn whether anything differs: what
it gives is remembered only for sources that are named as `trusted`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Self

from scaler.sandbox import Call, Limits, Program, PyFunc, Result, Sandbox

DEFAULT = Limits()
MOST_CPU = 0.5
MOST_TIMEOUTS = 6
CHUNK = 16


class RememberingSandbox:
    """`sandbox`, each deterministic run of which is made once. Failures of the sandbox itself are not kept."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._known: dict[Hashable, Result] = {}
        self._batches: dict[Hashable, list[Result]] = {}
        self.trusting = False

    def call(
        self,
        function: PyFunc,
        calls: Sequence[Call],
        *,
        limits: Limits = DEFAULT,
        isolated: bool = False,
        fresh: bool = False,
    ) -> list[Result]:
        limits = _shorter(limits)
        texts = [f"{call.seed} {json.dumps(call.args)}" for call in calls]

        def run(missing: Sequence[int]) -> list[Result]:
            some = [calls[i] for i in missing]
            return self._sandbox.call(function, some, limits=limits, isolated=isolated, fresh=fresh)

        if isolated:
            return self._each([(function, limits, text) for text in texts], run)
        key = (function, limits, fresh, tuple(texts))
        if key in self._batches:
            return self._batches[key]
        results = run(range(len(calls)))
        if not fresh or self.trusting:
            self._batches[key] = results
        return results

    def run(self, program: Program, stdins: Sequence[str], *, limits: Limits = DEFAULT) -> list[Result]:
        limits = _shorter(limits)

        def run(missing: Sequence[int]) -> list[Result]:
            return self._sandbox.run(program, [stdins[i] for i in missing], limits=limits)

        return self._each([(program, limits, stdin) for stdin in stdins], run)

    def describe(self) -> dict[str, str]:
        return self._sandbox.describe()

    def close(self) -> None:
        """Forgets everything; the sandbox below stays open."""
        self._known.clear()
        self._batches.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _each(self, keys: Sequence[Hashable], run: Callable[[Sequence[int]], list[Result]]) -> list[Result]:
        missing = list({key: i for i, key in enumerate(keys) if key not in self._known}.values())
        made: dict[Hashable, Result] = {}
        late = 0
        for part in _chunks(missing):
            if late >= MOST_TIMEOUTS:
                made |= dict.fromkeys((keys[i] for i in part), Result("timeout", cpu=MOST_CPU))
                continue
            results = dict(zip((keys[i] for i in part), run(part), strict=True))
            late += sum(result.status == "timeout" for result in results.values())
            self._known |= {key: result for key, result in results.items() if result.status != "sandbox_error"}
            made |= results
        return [made[key] if key in made else self._known[key] for key in keys]


def _shorter(limits: Limits) -> Limits:
    return replace(limits, cpu=min(limits.cpu, MOST_CPU))


def _chunks(indices: Sequence[int]) -> Iterator[Sequence[int]]:
    """Growing parts: the first few tell whether the rest is worth its time."""
    start, size = 0, CHUNK
    while start < len(indices):
        yield indices[start : start + size]
        start, size = start + size, size * 2
