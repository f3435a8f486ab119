"""Does the scorer give a right answer 1 and anything else 0?"""

from __future__ import annotations

from pydantic import JsonValue

from scaler.environment import AnswerSpec, Environment, Instance, Score, boxed, corrupted
from scaler.validation.bench import Bench, Draw
from scaler.validation.candidate import Candidate, Outcome
from scaler.validation.outcome import accept, clip, example, reject

JUNK: tuple[JsonValue, ...] = (
    None, True, -(10**30), 10**30, 0.5, "", "no answer", [], [None], ["no answer"], [-(10**30)], [10**30], [[[]]], {},
    {"answer": 1}, list(range(20_000)), "a" * 50_000,
)  # fmt: skip


def answers(candidate: Candidate, bench: Bench) -> Outcome:
    """Scores the oracle's answer, the empty text and a near miss through `Environment`; feeds junk to a verifier.

    A verifier must refuse what is not of its form and never fail; of each sort of near miss it may accept a share,
    because another answer may be right too.
    """
    draft, checked = candidate.draft, candidate.draft.spec.answer.kind == "checked"
    draws = bench.draws.of_levels(candidate.levels, bench.thresholds.seeds_per_level)
    truths = bench.draws.truths(candidate, draws)
    questions = bench.draws.questions(draws)
    near = [corrupted(draft.spec.answer, truth) for truth in truths]
    environment = Environment(draft.name, draft.spec, draft.programs, candidate.references[:1], bench.sandbox)
    instances = [
        Instance(
            environment=draft.name, level=draw.level or 0, seed=draw.seed, data=draw.data, question=q, answer=truth
        )
        for draw, q, truth in zip(draws, questions, truths, strict=True)
    ]

    def score(texts: list[str]) -> list[Score]:
        return environment.scores(list(zip(instances, texts, strict=True)))

    given = [boxed(truth) for truth in truths]
    missed = [boxed(answer) for answer in near]
    right, empty, misses = score(given), score([""] * len(draws)), score(missed)
    accepted = sum(result.value == 1.0 for result in misses)
    measured = {"instances": len(draws), "near_misses_accepted": accepted}

    def fault(name: str, index: int, text: str, result: Score) -> Outcome:
        reason = f"{name} scored {result.value} at {draws[index]}: {result.reason}"
        shown = example(
            {"answer": text or "(nothing)", "truth": given[index], "score": result.value, "why": result.reason}
        )
        cause = "verify must return True or False and never raise" if result.value is None else "it was scored wrongly"
        return reject("answers", candidate, reason, f"{name}: {cause}.\n{shown}", measured, [draws[index]])

    for index in range(len(draws)):
        if right[index].value != 1.0:
            return fault("the right answer", index, given[index], right[index])
        if empty[index].value != 0.0:
            return fault("the empty text", index, "", empty[index])
        if misses[index].value is None or (misses[index].value == 1.0 and not checked):
            return fault("a near miss", index, missed[index], misses[index])
    if not checked:
        return accept("answers", candidate, measured)
    if accepted > bench.thresholds.corrupted_accepted_max * len(draws):
        first = next(index for index, result in enumerate(misses) if result.value == 1.0)
        reason = f"the verifier accepts {accepted} of {len(draws)} near misses"
        advice = f"{reason}: it checks too little.\n{example({'data': draws[first].data, 'accepted': missed[first]})}"
        return reject("answers", candidate, reason, advice, measured, [draws[first]])
    return _other_misses(candidate, bench, draws, truths, measured) or _junk(
        candidate, bench, draws[:: bench.thresholds.seeds_per_level], measured
    )


def _other_misses(
    candidate: Candidate, bench: Bench, draws: list[Draw], truths: list[JsonValue], measured: dict[str, int]
) -> Outcome | None:
    """What a lenient verifier takes for right: the truth reversed, cut short, or that of another instance."""
    sorts: dict[str, list[JsonValue]] = {
        "truths of another instance": [*truths[1:], truths[0]],
        "truths in reverse": [t[::-1] if isinstance(t, list | str) else t for t in truths],
        "truths cut short": [t[:-1] if isinstance(t, list | str) else t for t in truths],
    }
    for name, misses in sorts.items():
        pairs = [(d, m) for d, m, t in zip(draws, misses, truths, strict=True) if m != t]
        if not pairs:
            continue
        judged = bench.draws.judge([draw for draw, _ in pairs], [miss for _, miss in pairs])
        if sum(judged) > bench.thresholds.corrupted_accepted_max * len(judged):
            draw, miss = pairs[judged.index(True)]
            reason = f"the verifier accepts {sum(judged)} of {len(judged)} {name}"
            advice = f"{reason}: it checks too little.\n{example({'data': draw.data, 'accepted': miss})}"
            return reject("answers", candidate, reason, advice, measured, [draw])
    return None


def _junk(candidate: Candidate, bench: Bench, draws: list[Draw], measured: dict[str, int]) -> Outcome:
    asked = [(draw, junk) for draw in draws for junk in JUNK]
    judged = bench.draws.judge([draw for draw, _ in asked], [junk for _, junk in asked])
    measured = {**measured, "junk_answers": len(asked), "junk_accepted": sum(judged)}
    spec = candidate.draft.spec.answer
    for (draw, junk), accepted in zip(asked, judged, strict=True):
        if accepted and not _has_form(spec, junk):
            reason = f"the verifier accepts {clip(repr(junk), 60)} at {draw}"
            form = f"{spec.shape} of {spec.items}" if spec.items else spec.shape
            advice = (
                f"verify must refuse whatever is no {form}.\n{example({'data': draw.data, 'accepted': repr(junk)})}"
            )
            return reject("answers", candidate, reason, advice, measured, [draw])
    return accept("answers", candidate, measured)


def _has_form(spec: AnswerSpec, value: JsonValue) -> bool:
    if spec.shape != "array":
        return _is_scalar(spec.shape, value)
    if not isinstance(value, list):
        return False
    rows = value if spec.rows else [value]
    return all(isinstance(row, list) and all(_is_scalar(spec.items or "", item) for item in row) for row in rows)


def _is_scalar(kind: str, value: JsonValue) -> bool:
    types: dict[str, tuple[type, ...]] = {
        "integer": (int,),
        "number": (int, float),
        "boolean": (bool,),
        "string": (str,),
    }
    return isinstance(value, types[kind]) and isinstance(value, bool) == (kind == "boolean")
