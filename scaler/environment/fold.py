"""Several yes-or-no instances as one task: a coin would get one right, and hardly ever all."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import JsonValue

from scaler.environment.question import closing, render_body
from scaler.environment.spec import EnvironmentSpec

PARTS = "parts"


def part_seeds(spec: EnvironmentSpec, seed: int) -> range:
    """The seeds of a task's instances. No two tasks of a level share one."""
    return range(seed * spec.fold, (seed + 1) * spec.fold)


def task_data(spec: EnvironmentSpec, parts: Sequence[dict[str, JsonValue]]) -> dict[str, JsonValue]:
    """The data of a task: that of its instance, or of all of them under one key."""
    return parts[0] if spec.fold == 1 else {PARTS: list(parts)}


def task_question(spec: EnvironmentSpec, template: str, parts: Sequence[dict[str, JsonValue]]) -> str:
    """The question of a task, closed by the sentence that says how to answer. Raises TemplateRefused."""
    bodies = [render_body(template, data) for data in parts]
    if spec.fold > 1:
        numbered = [f"Puzzle {number}\n\n{body}" for number, body in enumerate(bodies, start=1)]
        bodies = [f"Here are {spec.fold} puzzles of one kind. Answer each of them.", *numbered]
    return "\n\n".join([*bodies, closing(spec.asked)])


def task_answer(spec: EnvironmentSpec, answers: Sequence[JsonValue]) -> JsonValue:
    """The answer of a task: that of its instance, or the list of all."""
    return answers[0] if spec.fold == 1 else list(answers)
