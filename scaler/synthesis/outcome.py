"""What became of each problem, and the funnel over all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import Field, JsonValue

from scaler.environment import Frozen
from scaler.files import write_file
from scaler.validation import GATES, Evidence

STAGES = ("new", "references", "analysis", "usable", "draft", *GATES, "published")
"""What a problem passes, in order: two stages that cost no completion, the parts of the draft, the gates."""

NAMED = 20
"""Problems that a stage of the funnel names for people; `funnel.json` has all."""


class Outcome(Frozen):
    """What became of one problem.

    `stage` is where it ended: "published" when it passed everything. `inputs` identifies all that the outcome rests
    on but the completions. `ref` is the registry's version, which rejected drafts have as well, `digest` its content.
    """

    problem: str
    inputs: str
    stage: str
    reason: str = ""
    ref: str | None = None
    digest: str | None = None
    repairs: int = 0
    repaired: tuple[str, ...] = ()
    calls: int = 0
    tokens: int = 0
    seconds: float = 0.0
    evidence: tuple[Evidence, ...] = ()

    @property
    def passed(self) -> bool:
        return self.stage == "published"

    @property
    def brief(self) -> Outcome:
        """The outcome without its evidence, which the registry and the work folder keep."""
        return self.model_copy(update={"evidence": ()})


class Unfinished(Frozen):
    """A problem that has no outcome yet, since a completion could not be had or the sandbox failed."""

    problem: str
    reason: str


class BatchResult(Frozen):
    """Outcomes in the order of the problems, and the problems that have none yet."""

    outcomes: tuple[Outcome, ...] = ()
    unfinished: tuple[Unfinished, ...] = ()

    @classmethod
    def of(cls, results: Iterable[BatchResult]) -> BatchResult:
        """Several results as one, in order."""
        all_of_them = list(results)
        return cls(
            outcomes=tuple(o for r in all_of_them for o in r.outcomes),
            unfinished=tuple(u for r in all_of_them for u in r.unfinished),
        )


class FunnelStage(Frozen):
    """How many problems passed a stage."""

    stage: str
    count: int = Field(ge=0)


class Rejection(Frozen):
    """Why a problem fell out."""

    problem: str
    stage: str
    reason: str


class Funnel(Frozen):
    """The yield of a run, as `funnel.json` holds it."""

    stages: tuple[FunnelStage, ...] = Field(min_length=1)
    rejected: tuple[Rejection, ...] = ()
    cost: dict[str, JsonValue] = {}

    def shares(self) -> list[tuple[FunnelStage, float]]:
        """Each stage with its share of the first stage's count, in [0, 1]."""
        first = self.stages[0].count
        return [(stage, stage.count / first if first else 0.0) for stage in self.stages]

    def reasons(self) -> list[tuple[str, str, int]]:
        """(stage, reason, problems), the most frequent first."""
        counts = Counter((rejection.stage, rejection.reason) for rejection in self.rejected)
        return sorted(((stage, reason, n) for (stage, reason), n in counts.items()), key=lambda row: (-row[2], row))


def funnel(result: BatchResult, costs: Sequence[Mapping[str, Any]] = ()) -> Funnel:
    """How many problems passed each stage, why each of the others fell out, and what it cost: rows of `cost_rows`."""
    outcomes = result.outcomes
    stages = [FunnelStage(stage="problems", count=len(outcomes) + len(result.unfinished))]
    for index, stage in enumerate(STAGES):
        count = sum(o.passed or STAGES.index(o.stage) > index for o in outcomes)
        stages.append(FunnelStage(stage=stage, count=count))
    rejected = [Rejection(problem=o.problem, stage=o.stage, reason=o.reason) for o in outcomes if not o.passed]
    rejected += [Rejection(problem=u.problem, stage="unfinished", reason=u.reason) for u in result.unfinished]
    return Funnel(
        stages=tuple(stages),
        rejected=tuple(rejected),
        cost={
            "completions": sum(o.calls for o in outcomes),
            "tokens": sum(o.tokens for o in outcomes),
            "repairs": sum(o.repairs for o in outcomes),
            "saved by repair": sum(o.passed and o.repairs > 0 for o in outcomes),
            **{f"mended at {stage}": f"{saved} of {tried}" for stage, (saved, tried) in repair_gains(outcomes).items()},
            **_paid(costs),
        },
    )


def _paid(costs: Sequence[Mapping[str, Any]]) -> dict[str, JsonValue]:
    """What was paid for, row by row; nothing where nothing was."""
    paid: dict[str, JsonValue] = {}
    for row in costs:
        if tokens := row["prompt_tokens"] + row["completion_tokens"]:
            paid[f"{row['step']}: tokens paid for"] = tokens
        if row["cost"]:
            paid[f"{row['step']}: cost"] = row["cost"]
        if row["unknown_tokens"]:
            paid[f"{row['step']}: tokens of calls without an answer, at most"] = row["unknown_tokens"]
    return paid


def repair_gains(outcomes: Sequence[Outcome]) -> dict[str, tuple[int, int]]:
    """Stage -> (problems that were repaired there and published in the end, problems repaired there)."""
    gains: dict[str, tuple[int, int]] = {}
    for outcome in outcomes:
        for stage in dict.fromkeys(reason.partition(":")[0] for reason in outcome.repaired):
            saved, tried = gains.get(stage, (0, 0))
            gains[stage] = (saved + outcome.passed, tried + 1)
    return {stage: gains[stage] for stage in STAGES if stage in gains}


def funnel_rows(result: BatchResult) -> list[dict[str, Any]]:
    """The funnel as rows for people: stage, count, and who was lost there."""
    whole = funnel(result)
    lost: dict[str, list[str]] = {}
    for rejection in whole.rejected:
        lost.setdefault(rejection.stage, []).append(rejection.problem)
    rows = [{"stage": s.stage, "count": s.count, "lost": _lost(lost.get(s.stage, []))} for s in whole.stages]
    if "unfinished" in lost:
        rows.append({"stage": "unfinished", "count": len(lost["unfinished"]), "lost": _lost(lost["unfinished"])})
    return rows


def write_funnel(work: Path, result: BatchResult, costs: Sequence[Mapping[str, Any]] = ()) -> Path:
    """Write `funnel.json` into the work folder; `costs` as for `funnel`."""
    path = work / "funnel.json"
    write_file(path, funnel(result, costs).model_dump_json(indent=1).encode())
    return path


def line(result: Outcome | Unfinished) -> str:
    """What became of a problem, in one line for people."""
    if isinstance(result, Unfinished):
        return f"{result.problem:<28} unfinished: {result.reason.splitlines()[0]}"
    repaired = f" after {result.repairs} repair" if result.repairs else ""
    if result.passed:
        return f"{result.problem:<28} {result.ref}{repaired}, {result.seconds:.1f} s"
    return f"{result.problem:<28} rejected{repaired} at {result.stage}: {result.reason[:140]}"


def _lost(problems: Sequence[str]) -> str:
    if not problems:
        return ""
    more = f" and {len(problems) - NAMED:,} more" if len(problems) > NAMED else ""
    return f"lost: {', '.join(problems[:NAMED])}{more}"
