"""A training run in the terminal: current numbers beneath a bar, a line every few steps, alarms at once."""

from __future__ import annotations

from collections import deque
from types import TracebackType
from typing import Self

from scaler.progress import Steps, Watcher, sparkline
from scaler.training.records import StepRecord
from scaler.training.watch import Watch

WIDTH = 16  # steps that a sparkline shows
PACE = 10  # steps that the tokens a second are measured over


class LiveView:
    """Shows the records of a run of `total` steps as they come; `every` so many steps leave a line.

    `watcher` hears how far the run is, and what is left.
    """

    def __init__(self, total: int, every: int = 5, watcher: Watcher | None = None) -> None:
        self._steps = Steps("training", total, watcher)
        self._total, self._every = total, every
        self._watch = Watch()
        self._recent: deque[StepRecord] = deque(maxlen=WIDTH)
        self._alarms = 0

    def __enter__(self) -> Self:
        self._steps.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._steps.__exit__(kind, error, trace)

    def __call__(self, step: int, metrics: StepRecord) -> None:
        """One step more is done. The first may be any: a resumed run begins in the middle."""
        if not self._recent:
            self._steps.resume(step - 1)
        self._recent.append(metrics)
        alarms = self._watch.see(metrics)
        for alarm in alarms:
            self._steps.note(str(alarm))
        self._alarms += len(alarms)
        shown = step % self._every == 0 or step == self._total
        self._steps.advance(step, self._line(metrics), shown=shown, facts=self._facts(metrics))

    def _line(self, record: StepRecord) -> str:
        speed = self._tokens_per_second()
        return (
            f"pass rate {share(record.reward)}, mean level {record.mean_level:.2f}, "
            f"effective prompts {share(record.effective_prompts)}, {len(record.active)} active"
            + (f", {speed:,.0f} tokens/s" if speed is not None else "")
        )

    def _facts(self, record: StepRecord) -> list[tuple[str, str]]:
        speed, recent = self._tokens_per_second(), self._recent
        return [
            ("pass rate", f"{share(record.reward)} {sparkline([each.reward for each in recent])}"),
            ("mean level", f"{record.mean_level:.2f} {sparkline([each.mean_level for each in recent])}"),
            ("effective prompts", share(record.effective_prompts)),
            ("active", f"{len(record.active):,}"),
            ("tokens/s", "-" if speed is None else f"{speed:,.0f}"),
            ("alarms", str(self._alarms)),
        ]

    def _tokens_per_second(self) -> float | None:
        """Tokens of rollouts a second, everything that a step does included; None after the first step."""
        first, *rest = list(self._recent)[-PACE - 1 :]
        counts = [each.response_tokens * each.rollouts for each in rest if each.response_tokens and each.rollouts]
        seconds = rest[-1].time - first.time if rest else 0.0
        return sum(counts) / seconds if seconds > 0 else None


def share(rate: float | None) -> str:
    """A rate as text, `unknown` where there is none."""
    return "unknown" if rate is None else f"{rate:.3f}"
