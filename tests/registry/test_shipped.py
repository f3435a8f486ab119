"""The environments that ship: nothing published has changed, and there is enough to train on."""

from __future__ import annotations

from pathlib import Path

import pytest

from scaler.cli import main
from scaler.registry import Registry

ROOT = Path(__file__).resolve().parents[2] / "env_registry"


@pytest.mark.sandbox
def test_the_shipped_registry_is_what_was_reviewed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["registry", "check", "--registry", str(ROOT)])
    assert exit_.value.code == 0, capsys.readouterr().out


def test_enough_environments_of_enough_kinds_are_approved() -> None:
    approved = Registry(ROOT).rows("approved")
    assert len(approved) >= 24
    assert {row.kind for row in approved} == {"integer", "number", "boolean", "string", "array", "checked"}
    assert {row.reviewer for row in approved} == {"language-model"}
