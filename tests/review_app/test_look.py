from __future__ import annotations

import json

import pytest

from scaler.environment import format_answer
from scaler.errors import ConfigError
from scaler.registry import Registry
from scaler.review_app import look, read_gate, read_scale
from scaler.review_app.desk import Desk
from scaler.sandbox import Sandbox
from scaler.validation import Draft
from scaler.validation.draws import Draws
from tests import toy
from tests.review_app.folded import FOLD

pytestmark = pytest.mark.sandbox


def test_an_instance_looks_as_in_training(registry: Registry, sandbox: Sandbox) -> None:
    version = registry.version("max-of-list@1.0")
    for level, seed in ((0, 0), (3, 7)):
        instance = registry.load("max-of-list@1.0", sandbox).instance(level, seed)
        seen = look(version, version.manifest.spec.levels[level], seed, sandbox, solver=True)
        assert seen.instance == instance
        assert (seen.question, seen.trouble) == (instance.question, "")
        assert [(a.role, a.text, a.agreement) for a in seen.answers] == [
            ("oracle", str(instance.answer), "same"),
            ("oracle", str(instance.answer), "same"),
            ("solver", str(instance.answer), "same"),
        ]


@pytest.mark.parametrize(
    ("part", "code", "trouble"),
    [
        ("generator", "def generate(scale, rng):\n    return 1/0\n", "the generator failed: error: ZeroDivisionError"),
        ("question", "{{ b }}", "the question cannot be rendered: 'b' is undefined"),
        ("oracle", "print('?')", "oracle builtin failed: unreadable stdout: an integer was expected, not '?'"),
        ("oracle", "print(-1)", "the oracles disagree"),
    ],
)
def test_what_is_wrong_is_said_and_everything_else_is_shown(
    registry: Registry, sandbox: Sandbox, part: str, code: str, trouble: str
) -> None:
    version = registry.version("max-of-list@1.0")
    programs = version.programs
    if part == "oracle":
        first, *rest = sorted(programs.references, key=lambda reference: reference.name)
        programs = programs.model_copy(update={"references": (first.model_copy(update={"code": code}), *rest)})
    else:
        programs = programs.model_copy(update={part: code})
    seen = look(version.model_copy(update={"programs": programs}), {"n": 3}, 0, sandbox)
    assert seen.trouble.startswith(trouble)
    assert seen.instance is None
    assert len(seen.answers) == (2 if part == "oracle" else 0)
    assert bool(seen.data) == (part != "generator")


def test_scales_are_read_strictly(registry: Registry) -> None:
    version = registry.version("max-of-list@1.0")
    assert read_scale(version, "n=3") == {"n": 3}
    wrong = ("n=2", "n=13", "n=-3", "n", "", "m=3", "n=3,m=4", "n=3.0", "n=000000004999999999", f"n={'9' * 5000}")
    for text in wrong:
        with pytest.raises(ConfigError) as error:
            read_scale(version, text)
        assert error.value.fix == "write n=3 to 12"


@pytest.mark.parametrize("values", [{"level": "000000999999"}, {"level": "8"}, {"shape": "odd"}, {"seed": "1e3"}])
def test_no_place_is_made_up(registry: Registry, sandbox: Sandbox, values: dict[str, str]) -> None:
    with pytest.raises(ConfigError):
        Desk(registry, sandbox, "ann").look(registry.version("max-of-list@1.0"), values)


def test_a_folded_task_looks_and_scores_as_in_training(registry: Registry, sandbox: Sandbox) -> None:
    version = registry.version("repeats@1.0")
    desk = Desk(registry, sandbox, "ann")
    for level, seed in ((0, 0), (1, 2), (1, -1)):
        task = registry.load("repeats@1.0", sandbox).instance(level, seed)
        seen = look(version, version.manifest.spec.levels[level], seed, sandbox, solver=True)
        assert seen.instance == task
        assert seen.stdin.count("part ") == FOLD
        assert {(answer.text, answer.agreement) for answer in seen.answers} == {(format_answer(task.answer), "same")}
        assert len(seen.answers) == 3
        assert isinstance(task.answer, list)
        for given, value in ((task.answer, 1.0), ([not part for part in task.answer], 0.0), (task.answer[0], 0.0)):
            asked = {"level": str(level), "seed": str(seed), "answer": format_answer(given)}
            _, score = desk.try_answer(version, asked)
            assert score is not None
            assert score.value == value


def test_a_part_that_fails_is_named(registry: Registry, sandbox: Sandbox) -> None:
    version = registry.version("repeats@1.0")
    second = look(version, {"n": 3}, 0, sandbox).stdin.split("part 2:\n")[1].split("\n")[0]
    first, other = version.programs.references
    failing = first.model_copy(update={"code": f"a = input()\nassert a != {second!r}\nprint('BAD')\n"})
    programs = version.programs.model_copy(update={"references": (failing, other)})
    seen = look(version.model_copy(update={"programs": programs}), {"n": 3}, 0, sandbox)
    assert seen.trouble.startswith("oracle plain failed: part 2: ")
    assert seen.instance is None


def test_a_replay_draws_the_instance_that_validation_drew(registry: Registry, sandbox: Sandbox) -> None:
    for ref in ("max-of-list@1.0", "repeats@1.0"):
        version = registry.version(ref)
        manifest = version.manifest
        problem = toy.problem("max").model_copy(update={"id": manifest.name})
        draft = Draft(problem=problem, spec=manifest.spec, programs=version.programs)
        draws = Draws(draft, sandbox, 1)
        for draw in [*draws.of_levels([1], 2), *draws.of_shapes([0, 1])]:
            item = {"gate": "agreement", "passed": False, "measured": {"replay": [draw.replay]}}
            (replay,) = read_gate(item, manifest.spec.fold).replays
            values = {key: str(value) for key, value in replay.address.items()}
            seen = Desk(registry, sandbox, "ann").look(version, values)
            data = json.loads(seen.data)
            assert (data if replay.part is None else data["parts"][replay.part - 1]) == draw.data
            assert seen.shape == draw.shape


def test_who_generated_cannot_approve(registry: Registry, sandbox: Sandbox) -> None:
    (decision,) = Desk(registry, sandbox, "TOY").decide(["max-of-list@1.0"], "approved", "mine")
    assert decision.refusal == "max-of-list@1.0 was generated by 'TOY', who cannot approve it"
    assert decision.block == ""


def test_the_queue_is_walked_in_its_order(registry: Registry, sandbox: Sandbox) -> None:
    from scaler.registry import Query

    desk, query = Desk(registry, sandbox, "ann"), Query(order="name", limit=1)
    refs = [row.ref for row in registry.rows()]
    assert [desk.step(ref, query, 1) for ref in refs] == [*refs[1:], None]
    assert [desk.step(ref, query, -1) for ref in refs] == [None, *refs[:-1]]
    assert desk.step("gone@1.0", query, 1) == refs[0]
