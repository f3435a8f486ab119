"""A short soak; the long one is `python -m benchmarks.sandbox.soak`."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.sandbox.soak import Sample, leaks, soak
from scaler.sandbox import open_sandbox
from tests.sandbox.suite import BackendName


@pytest.mark.sandbox
def test_a_thousand_calls_leave_nothing_behind(backend: BackendName, cache: Path) -> None:
    with open_sandbox(workers=2, cache=cache, backend=backend) as sandbox:
        samples = list(soak(sandbox, 1000, 400))
    assert len(samples) == 3
    assert leaks(samples[1], samples[-1]) == []


def test_growth_is_seen() -> None:
    first = Sample(100, 30 << 20, 20 << 20, 2, 8, 1)
    assert leaks(first, first) == []
    assert leaks(first, Sample(200, 60 << 20, 90 << 20, 5, 13, 1)) == [
        "host memory: 31457280 to 62914560 bytes",
        "memory of the jails: 20971520 to 94371840 bytes",
        "processes: 2 to 5",
        "descriptors: 8 to 13",
    ]
