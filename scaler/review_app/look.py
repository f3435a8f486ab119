"""One task seen from all sides: data, question, what every program answers. Also of a version that failed a gate.

`Environment.instance` stops at the first thing that is wrong; a reviewer wants to see it. The programs, the seeds and
the order are the same, so that a task that can be had looks the same as in training: where several yes-or-no instances
make one (`fold`), every program is asked once a part.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from scaler.environment import (
    Answered,
    Environment,
    EnvironmentSpec,
    Frozen,
    Generated,
    Instance,
    Scale,
    Score,
    format_answer,
    generate,
    instance_seed,
    part_seeds,
    render_question,
    same_answer,
    solve_with_reference,
    solve_with_solver,
    task_answer,
    task_data,
    task_question,
)
from scaler.errors import ConfigError, TemplateRefused
from scaler.registry import Version
from scaler.sandbox import Sandbox
from scaler.validation.shapes import SHAPES, shaped

SOLVER = "the solver"  # with a blank, so that it is no reference's name
MAX_DIGITS = 9  # of a size, leading zeros and all


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
    """A task. `instance` is there when it could be trained on; else `trouble` says what stands in the way.

    `shape` is one of `SHAPES` where the generator was asked with a source of randomness that takes sides.
    """

    scale: Scale
    seed: int
    shape: str | None = None
    data: str = ""
    stdin: str = ""
    question: str = ""
    answers: tuple[Answer, ...] = ()
    instance: Instance | None = None
    trouble: str = ""


def look(
    version: Version, scale: Scale, seed: int, sandbox: Sandbox, *, solver: bool = False, shape: str | None = None
) -> Look:
    """Draw the task of (scale, seed) and ask every reference, and the solver where wanted.

    Whatever is wrong with the version is in the Look. Raises SandboxFailure.
    """
    spec, programs = version.manifest.spec, version.programs
    generator = programs.generator if shape is None else shaped(programs.generator, shape)
    seeds = [(scale, instance_seed(version.manifest.name, scale, part)) for part in part_seeds(spec, seed)]
    made = generate(sandbox, generator, seeds)
    seen = Look(scale=scale, seed=seed, shape=shape)
    if failed := _first_failure(spec, made):
        return seen.model_copy(update={"trouble": f"the generator failed: {failed}"})
    parts, stdins = [one.data for one in made], [one.stdin for one in made]
    data = task_data(spec, parts)
    stdin = stdins[0] if spec.fold == 1 else "\n".join(f"part {n}:\n{text}" for n, text in enumerate(stdins, 1))
    seen = seen.model_copy(update={"data": json.dumps(data, ensure_ascii=False, indent=1), "stdin": stdin})
    try:
        question = task_question(spec, programs.question, parts)
        asked = [render_question(programs.question, part, spec.answer) for part in parts] if solver else []
    except TemplateRefused as refused:
        return seen.model_copy(update={"trouble": refused.message})
    answered = [
        (reference.name, solve_with_reference(sandbox, reference, spec.answer, spec.batch, stdins))
        for reference in programs.references
    ]
    oracles = [(name, dict(answered)[name]) for name in version.manifest.oracles]
    failures = [f"oracle {name} failed: {why}" for name, column in oracles if (why := _first_failure(spec, column))]
    truth: JsonValue = None
    known = bool(oracles) and not _first_failure(spec, oracles[0][1])
    if known:
        truth = task_answer(spec, [answer.value for answer in oracles[0][1]])
    if solver and programs.solver is not None:
        answered.append((SOLVER, solve_with_solver(sandbox, programs.solver, asked)))
    answers = tuple(_answer(version, name, column, truth, known=known) for name, column in answered)
    trouble = "there is no oracle" if not oracles else failures[0] if failures else ""
    if not trouble and any(answer.role == "oracle" and answer.agreement == "differs" for answer in answers):
        trouble = "the oracles disagree"
    instance = None
    if known and not trouble:
        instance = Instance(
            environment=version.ref,
            level=spec.levels.index(scale) if scale in spec.levels and shape is None else -1,
            seed=seed,
            data=data,
            question=question,
            answer=truth,
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
        size = parts[name].strip()
        if not size.isdecimal() or len(size) > MAX_DIGITS or not limits.min <= int(size) <= limits.max:
            raise ConfigError(f"scale {text!r}: {name} is not within {limits.min} to {limits.max}", fix=fix)
        scale[name] = int(size)
    return scale


def read_shape(text: str | None) -> str | None:
    """The shape of that name; None, or nothing, is a fair draw. Raises ConfigError."""
    if text and text not in SHAPES:
        raise ConfigError(f"{text!r} is no shape", fix=f"choose one of {', '.join(SHAPES)}")
    return text or None


def _first_failure(spec: EnvironmentSpec, column: Sequence[Answered | Generated]) -> str:
    """Why the first part that failed did, and which part it is where there are several; empty when none failed."""
    for number, one in enumerate(column, 1):
        if one.failure is not None:
            return one.failure if spec.fold == 1 else f"part {number}: {one.failure}"
    return ""


def _answer(version: Version, name: str, column: Sequence[Answered], truth: JsonValue, *, known: bool) -> Answer:
    spec = version.manifest.spec
    role = "oracle" if name in version.manifest.oracles else "solver" if name == SOLVER else "reference"
    if failure := _first_failure(spec, column):
        return Answer(program=name, role=role, failure=failure)
    value = task_answer(spec, [answer.value for answer in column])
    agreement = ""
    if known and spec.answer.kind != "checked":  # among several right answers, another one says nothing
        agreement = "same" if same_answer(spec.asked, truth, value) else "differs"
    text = json.dumps(value) if value is None or isinstance(value, dict) else format_answer(value)
    return Answer(program=name, role=role, text=text, agreement=agreement)
