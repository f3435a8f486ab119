"""Several yes-or-no instances as one task: the same instances, one question, all or nothing."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from scaler.environment import AnswerSpec, Environment, EnvironmentSpec, Programs, Reference, ScaleParameter, boxed
from scaler.environment.fold import part_seeds
from scaler.errors import InstanceError
from scaler.sandbox import Sandbox

GENERATOR = """
def generate(scale, rng):
    return {"a": [rng.randint(0, 9) for _ in range(scale["n"])]}

def to_stdin(data):
    return " ".join(map(str, data["a"]))
"""
REPEATS = "a = input().split()\nprint('FINE' if len(set(a)) < len(a) else 'BAD')\n"
YES_OR_NO = AnswerSpec(kind="boolean", words={"FINE": True, "BAD": False}, instruction="yes or no.")


def spec(fold: int = 1, answer: AnswerSpec = YES_OR_NO) -> EnvironmentSpec:
    return EnvironmentSpec(
        title="Repeats",
        answer=answer,
        scale={"n": ScaleParameter(min=3, max=5, measure="len(a)", meaning="how many")},
        fields={"a": "the digits"},
        levels=({"n": 3}, {"n": 5}),
        fold=fold,
    )


def environment(sandbox: Sandbox, fold: int = 1, code: str = REPEATS) -> Environment:
    reference = Reference(name="r", language="python", code=code)
    programs = Programs(
        generator=GENERATOR, question="Digits: {{ a | join(' ') }}\nDoes one repeat?", references=(reference,)
    )
    return Environment("repeats@1.0", spec(fold), programs, ["r"], sandbox)


@pytest.mark.parametrize(
    ("fold", "seed", "parts"), [(1, 5, [5]), (3, 0, [0, 1, 2]), (3, 1, [3, 4, 5]), (16, 2, list(range(32, 48)))]
)
def test_no_two_tasks_share_a_part(fold: int, seed: int, parts: list[int]) -> None:
    assert list(part_seeds(spec(fold), seed)) == parts


@pytest.mark.sandbox
def test_a_task_holds_the_very_instances_that_it_folds(sandbox: Sandbox) -> None:
    single, folded = environment(sandbox), environment(sandbox, 3)
    pairs = [(1, 0), (0, 4), (1, 7)]
    for (level, seed), task in zip(pairs, folded.instances(pairs), strict=True):
        parts = single.instances([(level, part) for part in part_seeds(folded.spec, seed)])
        assert task.data == {"parts": [part.data for part in parts]}
        assert task.answer == [part.answer for part in parts]
        assert (task.level, task.seed, task.environment) == (level, seed, "repeats@1.0")
        assert task == folded.instance(level, seed)


@pytest.mark.sandbox
def test_the_question_numbers_its_puzzles_and_asks_for_all(sandbox: Sandbox) -> None:
    task = environment(sandbox, 2).instance(0, 4)
    one, two = (" ".join(map(str, part["a"])) for part in task.data["parts"])  # type: ignore[union-attr, call-overload, index, arg-type]
    assert task.question == (
        "Here are 2 puzzles of one kind. Answer each of them.\n\n"
        f"Puzzle 1\n\nDigits: {one}\nDoes one repeat?\n\n"
        f"Puzzle 2\n\nDigits: {two}\nDoes one repeat?\n\n"
        "Write your final answer inside \\boxed{}: "
        "the 2 answers, yes or no, in order, as a list such as [no, yes]."
    )
    single = environment(sandbox).instance(0, 8)
    assert single.question.endswith("Does one repeat?\n\nWrite your final answer inside \\boxed{}: yes or no.")
    assert "Puzzle" not in single.question


@pytest.mark.sandbox
def test_all_parts_must_be_right(sandbox: Sandbox) -> None:
    env = environment(sandbox, 3)
    task = env.instance(1, 3)
    assert isinstance(task.answer, list)
    words = ", ".join("Fine" if each else "Bad" for each in task.answer)
    texts = {
        boxed(task.answer): 1.0,
        f"\\boxed{{[{words}]}}": 1.0,
        boxed([*task.answer[:2], not task.answer[2]]): 0.0,
        boxed(task.answer[:2]): 0.0,
        boxed([*task.answer, True]): 0.0,
        boxed(task.answer[0]): 0.0,
        "\\boxed{[yes, no, maybe]}": 0.0,
        "": 0.0,
    }
    scores = env.scores([(task, text) for text in texts])
    assert [score.value for score in scores] == list(texts.values())
    assert scores[0].parsed == task.answer
    assert scores[5].reason.startswith("a list in brackets was expected")


@pytest.mark.sandbox
def test_a_part_that_fails_is_named_by_its_own_seed(sandbox: Sandbox) -> None:
    broken = environment(sandbox, 2, "print('FINE' if len(set(input().split())) > 1 else 1 // 0)\n")
    failing = environment(sandbox, 2, "print(1 // 0)\n")
    assert broken.instance(1, 0).answer == [True, True]
    with pytest.raises(InstanceError, match=r"^repeats@1\.0 level 1 seed 6: oracle r failed: error: ZeroDivision"):
        failing.instance(1, 3)


def test_the_asked_spec_is_the_answers_own_or_a_list_of_it() -> None:
    assert spec().asked is spec().answer or spec().asked == YES_OR_NO
    asked = spec(4).asked
    assert (asked.kind, asked.items, asked.words) == ("array", "boolean", YES_OR_NO.words)
    assert asked.instruction == "the 4 answers, yes or no, in order, as a list such as [no, yes, yes, no]."


@pytest.mark.parametrize(
    ("fold", "answer", "reason"),
    [
        (2, AnswerSpec(kind="integer", instruction="it."), "`fold` is for yes-or-no answers"),
        (2, AnswerSpec(kind="checked", form="boolean", instruction="it."), "`fold` is for yes-or-no answers"),
        (0, YES_OR_NO, "greater than or equal to 1"),
        (17, YES_OR_NO, "less than or equal to 16"),
    ],
)
def test_what_cannot_be_folded_is_refused(fold: int, answer: AnswerSpec, reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        spec(fold, answer)


@pytest.mark.parametrize(
    "answer",
    [
        {"kind": "array", "items": "integer"},
        {"kind": "checked", "form": "integer"},
        {"kind": "integer"},
    ],
)
def test_any_order_is_for_lists_that_are_judged(answer: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="`any_order` is for 'checked' arrays"):
        AnswerSpec.model_validate({**answer, "any_order": True, "instruction": "it."})
    judged = AnswerSpec(kind="checked", form="array", items="integer", any_order=True, instruction="it.")
    assert judged.any_order
