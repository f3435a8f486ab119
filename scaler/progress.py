"""Progress of long work: a live bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.text import Text

console = Console(highlight=False, soft_wrap=True, markup=False, emoji=False)

_CONTROL = {code: f"\\x{code:02x}" for code in (*range(9), *range(11, 32), 127, *range(128, 160))}


class Steps:
    """Counts steps of known number; each step leaves a line that says what became of it."""

    def __init__(self, title: str, total: int) -> None:
        self._total = total
        self._done = 0
        self._bar = Progress(
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

    def step(self, text: str) -> None:
        """One step more is done; `text` says which and how it ended."""
        self.advance(self._done + 1, text)

    def advance(self, done: int, text: str, *, shown: bool = True) -> None:
        """So many steps are done; `text` is printed unless the step is not to be shown."""
        self._done = done
        self._bar.update(self._task, completed=done)
        if shown:
            self._bar.console.print(f"  {done:>{len(str(self._total))}}/{self._total} {visible(text)}")


def headline(text: str) -> None:
    """The title of a chapter of work."""
    console.print(Text(f"\n{visible(text)}", style="bold"))


def say(text: str) -> None:
    """Plain text, as it is: what models wrote cannot steer the terminal."""
    console.print(visible(text))


def visible(text: str) -> str:
    """The text with control characters but tab and line feed written out, such as `\\x1b`."""
    return text.translate(_CONTROL)
