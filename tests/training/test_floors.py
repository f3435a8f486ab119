from __future__ import annotations

from pathlib import Path

import pytest

from scaler.environment import Environment
from scaler.registry import Registry
from scaler.sandbox import Sandbox
from scaler.training import measured_floors
from scaler.validation import Evidence, guess_floors
from tests import toy

pytestmark = pytest.mark.sandbox


def test_floors_come_from_the_evidence_of_the_levels_that_stayed(tmp_path: Path, sandbox: Sandbox) -> None:
    registry: Registry = toy.registry(tmp_path, sandbox, "max")
    environment: Environment = registry.load("max-of-list", sandbox)
    rows = registry.version("max-of-list").evidence
    table = next(dict(each) for each in rows if each["gate"] == "diversity")["measured"]
    assert isinstance(table, dict)
    expected = tuple(row["guess_floor"] for row in table["levels"] if row["level"] in table["kept"])
    assert len(expected) == environment.levels
    assert measured_floors(registry, {"max-of-list": environment}) == {"max-of-list": expected}
    assert all(0 <= floor <= 0.5 for floor in expected)


def test_evidence_without_a_table_of_guesses_gives_none() -> None:
    assert guess_floors([]) == ()
    assert guess_floors([Evidence(gate="diversity", passed=True, measured={"by_level": []})]) == ()
