"""Steps are counted, the same everywhere; and where a model was measured, its pass rate must fall."""

from __future__ import annotations

import pytest

from scaler.environment import Reference
from scaler.sandbox import Sandbox
from scaler.validation.work import MOST_STEPS, count_steps
from tests.validation.drafts import SOUND, check, measured

pytestmark = pytest.mark.sandbox


def steps(sandbox: Sandbox, code: str, *stdins: str) -> list[int | None]:
    return count_steps(sandbox, Reference(name="r", language="python", code=code), stdins)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("a = 1\nb = 2", 4),  # the module's call, its lines, its return
        ("for i in range(3):\n    pass", 2 + 4 + 3),
        ("import sys\nsys.exit()", 5),  # with the exception
        ("if __name__ == '__main__':\n    x = 1", 4),
        ("while True:\n    x = 1", MOST_STEPS),
        ("try:\n    while True:\n        x = 1\nexcept Exception:\n    pass", MOST_STEPS),
        ("print(1 // 0)", None),
        ("def f(:", None),
    ],
)
def test_steps_of_a_program(sandbox: Sandbox, code: str, expected: int | None) -> None:
    assert steps(sandbox, code, "7\n") == [expected]


def test_a_program_reads_its_own_stdin_and_prints_nowhere(sandbox: Sandbox) -> None:
    code = "import sys\nfor i in range(int(sys.stdin.readline())):\n    sys.stdout.buffer.write(b'x')\n"
    few, many, again = steps(sandbox, code, "1\n", "10\n", "1\n")
    assert few is not None
    assert many is not None
    assert (again, many - few) == (few, 2 * 9)


FALLING = {level: (19 - 4 * level, 20) for level in range(5)}
LEVEL = dict.fromkeys(range(5), (10, 20))


def test_a_pass_rate_that_falls_over_the_ladder_passes(sandbox: Sandbox) -> None:
    verdict = check(SOUND, sandbox, pass_rates=FALLING)
    assert verdict.passed, verdict.failed_gate
    work = measured(verdict, "work")
    assert work["falling_p_value"] < 1e-5
    assert [row["model_passed"] for row in work["levels"]] == [19, 15, 11, 7, 3]


def test_a_ladder_on_which_the_pass_rate_does_not_fall_is_rejected(sandbox: Sandbox) -> None:
    failed = check(SOUND, sandbox, pass_rates=LEVEL).failed_gate
    assert failed is not None
    assert (failed.gate, failed.reason) == ("work", "the model's pass rate does not fall over the levels (p = 0.500)")
    levels = [replay["level"] for replay in failed.measured["replay"]]  # type: ignore[union-attr, index, call-overload]
    assert levels == [0, 4]
