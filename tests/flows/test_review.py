from __future__ import annotations

from pathlib import Path

import pytest

from flows.review import DEMO_POLICY, review_by_policy
from scaler.registry import read_lock, write_lock
from scaler.sandbox import Sandbox
from tests import toy

pytestmark = pytest.mark.sandbox


def test_the_policy_approves_candidates_only_and_signs_for_it(tmp_path: Path, sandbox: Sandbox) -> None:
    registry = toy.registry(tmp_path, sandbox, "max", "min", "sum")
    registry.review("min-of-list", "rejected", "ann", "dull")
    assert review_by_policy.fn(registry.root) == ["max-of-list@1.0", "sum-of-list@1.0"]
    assert {row.ref: (row.state, row.reviewer) for row in registry.rows()} == {
        "max-of-list@1.0": ("approved", DEMO_POLICY),
        "min-of-list@1.0": ("rejected", "ann"),
        "sum-of-list@1.0": ("approved", DEMO_POLICY),
    }
    assert review_by_policy.fn(registry.root) == []
    lock = read_lock(write_lock(registry, "all"))
    assert [locked.ref for locked in lock.environments] == ["max-of-list@1.0", "sum-of-list@1.0"]
