"""Environments: data, answers, questions, programs, and the seam `instance` / `score`."""

from scaler.environment.answers import (
    boxed,
    corrupted,
    format_answer,
    parse_answer,
    read_answer,
    read_stdout,
    same_answer,
)
from scaler.environment.environment import Environment
from scaler.environment.fold import part_seeds, task_answer, task_data, task_question
from scaler.environment.programs import (
    Answered,
    Generated,
    Programs,
    Reference,
    Verdict,
    generate,
    instance_seed,
    run_reference,
    second_opinions,
    solve_with_reference,
    solve_with_solver,
    verdicts,
)
from scaler.environment.question import check_template, render_question
from scaler.environment.source import defined_functions, parse_python
from scaler.environment.spec import (
    AnswerSpec,
    EnvironmentSpec,
    Frozen,
    Instance,
    Scale,
    ScaleParameter,
    Score,
    Tolerance,
)

__all__ = [
    "AnswerSpec",
    "Answered",
    "Environment",
    "EnvironmentSpec",
    "Frozen",
    "Generated",
    "Instance",
    "Programs",
    "Reference",
    "Scale",
    "ScaleParameter",
    "Score",
    "Tolerance",
    "Verdict",
    "boxed",
    "check_template",
    "corrupted",
    "defined_functions",
    "format_answer",
    "generate",
    "instance_seed",
    "parse_answer",
    "parse_python",
    "part_seeds",
    "read_answer",
    "read_stdout",
    "render_question",
    "run_reference",
    "same_answer",
    "second_opinions",
    "solve_with_reference",
    "solve_with_solver",
    "task_answer",
    "task_data",
    "task_question",
    "verdicts",
]
