"""Progress of long work: a live bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

console = Console(highlight=False, soft_wrap=True)


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
            self._bar.console.print(f"  {done:>{len(str(self._total))}}/{self._total} {text}", markup=False)


def headline(text: str) -> None:
    """The title of a chapter of work."""
    console.print(f"\n[bold]{text}[/bold]")


def say(text: str) -> None:
    """A line of plain text."""
    console.print(text, markup=False)
