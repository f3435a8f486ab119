from __future__ import annotations

from collections.abc import Iterator

import pytest

from scaler.errors import SandboxUnavailable
from scaler.sandbox import Sandbox, open_sandbox


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    try:
        opened = open_sandbox(workers=2, cache=tmp_path_factory.mktemp("cache"))
    except SandboxUnavailable as error:
        pytest.skip(error.message)
    with opened:
        yield opened
