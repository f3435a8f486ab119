from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scaler.errors import SandboxUnavailable
from scaler.sandbox import Sandbox, open_sandbox
from tests.sandbox.suite import BACKENDS, BackendName, Host


@pytest.fixture(scope="session")
def host() -> Iterator[Host]:
    host = Host()
    yield host
    host.close()


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session", params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> BackendName:
    """Each local backend that there is here."""
    name: BackendName = request.param
    try:
        open_sandbox(workers=1, backend=name).close()
    except SandboxUnavailable as missing:
        pytest.skip(str(missing))
    return name


@pytest.fixture(scope="session")
def sandbox(host: Host, cache: Path, backend: BackendName) -> Iterator[Sandbox]:
    """One jail, so that whatever is run next runs where the last program did. Started with the host's secret set."""
    with open_sandbox(workers=1, cache=cache, backend=backend) as opened:
        yield opened


def descendants(pid: int) -> set[int]:
    """The living processes below `pid`, by /proc."""
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if fields[0] != "Z":
                parents[int(folder.name)] = int(fields[1])
    below, new = set[int](), {pid}
    while new := {child for child, parent in parents.items() if parent in new} - below:
        below |= new
    return below
