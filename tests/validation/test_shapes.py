"""Adversarial draws come from the generator's own support, always end, and are the same every time."""

from __future__ import annotations

from typing import Any

import pytest

from scaler.environment import generate
from scaler.sandbox import Sandbox
from scaler.validation.draws import Draws
from scaler.validation.shapes import FAIR_AFTER, SHAPES, shaped
from tests.validation.drafts import SOUND, generating, programs

pytestmark = pytest.mark.sandbox

EVERYTHING = """
def generate(scale, rng):
    n = scale["n"]
    return {
        "ints": [rng.randint(-5, 99) for _ in range(n)],
        "big": [rng.randrange(10**18) for _ in range(n)],
        "floats": [rng.random() for _ in range(n)] + [rng.uniform(2, 3), rng.triangular(0, 1)],
        "gauss": [rng.gauss(0, 1), rng.expovariate(1.0), rng.normalvariate(0, 1)],
        "choices": [rng.choice("abc") for _ in range(n)] + rng.choices("xyz", k=n),
        "sample": rng.sample(range(1000), n),
        "distinct": rng.sample(range(10**9), n),
        "order": rng.sample(list(range(n)), n),
        "bits": [rng.getrandbits(7), rng.getrandbits(0)],
        "bytes": len(rng.randbytes(3)),
    }

def to_stdin(data):
    return ""
"""


def drawn(sandbox: Sandbox, generator: str, shape: str, *, n: int = 40, seed: int = 5) -> dict[str, Any]:
    made = generate(sandbox, shaped(generator, shape), [({"n": n}, seed)])[0]
    assert made.failure is None, made.failure
    return made.data


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_drawn_lies_within_the_generators_support(sandbox: Sandbox, shape: str) -> None:
    data = drawn(sandbox, EVERYTHING, shape)
    assert all(type(x) is int and -5 <= x <= 99 for x in data["ints"])
    assert all(0 <= x < 10**18 for x in data["big"])
    assert all(0 <= x < 1 for x in data["floats"][:40])
    assert set(data["choices"][:40]) <= set("abc")
    assert set(data["choices"][40:]) <= set("xyz")
    assert len(set(data["sample"])) == 40
    assert all(0 <= x < 1000 for x in data["sample"])
    assert len(set(data["distinct"])) == 40
    assert sorted(data["order"]) == list(range(40))
    assert 0 <= data["bits"][0] < 128
    assert data["bits"][1] == 0
    assert data["bytes"] == 3
    assert data == drawn(sandbox, EVERYTHING, shape), "the same seed gives the same bytes"


LIST = "def generate(scale, rng):\n    return {'a': [rng.randint(1, 100) for _ in range(scale['n'])]}\n"
TO_STDIN = "\ndef to_stdin(data):\n    return ''\n"


def test_each_shape_is_what_its_name_says(sandbox: Sandbox) -> None:
    lists = {shape: drawn(sandbox, LIST + TO_STDIN, shape)["a"] for shape in SHAPES}
    assert lists["lowest"] == [1] * 40
    assert lists["highest"] == [100] * 40
    assert len(set(lists["equal"])) == 1
    assert len(set(lists["few"])) == 2
    assert lists["rising"] == sorted(lists["rising"])
    assert lists["falling"] == sorted(lists["falling"], reverse=True)
    assert len(set(lists["rising"])) > 30
    assert drawn(sandbox, LIST + TO_STDIN, "equal", seed=6)["a"] != lists["equal"]


REJECTING = """
def generate(scale, rng):
    a = []
    while len(a) < scale["n"]:
        x = rng.randint(1, 100)
        if x not in a:
            a.append(x)
    return {"a": a}
"""


@pytest.mark.parametrize("shape", SHAPES)
def test_a_generator_that_draws_until_something_new_comes_ends(sandbox: Sandbox, shape: str) -> None:
    assert len(set(drawn(sandbox, REJECTING + TO_STDIN, shape)["a"])) == 40


def test_the_source_is_fair_in_the_end(sandbox: Sandbox) -> None:
    data = drawn(sandbox, LIST + TO_STDIN, "equal", n=FAIR_AFTER + 200)
    assert len(set(data["a"][:FAIR_AFTER])) == 1
    assert len(set(data["a"][FAIR_AFTER:])) > 50


def test_shapes_that_cannot_be_made_are_left_out_and_say_how_they_were_drawn(sandbox: Sandbox) -> None:
    picky = generating("[rng.randint(1, 9) for _ in range(n - 1)] + [1 // (rng.randint(0, 9))]")
    draws = Draws(picky, sandbox, 0).of_shapes([0, 4])
    assert "lowest" not in {draw.shape for draw in draws}
    highest = [draw for draw in draws if draw.shape == "highest"]
    assert [draw.data["a"] for draw in highest] == [[9, 9, 9, 0], [9] * 39 + [0]]
    assert highest[1].replay == {"level": 4, "scale": {"n": 40}, "seed": 0, "shape": "highest"}
    assert str(highest[1]) == 'level 4, scale {"n": 40}, seed 0, drawn highest'


def test_a_run_with_another_seed_draws_other_instances(sandbox: Sandbox) -> None:
    one, two = (Draws(programs(SOUND), sandbox, seed).of_shapes([4]) for seed in (0, 1))
    assert [draw.seed for draw in two] == [1000] * 6
    assert [d.data for d in one if d.shape == "equal"] != [d.data for d in two if d.shape == "equal"]
