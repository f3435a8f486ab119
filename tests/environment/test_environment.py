"""The seam, with the real sandbox: instances come back the same, and what nobody could judge is None, never 0."""

from __future__ import annotations

import pytest

from scaler.environment import AnswerSpec, Environment, EnvironmentSpec, Programs, Reference, ScaleParameter
from scaler.errors import InstanceError, SandboxFailure
from scaler.sandbox import Call, PyFunc, Result, Sandbox

pytestmark = pytest.mark.sandbox

GENERATOR = """
def generate(scale, rng):
    return {"a": [rng.randint(0, 99) for _ in range(scale["n"])]}

def to_stdin(data):
    return " ".join(map(str, data["a"]))
"""
LARGEST = "print(max(map(int, input().split())))"
LAST = "print(input().split()[-1])"
VERIFY = "def verify(data, answer):\n    return {}\n"


def environment(
    sandbox: Sandbox, *oracles: str, generator: str = GENERATOR, verifier: str | None = None
) -> Environment:
    answer = AnswerSpec(kind="integer", instruction="one integer.")
    if verifier is not None:
        answer = AnswerSpec(kind="checked", form="integer", instruction="one integer.")
    references = tuple(
        Reference(name=f"r{number}", language="python", code=code) for number, code in enumerate(oracles or (LARGEST,))
    )
    spec = EnvironmentSpec(
        title="Largest",
        answer=answer,
        scale={"n": ScaleParameter(min=2, max=9, measure="len(a)", meaning="how many")},
        fields={"a": "the numbers"},
        levels=({"n": 2}, {"n": 9}),
    )
    programs = Programs(generator=generator, question="{{ a | join(' ') }}", verifier=verifier, references=references)
    return Environment("largest@1.0", spec, programs, [reference.name for reference in references], sandbox)


def test_many_instances_are_the_same_as_one_by_one(sandbox: Sandbox) -> None:
    pairs = [(0, 1), (1, 1), (1, 2), (0, 1)]
    first = environment(sandbox).instances(pairs)
    assert first == [environment(sandbox).instance(level, seed) for level, seed in pairs]
    assert first[0] == first[3] != first[1]
    assert [len(instance.data["a"]) for instance in first] == [2, 9, 9, 2]  # type: ignore[arg-type]


def test_a_version_number_changes_no_instance(sandbox: Sandbox) -> None:
    later = environment(sandbox)
    later.ref = "largest@2.0"
    assert later.instance(1, 5).data == environment(sandbox).instance(1, 5).data


@pytest.mark.parametrize(
    ("verifier", "value", "reason"),
    [
        (VERIFY.format("answer in data['a']"), 0.0, "verifier"),
        (VERIFY.format("True"), 1.0, "verifier"),
        (VERIFY.format("1"), None, "verify returned int, a bool was expected"),
        (VERIFY.format("1 / 0"), None, "error: ZeroDivisionError: division by zero"),
        ("import os\ndef verify(data, answer):\n    os._exit(0)\n", None, None),
    ],
)
def test_what_the_verifier_cannot_judge_is_none_never_zero(
    sandbox: Sandbox, verifier: str, value: float | None, reason: str | None
) -> None:
    env = environment(sandbox, verifier=verifier)
    score = env.score(env.instance(0, 0), "\\boxed{1000}")
    assert score.value == value
    assert reason in (None, score.reason)


def test_the_oracles_own_answer_needs_no_verifier(sandbox: Sandbox) -> None:
    env = environment(sandbox, verifier=VERIFY.format("False"))
    instance = env.instance(0, 0)
    assert env.score(instance, f"\\boxed{{{instance.answer}}}").value == 1.0


@pytest.mark.parametrize(
    ("oracles", "generator", "reason"),
    [
        ((LARGEST, LAST), GENERATOR, "oracles r0 and r1 disagree"),
        ((LARGEST, "print(1 / 0)"), GENERATOR, "oracle r1 failed: error: ZeroDivisionError: division by zero"),
        ((LARGEST, "print('x')"), GENERATOR, "oracle r1 failed: unreadable stdout: an integer was expected, not 'x'"),
        ((LARGEST,), GENERATOR + "\ngenerate = None", "the generator failed: error: TypeError: 'NoneType' object"),
        (
            (LARGEST,),
            "import json\njson.dumps = lambda *a, **k: '[1]'" + GENERATOR,
            "the generator failed: ",
        ),
    ],
)
def test_a_broken_environment_gives_no_instance(
    sandbox: Sandbox, oracles: tuple[str, ...], generator: str, reason: str
) -> None:
    with pytest.raises(InstanceError) as error:
        environment(sandbox, *oracles, generator=generator).instances([(1, seed) for seed in range(8)])
    assert reason in error.value.message
    assert error.value.message.startswith("largest@1.0 level 1 seed ")


def test_a_question_that_cannot_be_rendered_gives_no_instance(sandbox: Sandbox) -> None:
    env = environment(sandbox)
    env.programs = env.programs.model_copy(update={"question": "{{ b }}"})
    with pytest.raises(InstanceError, match=r"^largest@1\.0 level 1 seed 4: the question cannot be rendered: 'b' is"):
        env.instance(1, 4)


def test_a_level_that_does_not_exist_is_named(sandbox: Sandbox) -> None:
    with pytest.raises(InstanceError, match=r"^largest@1\.0 has no level 2\n  fix: choose 0 to 1$"):
        environment(sandbox).instance(2, 0)


class Failing:
    """A sandbox whose own machinery fails."""

    def call(self, function: PyFunc, calls: list[Call], **how: object) -> list[Result]:
        return [Result("sandbox_error", stderr="no jail") for _ in calls]


def test_a_failure_of_the_sandbox_is_never_blamed_on_the_environment() -> None:
    with pytest.raises(SandboxFailure, match="the sandbox failed: sandbox_error: no jail"):
        environment(Failing()).instance(0, 0)  # type: ignore[arg-type]
