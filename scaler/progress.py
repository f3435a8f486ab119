"""Progress of long work: a live bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Self

from rich.columns import Columns
from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.text import Text

console = Console(highlight=False, soft_wrap=True, markup=False, emoji=False)

TELL_EVERY = 30.0
"""Seconds between lines that say how long it may take yet, where there is no terminal."""

_BARS = "▁▂▃▄▅▆▇█"
_CONTROL = {code: f"\\x{code:02x}" for code in (*range(9), *range(11, 32), 127, *range(128, 160))}


class _Board(Progress):
    """A bar with a line of current numbers beneath it."""

    facts: RenderableType | None = None

    def get_renderables(self) -> Iterable[RenderableType]:
        yield from super().get_renderables()
        if self.facts is not None:
            yield self.facts


class Steps:
    """Counts steps of known number; each step leaves a line that says what became of it.

    Without a terminal there is no bar: then a line says every half minute how long it took and how long it may take.
    """

    def __init__(self, title: str, total: int) -> None:
        self._total = total
        self._done = 0
        self._before = 0
        self._began = self._told = time.monotonic()
        self._bar = _Board(
            TextColumn(title),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task(title, total=total)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def resume(self, done: int) -> None:
        """So many steps were done by an earlier process: they say nothing of how fast this one is."""
        self._done = self._before = done
        self._began = self._told = time.monotonic()
        self._bar.reset(self._task, total=self._total, completed=done)

    def step(self, text: str) -> None:
        """One step more is done; `text` says which and how it ended."""
        self.advance(self._done + 1, text)

    def advance(self, done: int, text: str, *, shown: bool = True, facts: Sequence[tuple[str, str]] = ()) -> None:
        """So many steps are done; `text` is printed unless the step is not to be shown.

        `facts`, (name, value) pairs, stand beneath the bar on a terminal until the next ones come.
        """
        self._done = done
        self._bar.update(self._task, completed=done)
        if facts:
            self._bar.facts = _row(facts)
        if shown:
            self._bar.console.print(f"  {done:>{len(str(self._total))}}/{self._total} {visible(text)}{self._pace()}")

    def note(self, text: str) -> None:
        """A line that must not wait, such as an alarm."""
        self._bar.console.print(Text(f"  {visible(text)}", style="bold"))

    def _pace(self) -> str:
        """How long it took and may take yet, when a bar does not say so and it was not said just now."""
        now = time.monotonic()
        fresh = self._done - self._before
        if console.is_terminal or now - self._told < TELL_EVERY or fresh < 1:
            return ""
        self._told = now
        left = (now - self._began) / fresh * (self._total - self._done)
        return f" ({duration(now - self._began)}, about {duration(left)} left)"


def headline(text: str) -> None:
    """The title of a chapter of work."""
    console.print(Text(f"\n{visible(text)}", style="bold"))


def say(text: str) -> None:
    """Plain text, as it is: what models wrote cannot steer the terminal."""
    console.print(visible(text))


def visible(text: str) -> str:
    """The text with control characters but tab and line feed written out, such as `\\x1b`."""
    return text.translate(_CONTROL)


def duration(seconds: float) -> str:
    """Hours, minutes and seconds, without leading zeros: `2 h 3 min`, `3 min 5 s`, `12 s`."""
    minutes, rest = divmod(math.floor(seconds + 0.5), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def sparkline(values: Sequence[float | None]) -> str:
    """A row of bars, one a value, from the lowest to the highest; a blank where there is none: `▁▄ █`."""
    known = [value for value in values if value is not None and math.isfinite(value)]
    low, span = min(known, default=0.0), (max(known, default=0.0) - min(known, default=0.0)) or 1.0
    top = len(_BARS) - 1
    return "".join(
        " " if value is None or not math.isfinite(value) else _BARS[round((value - low) / span * top)]
        for value in values
    )


def _row(facts: Sequence[tuple[str, str]]) -> RenderableType:
    cells = [Text.assemble((f"{visible(name)} ", "dim"), visible(value)) for name, value in facts]
    return Columns(cells, padding=(0, 3))
