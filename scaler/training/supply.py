"""Instances made ahead: a cache that the step waits for only when it is empty.

What a curriculum proposes next follows from its state alone. As soon as it has observed a step's outcomes, the next
step's draws are therefore known, and their instances are made in threads while the model still learns from this step.
Each environment is asked once for all of a step's draws, with the supply or without it, so instances and errors are
the same either way, and nothing needs to be saved: a supply that starts empty makes everything when it is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self, TypeVar

from scaler.curriculum import Draw
from scaler.environment import Instance
from scaler.errors import InstanceError
from scaler.evaluation import Env

Pairs = tuple[tuple[int, int], ...]
"""(level, seed) of the draws of one environment, in order."""

Making = Future[list[Instance]]
A = TypeVar("A")
B = TypeVar("B")


class Supply:
    """Makes instances of `environments` in `threads` threads; holds at most one step's instances.

    Environments are called from these threads, never one from two at a time.
    """

    def __init__(self, environments: Mapping[str, Env], threads: int = 4) -> None:
        self._environments = environments
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="supply")
        self._ahead: dict[str, tuple[Pairs, Making]] = {}

    def prepare(self, draws: Sequence[Draw]) -> None:
        """Begin to make the instances of `draws`; what was prepared before and not taken is dropped."""
        self._drop()
        self._ahead = {name: (pairs, self._make(name, pairs)) for name, pairs in _by_environment(draws).items()}

    def take(self, draws: Sequence[Draw]) -> tuple[list[Instance | None], dict[str, InstanceError]]:
        """The instances of `draws`, in order; None where an environment failed, with its error by name.

        An environment that fails for one of its draws fails for all of them. Raises what else an environment raises,
        a SandboxFailure first of all, whether it happened now or ahead.
        """
        wanted = _by_environment(draws)
        prepared = {name: making for name, (pairs, making) in self._ahead.items() if wanted.get(name) == pairs}
        for name in prepared:
            del self._ahead[name]
        self._drop()
        making = {name: prepared.get(name) or self._make(name, pairs) for name, pairs in wanted.items()}
        made, failures = {}, {}
        for name in wanted:
            try:
                made[name] = iter(making[name].result())
            except InstanceError as error:
                failures[name] = error
        return [next(made[draw.environment]) if draw.environment in made else None for draw in draws], failures

    def each(self, act: Callable[[A], B], items: Iterable[A]) -> list[B]:
        """What `act` makes of each item, side by side in the threads; raises the first error."""
        return list(self._threads.map(act, items))

    def close(self) -> None:
        """Drop what is not begun, and wait for what is."""
        self._drop()
        self._threads.shutdown(cancel_futures=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _make(self, name: str, pairs: Pairs) -> Making:
        return self._threads.submit(self._environments[name].instances, pairs)

    def _drop(self) -> None:
        for _, making in self._ahead.values():
            if not making.cancel():
                making.exception()  # the environment is busy with it: nobody else may call it meanwhile
        self._ahead = {}


def _by_environment(draws: Sequence[Draw]) -> dict[str, Pairs]:
    names = dict.fromkeys(draw.environment for draw in draws)
    return {name: tuple((d.level, d.seed) for d in draws if d.environment == name) for name in names}
