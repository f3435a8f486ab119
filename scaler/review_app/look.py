"""One instance seen from all sides: data, question, what every program answers. Also of a version that failed a gate.

`Environment.instance` stops at the first thing that is wrong; a reviewer wants to see it. The programs, the seed and
the order are the same, so that an instance that can be had looks the same as in training.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from scaler.environment import (
    Answered,
    Environment,
    Frozen,
    Instance,
    Scale,
    Score,
    format_answer,
    generate,
    instance_seed,
    render_question,
    same_answer,
    solve_with_reference,
    solve_with_solver,
)
from scaler.errors import ConfigError, TemplateRefused
from scaler.registry import Version
from scaler.sandbox import Sandbox

SOLVER = "the solver"  # with a blank, so that it is no reference's name


class Answer(Frozen):
    """What one program answered: `text` as a model would write it, or why there is none in `failure`.

    `agreement` with the first oracle's answer: "same", "differs", or empty where there is nothing to compare.
    """

    program: str
    role: str
    text: str = ""
    failure: str = ""
    agreement: str = ""


class Look(Frozen):
    """An instance. `instance` is there when it could be trained on; else `trouble` says what stands in the way."""

    scale: Scale
    seed: int
    data: str = ""
    stdin: str = ""
    question: str = ""
    answers: tuple[Answer, ...] = ()
    instance: Instance | None = None
    trouble: str = ""


def look(version: Version, scale: Scale, seed: int, sandbox: Sandbox, *, solver: bool = False) -> Look:
    """Draw the instance of (scale, seed) and ask every reference, and the solver where wanted.

    Whatever is wrong with the version is in the Look. Raises SandboxFailure.
    """
    spec, programs = version.manifest.spec, version.programs
    seeded = instance_seed(version.manifest.name, scale, seed)
    (made,) = generate(sandbox, programs.generator, [(scale, seeded)])
    if made.failure:
        return Look(scale=scale, seed=seed, trouble=f"the generator failed: {made.failure}")
    seen = Look(scale=scale, seed=seed, data=json.dumps(made.data, ensure_ascii=False, indent=1), stdin=made.stdin)
    try:
        question = render_question(programs.question, made.data, spec.answer)
    except TemplateRefused as refused:
        return seen.model_copy(update={"trouble": refused.message})
    answered = [
        (reference.name, solve_with_reference(sandbox, reference, spec.answer, spec.batch, [made.stdin])[0])
        for reference in programs.references
    ]
    oracles = [(name, dict(answered)[name]) for name in version.manifest.oracles]
    failed = [f"oracle {name} failed: {answer.failure}" for name, answer in oracles if not answer.ok]
    truth = oracles[0][1] if oracles and oracles[0][1].ok else None
    if solver and programs.solver is not None:
        answered.append((SOLVER, solve_with_solver(sandbox, programs.solver, [question])[0]))
    answers = tuple(_answer(version, name, answer, truth) for name, answer in answered)
    trouble = "there is no oracle" if not oracles else failed[0] if failed else ""
    if not trouble and any(answer.role == "oracle" and answer.agreement == "differs" for answer in answers):
        trouble = "the oracles disagree"
    instance = None
    if truth is not None and not trouble:
        instance = Instance(
            environment=version.ref,
            level=spec.levels.index(scale) if scale in spec.levels else -1,
            seed=seed,
            data=made.data,
            question=question,
            answer=truth.value,
        )
    found = {"question": question, "answers": answers, "instance": instance, "trouble": trouble}
    return seen.model_copy(update=found)


def try_answer(version: Version, instance: Instance, text: str, sandbox: Sandbox) -> Score:
    """The score of a text, as training would give it."""
    manifest = version.manifest
    environment = Environment(version.ref, manifest.spec, version.programs, manifest.oracles, sandbox)
    return environment.score(instance, text)


def read_scale(version: Version, text: str) -> Scale:
    """The scale that `n=4,m=12` means for a version. Raises ConfigError, naming the ranges."""
    ranges = version.manifest.spec.scale
    fix = "write " + ",".join(f"{name}={r.min} to {r.max}" for name, r in ranges.items())
    parts: Mapping[str, str] = dict(part.strip().split("=", 1) for part in text.split(",") if "=" in part)
    if parts.keys() != ranges.keys():
        raise ConfigError(f"scale {text!r} does not name {' and '.join(ranges)}", fix=fix)
    scale = {}
    for name, limits in ranges.items():
        if not parts[name].strip().isdecimal() or not limits.min <= int(parts[name][:9]) <= limits.max:
            raise ConfigError(f"scale {text!r}: {name} is not within {limits.min} to {limits.max}", fix=fix)
        scale[name] = int(parts[name])
    return scale


def _answer(version: Version, name: str, answered: Answered, truth: Answered | None) -> Answer:
    role = "oracle" if name in version.manifest.oracles else "solver" if name == SOLVER else "reference"
    if not answered.ok:
        return Answer(program=name, role=role, failure=answered.failure or "")
    agreement = ""
    spec = version.manifest.spec.answer
    if truth is not None and spec.kind != "checked":  # among several right answers, another one says nothing
        agreement = "same" if same_answer(spec, truth.value, answered.value) else "differs"
    value = answered.value
    text = json.dumps(value) if value is None or isinstance(value, dict) else format_answer(value)
    return Answer(program=name, role=role, text=text, agreement=agreement)
