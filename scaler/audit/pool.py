"""Environments of a released SCALER pool as drafts, as their training code would use them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import JsonValue, ValidationError

from scaler.audit.run import Subject
from scaler.environment import AnswerSpec, EnvironmentSpec, Programs, Reference, ScaleParameter, Tolerance, generate
from scaler.problems import PoolEntry, read_pool
from scaler.sandbox import Sandbox
from scaler.validation import Draft, Evidence, measure_size

ASSUMED = 1e-6
"""Tolerance where the instruction names none: what the pool's own scorer compares to."""

REFERENCES = 10

_PRELUDE = """
import random
from typing import *
from string import *
from re import *
from datetime import *
from collections import *
from heapq import *
from bisect import *
from copy import *
from math import *
from random import *
from statistics import *
from itertools import *
from functools import *
from operator import *
import random
"""

_ADAPTER = '''

_scaler_texts = {}


def generate(scale, rng):
    """The pool draws from the global source of randomness: for this call it is rng."""
    for name in ("random", "randint", "randrange", "choice", "choices", "shuffle", "sample", "uniform", "getrandbits"):
        setattr(random, name, getattr(rng, name))
        if name != "random":
            globals()[name] = getattr(rng, name)
    import json
    text, data = generate_testcase(dict(scale))
    _scaler_texts.clear()
    _scaler_texts[json.dumps(json.loads(json.dumps(data)))] = text
    return data


def to_stdin(data):
    import json
    return _scaler_texts[json.dumps(data)]
'''


def pool_subjects(path: Path, sandbox: Sandbox) -> tuple[list[Subject], dict[str, str]]:
    """Every environment of a pool file, and those that are no environment here, with the reason why.

    Raises ProblemError, SandboxFailure.
    """
    subjects, unread = [], {}
    for entry in read_pool(path):
        try:
            subjects.append(_subject(entry, sandbox))
        except ValidationError as error:
            first = error.errors()[0]
            unread[entry.problem.id] = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return subjects, unread


def _subject(entry: PoolEntry, sandbox: Sandbox) -> Subject:
    generator = _PRELUDE + entry.generate_testcase + _ADAPTER
    levels, notes = _ladder(entry)
    tried = generate(sandbox, generator, [(scale, 0) for scale in levels])
    made = [(each.scale, each.data) for each in tried if not each.failure]
    fields = dict.fromkeys(made[0][1], "a field of the pool's instance") if made else {"unknown": "nothing was made"}
    scale = {
        name: ScaleParameter(
            min=min(level[name] for level in levels),
            max=max(level[name] for level in levels),
            measure=_measure(name, made),
            meaning="a parameter of the pool",
        )
        for name in entry.knobs
    }
    references = tuple(
        Reference(name=s.name, language=s.language, code=s.code, author=s.name)
        for s in entry.problem.accepted[:REFERENCES]
    )
    spec = EnvironmentSpec(
        title=entry.problem.title,
        answer=_answer(entry, references, sandbox, generator, levels),
        scale=scale,
        fields=fields,
        levels=tuple(levels),
    )
    question = _question(entry, list(fields))
    programs = Programs(generator=generator, question=question, references=references)
    identity = hashlib.sha256(entry.model_dump_json().encode()).hexdigest()
    draft = Draft(problem=entry.problem, spec=spec, programs=programs)
    return Subject(ref=entry.problem.id, identity=identity, draft=draft, notes=tuple(notes))


def _ladder(entry: PoolEntry) -> tuple[list[dict[str, int]], list[Evidence]]:
    """The pool's levels without repeats, and what is to be said of them."""
    scales = [entry.scale(level) for level in range(len(entry.offsets))]
    distinct = [scale for level, scale in enumerate(scales) if scale not in scales[:level]]
    doubled = [level for level, scale in enumerate(scales) if scale in scales[:level]]
    notes = []
    if doubled:
        reason = f"levels {', '.join(map(str, doubled))} have the scale of the level before"
        notes.append(Evidence(gate="ladder", passed=False, reason=reason, measured={"pool_levels": len(scales)}))
    tops = {name: knob.max for name, knob in entry.knobs.items() if scales[-1][name] < knob.max}
    if tops:
        reason = f"the top level stays below the measured maximum: {json.dumps(scales[-1])} of {json.dumps(tops)}"
        notes.append(Evidence(gate="ladder", passed=False, reason=reason))
    return distinct, notes


def _measure(name: str, made: Sequence[tuple[dict[str, int], dict[str, JsonValue]]]) -> str:
    """Where the size shows in the data: the field of that name, or the list or text that has it as length."""
    fields = [field for field, value in (made[0][1] if made else {}).items() if isinstance(value, list | str)]
    for measure in (name, *(f"len({field})" for field in fields)):
        if made and all(_fits(measure, data, scale[name]) for scale, data in made):
            return measure
    return name


def _fits(measure: str, data: dict[str, JsonValue], size: int) -> bool:
    try:
        return measure_size(measure, data) == size
    except ValueError:
        return False


def _answer(
    entry: PoolEntry,
    references: Sequence[Reference],
    sandbox: Sandbox,
    generator: str,
    levels: Sequence[dict[str, int]],
) -> AnswerSpec:
    """The answer's kind: what the pool says, and whether a solution prints whole numbers."""
    made = [
        each.stdin for each in generate(sandbox, generator, [(scale, 1) for scale in levels[:8]]) if not each.failure
    ]
    tokens: list[str] = []
    for reference in references[:3]:
        results = sandbox.run(reference.program, made)
        if all(result.ok for result in results):
            tokens = [token for result in results for token in result.stdout.split()]
            break
    whole = all(re.fullmatch(r"[+-]?\d+", token) for token in tokens)
    number: Literal["integer", "number"] = "integer" if whole else "number"
    tolerance = (
        None if whole else Tolerance(absolute=_tolerance(entry.instruction), relative=_tolerance(entry.instruction))
    )
    if entry.output_type == "string":
        return AnswerSpec(kind="string", instruction=entry.instruction)
    if entry.output_type == "array":
        return AnswerSpec(
            kind="array",
            items=number,
            tolerance=tolerance,
            instruction=f"{entry.instruction} As a list like [1, 2].",
        )
    return AnswerSpec(kind=number, tolerance=tolerance, instruction=entry.instruction)


def _tolerance(instruction: str) -> float:
    found = re.search(r"10\s*\^?\s*\{?\s*[-\N{MINUS SIGN}]\s*(\d+)|1e-(\d+)", instruction)
    return float(f"1e-{found[1] or found[2]}") if found else ASSUMED


def _question(entry: PoolEntry, fields: Sequence[str]) -> str:
    """The pool's prompt: heading, text before the input section, the instance, the output section."""
    head = f"# {entry.name} Problem Description:\n{entry.logic_description}\n# Input Instance:\n"
    shown = "\n".join(f"{field} = {{{{ {field} | json }}}}" for field in fields)
    return f"{_plain(head)}{shown}\n{_plain('# Instruction' + chr(10) + entry.instruction)}"


def _plain(text: str) -> str:
    return "{% raw %}" + text.replace("{% endraw", "{ % endraw") + "{% endraw %}"
