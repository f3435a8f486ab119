"""Progress of long work: a live bar on a terminal, plain lines elsewhere.

All lines go to the logger `scaler` too, at level INFO, for who collects logs.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from rich.columns import Columns
from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.text import Text

console = Console(highlight=False, soft_wrap=True, markup=False, emoji=False)

_log = logging.getLogger("scaler")
_log.setLevel(logging.INFO)
_log.propagate = False  # the terminal has the lines already

TELL_EVERY = 30.0
"""Seconds between lines that say how long it may take yet, where there is no terminal."""

SHOW_EVERY = 5.0
"""Seconds between two calls of a watcher."""

RECENT = 50
"""Steps whose pace says how long the others may take: what was found done, or was faster once, is soon forgotten."""

_BARS = "▁▂▃▄▅▆▇█"
_CONTROL = {code: f"\\x{code:02x}" for code in (*range(9), *range(11, 32), 127, *range(128, 160))}


class _Board(Progress):
    """A bar with a line of current numbers beneath it."""

    facts: RenderableType | None = None

    def get_renderables(self) -> Iterable[RenderableType]:
        yield from super().get_renderables()
        if self.facts is not None:
            yield self.facts


@dataclass(frozen=True)
class Standing:
    """How far work is: steps done of all, what the last one said, the seconds it took and may yet take.

    `left` is None as long as nothing says how fast it goes.
    """

    done: int
    total: int
    last: str
    seconds: float
    left: float | None

    @property
    def percent(self) -> float:
        return 100 * self.done / max(self.total, 1)

    def text(self, unit: str) -> str:
        """`12 of 28 problems in 1 min 3 s, about 1 min 20 s left`."""
        far = f"{self.done:,} of {self.total:,} {unit} in {duration(self.seconds)}"
        ahead = f", about {duration(self.left)} left" if self.left is not None and self.done < self.total else ""
        return far + ahead


Watcher = Callable[[Standing], None]


class Steps:
    """Counts steps of known number; each step leaves a line that says what became of it.

    Without a terminal there is no bar: then a line says every half minute how long it took and how long it may take.
    `watcher` hears of it at the start, at the end, and at most every five seconds between. Threads may share it.
    """

    def __init__(self, title: str, total: int, watcher: Watcher | None = None) -> None:
        self._total = total
        self._done = 0
        self._last = ""
        self._watcher = watcher
        self._lock = threading.Lock()
        self._began = self._told = self._shown = time.monotonic()
        self._marks = deque([(self._began, 0)], maxlen=RECENT + 1)
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
        self._show()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()
        self._show()

    def resume(self, done: int) -> None:
        """So many steps were done by an earlier process: they say nothing of how fast this one is."""
        self._done = done
        self._began = self._told = time.monotonic()
        self._marks = deque([(self._began, done)], maxlen=RECENT + 1)
        self._bar.reset(self._task, total=self._total, completed=done)

    def step(self, text: str) -> None:
        """One step more is done; `text` says which and how it ended."""
        self._advance(1, None, text)

    def reach(self, done: int) -> None:
        """At least so many steps are done: those that did not come one by one are counted now, without a line."""
        self._advance(0, done, "", shown=False)

    def advance(self, done: int, text: str, *, shown: bool = True, facts: Sequence[tuple[str, str]] = ()) -> None:
        """So many steps are done; `text` is printed unless the step is not to be shown.

        `facts`, (name, value) pairs, stand beneath the bar on a terminal until the next ones come.
        """
        self._advance(0, done, text, shown=shown, facts=facts)

    def _advance(
        self,
        more: int,
        least: int | None,
        text: str,
        *,
        shown: bool = True,
        facts: Sequence[tuple[str, str]] = (),
    ) -> None:
        now = time.monotonic()
        with self._lock:
            self._done = max(self._done + more, least or 0)
            self._last = text or self._last
            if self._done > self._marks[-1][1]:
                self._marks.append((now, self._done))
            self._bar.update(self._task, completed=self._done)
            if facts:
                self._bar.facts = _row(facts)
            if shown:
                count = f"{self._done:>{len(str(self._total))}}/{self._total}"
                _print(f"  {count} {text}{self._pace(now)}")
            due = now - self._shown > SHOW_EVERY
            self._shown = now if due else self._shown
        if due:
            self._show()

    def note(self, text: str) -> None:
        """A line that must not wait, such as an alarm."""
        _print(f"  {text}", style="bold")

    def _pace(self, now: float) -> str:
        """How long it took and may take yet, when a bar does not say so and it was not said just now."""
        left = self._left(now)
        if console.is_terminal or now - self._told < TELL_EVERY or left is None:
            return ""
        self._told = now
        return f" ({duration(now - self._began)}, about {duration(left)} left)"

    def _left(self, now: float) -> float | None:
        """Seconds, at the pace of the last steps."""
        since, before = self._marks[0]
        return (now - since) / (self._done - before) * (self._total - self._done) if self._done > before else None

    def _show(self) -> None:
        if self._watcher is not None:
            now = time.monotonic()
            self._watcher(Standing(self._done, self._total, self._last, now - self._began, self._left(now)))


def headline(text: str) -> None:
    """The title of a chapter of work."""
    _print(f"\n{text}", style="bold")


def say(text: str) -> None:
    """Plain text, as it is: what models wrote cannot steer the terminal."""
    _print(text)


def _print(text: str, style: str = "") -> None:
    shown = visible(text)
    console.print(Text(shown, style=style) if style else shown)
    _log.info("%s", shown.strip("\n"))


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
