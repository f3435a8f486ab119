"""The hostile suite: each program is let loose in a jail, and the host is looked at afterwards.

    python -m tests.sandbox.suite --backend bwrap --backend landlock [--user nobody] [--json]

prints what became of each attack. What counts is what the host sees (canaries), and that the next program finds the
jail clean; never an error text. Needs nothing but the standard library and `scaler.sandbox`.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from scaler.sandbox import Call, Limits, Program, PyFunc, Result, Sandbox, open_sandbox

BackendName = Literal["bwrap", "landlock"]
BACKENDS: tuple[BackendName, ...] = ("bwrap", "landlock")
FOLDER = Path(__file__).with_name("hostile")
NAMES = tuple(sorted(path.name for path in FOLDER.iterdir() if path.suffix in (".py", ".cpp")))
SLOW = {"template_bomb.cpp", "macro_bomb.cpp"}  # they keep a compiler busy to its limit
LIMITS = Limits(cpu=0.5, wall=2.0, memory=512 << 20, output=1 << 20, stack=64 << 20)
NOBODY = 65534
PROBE = """
import builtins, json, math, os, random, resource
import sys, threading
rng = random.Random(1)
facts = [len("abc"), json.loads("[1]"), json.dumps([1]), math.gcd(4, 6), rng.random()]
facts += [sys.path, sys.getrecursionlimit()]
facts += [threading.active_count(), sorted(os.environ), sorted(vars(builtins)), sorted(sys.modules), input()]
facts += [resource.getrlimit(resource.RLIMIT_NOFILE), os.getcwd(), random.random(), os.umask(18)]
print(facts)
"""


@dataclasses.dataclass(frozen=True)
class Row:
    """What became of one attack: the program's status, and what went wrong on the host or in the jail ([]: held)."""

    attack: str
    backend: str
    user: str
    status: str
    breaches: list[str]


class Host:
    """What a jail must not reach: a secret in a file and in the environment, a folder, listeners, a process."""

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
        self.victim = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"], env={})
        self.listeners = [
            socket.create_server(("127.0.0.1", 0)), socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
        ]  # fmt: skip
        self.listeners[1].bind("\0" + self.token)
        self.listeners[2].bind(str(self.folder / "unix"))
        (self.folder / "unix").chmod(0o777)
        for listener in self.listeners[1:]:
            listener.listen()
        self._before = self._state()

    def facts(self) -> dict[str, Any]:
        """All that an attacker could want to know."""
        return {
            "token": self.token,
            "canary": str(self.canary),
            "scratch": str(self.scratch),
            "variable": self.variable,
            "port": self.listeners[0].getsockname()[1],
            "abstract": self.token,
            "unix": str(self.folder / "unix"),
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
        for name, now in self._state().items():
            if now != self._before[name]:
                found.append(f"{name} changed: {self._before[name]} is now {now}")
        for listener in self.listeners:
            listener.settimeout(0)
            try:
                listener.accept()[0].close()
                found.append(f"a connection arrived at {listener.family.name}")
            except BlockingIOError:
                continue
        return found

    def _state(self) -> dict[str, object]:
        """What hostile code could change without leaving a file in the scratch folder."""
        status = self.canary.stat()
        own = [
            path.name for place in ("/dev/shm", "/dev/mqueue") for path in _listing(place) if self.token in path.name
        ]
        return {
            "the canary's metadata": (status.st_mode, status.st_uid, status.st_nlink, status.st_mtime_ns),
            "shared memory": own,
            "System V objects": [Path(f"/proc/sysvipc/{kind}").read_text() for kind in ("shm", "sem", "msg")],
            "the victim": None if self.victim.poll() is not None else _limits(self.victim.pid),
            "the host": _limits(os.getpid()),
            "the network's addresses": Path("/proc/net/fib_trie").read_text().count("LOCAL"),
        }

    def close(self) -> None:
        os.environ.pop(self.variable, None)
        self.victim.kill()
        self.victim.wait()
        for listener in self.listeners:
            listener.close()
        shutil.rmtree(self.folder)


def attack(sandbox: Sandbox, host: Host, name: str) -> Result:
    """Let one program loose."""
    code = (FOLDER / name).read_text().replace("@CANARY@", str(host.canary))
    if name.endswith(".cpp"):
        stdin = f"{host.token}\n{host.canary}\n{host.scratch}\n"
        return sandbox.run(Program("cpp", code), [stdin], limits=LIMITS)[0]
    if "def attack(" in code:
        return sandbox.call(PyFunc(code, "attack"), [Call((host.facts(),))], limits=LIMITS)[0]
    return sandbox.run(Program("python", code), [json.dumps(host.facts())], limits=LIMITS)[0]


def probe(sandbox: Sandbox) -> tuple[str, str, object]:
    """What the next program finds: it must be the same in every jail, whatever ran there before."""
    run = sandbox.run(Program("python", PROBE), ["clean"], limits=LIMITS)[0]
    call = sandbox.call(PyFunc("def f(x): return [len(x), sorted(x)]", "f"), [Call(([3, 1, 2],))], limits=LIMITS)[0]
    return run.status, run.stdout, call.value


def faults(sandbox: Sandbox, host: Host, name: str, clean: tuple[str, str, object]) -> tuple[str, list[str]]:
    """Run an attack: its status, and all that is wrong after it."""
    start = time.monotonic()
    result = attack(sandbox, host, name)
    took = time.monotonic() - start
    found = host.breaches(result)
    if result.status == "sandbox_error":
        found.append(f"the sandbox was blamed: {result.stderr}")
    if result.memory >= LIMITS.memory + (64 << 20):
        found.append(f"it had {result.memory} bytes of memory")
    if len(result.stdout) > LIMITS.output:
        found.append(f"{len(result.stdout)} characters came out")
    if took > (100 if name.endswith(".cpp") else 15):
        found.append(f"it took {took:.0f} s")
    if probe(sandbox) != clean:
        found.append("the next program found another jail than the first one did")
    return result.status, found


def run_suite(backend: BackendName, names: Iterable[str], cache: Path) -> Iterator[Row]:
    """Every attack in one jail of a backend, as whoever runs this."""
    host = Host()
    user = "root" if os.geteuid() == 0 else "unprivileged"
    try:
        with open_sandbox(workers=1, cache=cache, backend=backend) as sandbox:
            clean = probe(sandbox)
            for name in names:
                yield Row(name, backend, user, *faults(sandbox, host, name, clean))
    finally:
        host.close()


def run_as_nobody(backend: BackendName, names: Sequence[str]) -> list[Row]:
    """The same as an unprivileged user. Only for root.

    Such a user need not be able to read this checkout or its interpreter: what is needed is copied to a folder of its
    own and run by the system's Python.
    """
    import pyseccomp

    root = Path(__file__).parents[2]
    with tempfile.TemporaryDirectory(prefix="suite-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        for part in ("scaler/__init__.py", "scaler/errors.py", "scaler/sandbox", "tests/sandbox"):
            target = folder / part
            target.parent.mkdir(parents=True, exist_ok=True)
            if (root / part).is_dir():
                shutil.copytree(root / part, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(root / part, target)
        shutil.copy(pyseccomp.__file__, folder)
        command = ["/usr/bin/python3", "-m", "tests.sandbox.suite", "--json", "--backend", backend, *names]
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, NOBODY, NOBODY)
        environment = {"PATH": "/usr/bin:/bin", "HOME": name, "PYTHONPATH": name, "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            command, cwd=folder, env=environment, user=NOBODY, group=NOBODY, extra_groups=[], capture_output=True,
            text=True, check=False,
        )  # fmt: skip
    if done.returncode not in (0, 1) or not done.stdout:
        raise RuntimeError(f"the suite did not run as an unprivileged user:\n{done.stderr}")
    return [Row(**json.loads(line)) for line in done.stdout.splitlines()]


def table(rows: Sequence[Row]) -> str:
    """Markdown: one line an attack, one column a backend and user."""
    columns = list(dict.fromkeys((row.backend, row.user) for row in rows))
    cells = {(row.attack, row.backend, row.user): row for row in rows}
    lines = ["| attack | what it tries | " + " | ".join(f"{b}, {u}" for b, u in columns) + " |"]
    lines.append("| --- | --- |" + " --- |" * len(columns))
    for name in dict.fromkeys(row.attack for row in rows):
        found = [cells.get((name, backend, user)) for backend, user in columns]
        said = ["not run" if row is None else "**BROKEN**" if row.breaches else f"held: {row.status}" for row in found]
        lines.append(f"| {name} | {_purpose(name)} | " + " | ".join(said) + " |")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Let hostile programs loose in the sandbox and look at the host.")
    parser.add_argument("--backend", action="append", choices=BACKENDS, help="default: both")
    parser.add_argument("--user", choices=("me", "nobody", "both"), default="me", help="nobody and both need root")
    parser.add_argument("--json", action="store_true", help="one line of JSON an attack instead of a table")
    parser.add_argument("names", nargs="*", help="file names in tests/sandbox/hostile; default: all")
    options = parser.parse_args(arguments)
    names, rows = options.names or NAMES, list[Row]()
    for backend in options.backend or BACKENDS:
        if options.user in ("me", "both"):
            with tempfile.TemporaryDirectory() as cache:
                for row in run_suite(backend, names, Path(cache)):
                    rows.append(row)
                    print(json.dumps(dataclasses.asdict(row))) if options.json else _say(row)
        if options.user in ("nobody", "both"):
            rows += run_as_nobody(backend, names)
    if not options.json:
        print(table(rows))
        print(f"\n{len(rows)} runs of {len(names)} attacks, {sum(bool(row.breaches) for row in rows)} not held")
    return int(any(row.breaches for row in rows))


def _say(row: Row) -> None:
    print(f"{row.backend}: {row.attack}: {row.status} {'; '.join(row.breaches)}", file=sys.stderr)


def _purpose(name: str) -> str:
    """The comment in a program's first line."""
    return (FOLDER / name).read_text().partition("\n")[0].lstrip("#/ ").rstrip(".")


def _limits(pid: int) -> list[object]:
    cores = sorted(os.sched_getaffinity(pid))
    return [os.getpriority(os.PRIO_PROCESS, pid), cores, Path(f"/proc/{pid}/limits").read_text()]


def _listing(place: str) -> list[Path]:
    with contextlib.suppress(OSError):
        return list(Path(place).iterdir())
    return []


if __name__ == "__main__":
    sys.exit(main())
