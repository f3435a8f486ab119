"""Do the references print what the statement's examples show, and can the answer kind read it?"""

from __future__ import annotations

from scaler.environment import AnswerSpec, read_stdout, same_answer
from scaler.errors import AnswerError
from scaler.problems import Batch, unwrap_case
from scaler.validation.bench import Bench
from scaler.validation.candidate import Candidate, Draft, Outcome
from scaler.validation.outcome import drop_references, example, reject


def examples(candidate: Candidate, bench: Bench) -> Outcome:
    """References that print something else are dropped; with `checked` answers they may, and it is only counted."""
    draft = candidate.draft
    unreadable, read = _unreadable(draft)
    if unreadable:
        return reject("examples", candidate, unreadable[0], unreadable[1], {"examples": len(draft.problem.examples)})
    matched = 0
    dropped: dict[str, str] = {}
    advice = "The problem's accepted solutions do not print what its examples show: leave the problem out."
    for name in candidate.references:
        answers = bench.draws.answers(bench.draws.reference(name), [e.input for e in draft.problem.examples])
        for index, (shown, answer) in enumerate(zip(draft.problem.examples, answers, strict=True)):
            if _same_text(draft.spec.answer, shown.output, answer.result.stdout):
                matched += 1
            elif name not in dropped and draft.spec.answer.kind != "checked":
                dropped[name] = f"example {index + 1} differs"
                advice += "\n" + example(
                    {"reference": name, "input": shown.input, "expected": shown.output, "got": answer.result.stdout}
                )
    measured = {
        "examples": len(draft.problem.examples),
        "readable_examples": read,
        "matched": matched,
        "compared": len(candidate.references) * len(draft.problem.examples),
    }
    return drop_references("examples", candidate, bench, dropped, measured, advice)


def _unreadable(draft: Draft) -> tuple[tuple[str, str] | None, int]:
    """The first example output that is no answer of the spec's kind, as (reason, advice), and how many were read."""
    read = 0
    for index, shown in enumerate(draft.problem.examples):
        if _holds_many(shown.output, draft.spec.batch):
            continue
        try:
            read_stdout(draft.spec.answer, unwrap_case(shown.output, draft.spec.batch))
        except (AnswerError, ValueError) as error:
            reason = f"the output of example {index + 1} is no answer of this kind: {error}"
            spec = draft.spec.answer.model_dump_json(exclude_defaults=True)
            return (reason, f"{reason}\n{example({'answer spec': spec, 'output': shown.output})}"), read
        read += 1
    return None, read


def _holds_many(output: str, batch: Batch) -> bool:
    return batch == "code_jam" and output.count("Case #") != 1


def _same_text(spec: AnswerSpec, expected: str, got: str) -> bool:
    """Token by token; where the answer holds numbers, each within the spec's tolerance."""
    wanted, given = expected.split(), got.split()
    return len(wanted) == len(given) and all(_same_token(spec, w, g) for w, g in zip(wanted, given, strict=True))


def _same_token(spec: AnswerSpec, expected: str, got: str) -> bool:
    if expected == got:
        return True
    if "number" not in (spec.shape, spec.items):
        return False
    try:
        return same_answer(spec, float(expected), float(got))
    except ValueError:
        return False
