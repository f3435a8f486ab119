from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scaler.errors import SandboxUnavailable
from scaler.sandbox import Sandbox, open_sandbox


class Host:
    """What a jail must not reach: a secret in a file and in the environment, a folder, two listeners, a process."""

    def __init__(self) -> None:
        self.token = secrets.token_hex(16)
        self.folder = Path(tempfile.mkdtemp(prefix="host-"))  # not pytest's: that one hides from other users anyway
        self.folder.chmod(0o755)
        self.canary, self.scratch = self.folder / "canary.txt", self.folder / "scratch"
        self.canary.write_text(self.token)
        self.canary.chmod(0o666)
        self.scratch.mkdir()
        self.scratch.chmod(0o777)
        self.variable = f"SECRET_{self.token[:8]}"
        os.environ[self.variable] = self.token
        self.victim = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        self.listeners = [socket.create_server(("127.0.0.1", 0)), socket.socket(socket.AF_UNIX)]
        self.listeners[1].bind("\0" + self.token)
        self.listeners[1].listen()

    def facts(self) -> dict[str, Any]:
        """All that an attacker could want to know."""
        return {
            "token": self.token,
            "canary": str(self.canary),
            "scratch": str(self.scratch),
            "variable": self.variable,
            "port": self.listeners[0].getsockname()[1],
            "abstract": self.token,
            "victim": self.victim.pid,
        }

    def breaches(self, seen: object) -> list[str]:
        """What went wrong on the host, `seen` being all that came out of the jail."""
        found = []
        if self.token in json.dumps(str(seen)):
            found.append("the secret, or a boast, came out")
        if made := list(self.scratch.iterdir()):
            found.append(f"files were made: {made}")
        if self.canary.read_text() != self.token:
            found.append("the canary file was changed")
        if self.victim.poll() is not None:
            found.append("the victim process is dead")
        for listener in self.listeners:
            listener.settimeout(0)
            try:
                listener.accept()[0].close()
                found.append(f"a connection arrived at {listener.family.name}")
            except BlockingIOError:
                continue
        return found

    def close(self) -> None:
        del os.environ[self.variable]
        self.victim.kill()
        self.victim.wait()
        for listener in self.listeners:
            listener.close()
        shutil.rmtree(self.folder)


@pytest.fixture(scope="session")
def host() -> Iterator[Host]:
    host = Host()
    yield host
    host.close()


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def sandbox(host: Host, cache: Path) -> Iterator[Sandbox]:
    """One jail, so that whatever is run next runs where the last program did. Started with the host's secret set."""
    try:
        opened = open_sandbox(workers=1, cache=cache)
    except SandboxUnavailable as missing:
        pytest.skip(str(missing))
    with opened:
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
