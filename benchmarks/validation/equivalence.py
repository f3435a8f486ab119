"""Does a planted edit change anything? Judged by what the draft does, on instances that validation never draws."""

from __future__ import annotations

import random
from collections.abc import Sequence

from pydantic import JsonValue

from benchmarks.validation.subject import Sort, Subject, wanted, with_answer
from scaler.environment import (
    Answered,
    Generated,
    Reference,
    boxed,
    generate,
    parse_answer,
    read_stdout,
    render_question,
    same_answer,
    solve_with_reference,
    verdicts,
)
from scaler.errors import AnswerError, TemplateRefused
from scaler.sandbox import Sandbox
from scaler.validation import Draft

PROBE = 4
ODD: tuple[JsonValue, ...] = (None, True, 1.5, "x", [], {}, [None], ["x"], [[1]], [-1], [0], [1.0], {"answer": [1]})


def is_harmless(sort: Sort, subject: Subject, planted: Draft, sandbox: Sandbox) -> bool:
    """Whether the planted draft does what the sound one does, in all that this sort of fault could change."""
    if planted == subject.draft:
        return True
    match sort.harmless_if:
        case "instances":
            return _made(planted, subject, sandbox) == _made(subject.draft, subject, sandbox)
        case "repeats":
            pairs = [pair for level in subject.levels for pair in wanted(planted, level)]
            there = generate(sandbox, planted.programs.generator, pairs, fresh=True)
            back = generate(sandbox, planted.programs.generator, pairs[::-1], fresh=True)[::-1]
            return [(m.data, m.stdin) for m in there] == [(m.data, m.stdin) for m in back]
        case "stdin":
            made = _made(planted, subject, sandbox)
            return not any(m.failure for m in made) and _all_right(
                subject, [subject.reference(subject.oracles[0])], [m.stdin for m in made], sandbox
            )
        case "guarantee":
            return _keeps_guarantees(subject, _made(planted, subject, sandbox), sandbox)
        case "text":
            data = [one for some in subject.data.values() for one in some]
            return all(_text(planted, one) == _text(subject.draft, one) for one in data)
        case "answers":
            return _all_right(subject, changed_references(subject.draft, planted), _stdins(subject), sandbox)
        case "verdicts":
            return _same_verdicts(subject, planted, sandbox)
        case "scores":
            return _same_scores(subject, planted, sandbox)
        case "order":
            # It only tells the gates which orders a sound verifier takes; no task and no score asks for it.
            return with_answer(planted, any_order=subject.draft.spec.answer.any_order) == subject.draft and not (
                planted.spec.answer.any_order
            )
        case "never":
            return False


def changed_references(sound: Draft, planted: Draft) -> list[Reference]:
    """The references whose programs differ."""
    return [b for a, b in zip(sound.programs.references, planted.programs.references, strict=True) if a != b]


def _made(draft: Draft, subject: Subject, sandbox: Sandbox) -> list[Generated]:
    pairs = [pair for level in subject.levels for pair in wanted(subject.draft, level)]
    return generate(sandbox, draft.programs.generator, pairs)


def _stdins(subject: Subject) -> list[str]:
    return [stdin for some in subject.stdins.values() for stdin in some]


def _truths(subject: Subject, sandbox: Sandbox) -> list[JsonValue]:
    oracle = subject.reference(subject.oracles[0])
    return [answer.value for answer in _answers(subject, oracle, _stdins(subject), sandbox)]


def _all_right(subject: Subject, references: Sequence[Reference], stdins: Sequence[str], sandbox: Sandbox) -> bool:
    """Whether the references answer `stdins` as the sound draft's own instances are answered."""
    data = [one for some in subject.data.values() for one in some]
    truths = _truths(subject, sandbox)
    parts = _parts(len(stdins))
    return all(
        _agree(subject, data[part], truths[part], reference, stdins[part], sandbox)
        for part in parts
        for reference in references
    )


def _keeps_guarantees(subject: Subject, made: Sequence[Generated], sandbox: Sandbox) -> bool:
    """Whether all trusted references still answer, and alike: then nobody relied on what was broken."""
    if any(one.failure for one in made):
        return False
    first, *others = [subject.reference(name) for name in subject.oracles]
    for part in _parts(len(made)):
        data, stdins = [one.data for one in made[part]], [one.stdin for one in made[part]]
        answers = _answers(subject, first, stdins, sandbox)
        if not all(answer.ok for answer in answers):
            return False
        truths = [answer.value for answer in answers]
        if not all(_agree(subject, data, truths, other, stdins, sandbox) for other in (first, *others)):
            return False
    return True


def _parts(count: int) -> list[slice]:
    """A few first: programs that never end on a broken instance cost their time limit on each."""
    return [slice(0, PROBE), *(slice(start, start + PROBE * 8) for start in range(PROBE, count, PROBE * 8))]


def _answers(subject: Subject, reference: Reference, stdins: Sequence[str], sandbox: Sandbox) -> list[Answered]:
    spec = subject.draft.spec
    return solve_with_reference(sandbox, reference, spec.answer, spec.batch, stdins)


def _agree(
    subject: Subject,
    data: Sequence[dict[str, JsonValue]],
    truths: Sequence[JsonValue],
    reference: Reference,
    stdins: Sequence[str],
    sandbox: Sandbox,
) -> bool:
    """Whether a reference gives the truths, or answers that the sound verifier accepts."""
    spec = subject.draft.spec.answer
    given = _answers(subject, reference, stdins, sandbox)
    if not all(answer.ok for answer in given):
        return False
    if spec.kind == "checked":
        asked = [(one, answer.value) for one, answer in zip(data, given, strict=True)]
        assert subject.draft.programs.verifier is not None
        return all(yes for yes, _ in verdicts(sandbox, subject.draft.programs.verifier, asked, isolated=False))
    return all(same_answer(spec, truth, answer.value) for truth, answer in zip(truths, given, strict=True))


def _text(draft: Draft, data: dict[str, JsonValue]) -> str:
    try:
        return render_question(draft.programs.question, data, draft.spec.answer)
    except TemplateRefused as error:
        return error.message


def _same_verdicts(subject: Subject, planted: Draft, sandbox: Sandbox) -> bool:
    data = [one for some in subject.data.values() for one in some]
    rng = random.Random(0)
    asked = [
        (one, other) for one, truth in zip(data, _truths(subject, sandbox), strict=True) for other in _near(truth, rng)
    ]
    asked += [(data[0], odd) for odd in ODD]
    assert subject.draft.programs.verifier is not None
    assert planted.programs.verifier is not None
    before = verdicts(sandbox, subject.draft.programs.verifier, asked, isolated=False)
    after = verdicts(sandbox, planted.programs.verifier, asked, isolated=False)
    return [yes for yes, _ in before] == [yes for yes, _ in after]


def _near(truth: JsonValue, rng: random.Random) -> list[JsonValue]:
    """The truth and lists close to it, made otherwise than the gates make theirs."""
    if not isinstance(truth, list) or not truth:
        return [truth]
    other = list(truth)
    at, to = rng.randrange(len(other)), rng.randrange(len(other))
    other[at], other[to] = other[to], other[at]
    longer = [*truth[:at], truth[to], *truth[at:]]
    far = [*truth[:at], 10**6, *truth[at + 1 :]]
    return [truth, other, longer, far, truth[:at], rng.sample(truth, len(truth)), truth[::-1], [*truth, at]]


def _same_scores(subject: Subject, planted: Draft, sandbox: Sandbox) -> bool:
    """Whether both specifications score the right text, and the right texts of other instances, alike."""
    spec, oracle = subject.draft.spec, subject.reference(subject.oracles[0])
    texts = [boxed(truth) for truth in _truths(subject, sandbox)]
    stdouts = [result.stdout for result in sandbox.run(oracle.program, _stdins(subject))]

    def scores(draft: Draft) -> list[bool | None]:
        return [
            _score(draft, stdout, text)
            for i, stdout in enumerate(stdouts)
            for text in (texts[i], *texts[i - 3 : i], _longer(texts[i]))
        ]

    return spec.batch == "single" and scores(subject.draft) == scores(planted)


def _longer(text: str) -> str:
    return text.replace("}", "0}")


def _score(draft: Draft, stdout: str, text: str) -> bool | None:
    """True or False; None where the oracle's answer cannot be read."""
    spec = draft.spec.answer
    try:
        truth = read_stdout(spec, stdout)
    except (AnswerError, ValueError):
        return None
    try:
        return same_answer(spec, truth, parse_answer(spec, text))
    except AnswerError:
        return False
