"""Hostile programs. What counts is what the host sees, and that the next program in the same pool finds it clean."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from scaler.sandbox import Call, Limits, Program, PyFunc, Result, Sandbox

if TYPE_CHECKING:
    from tests.sandbox.conftest import Host

pytestmark = pytest.mark.sandbox

FOLDER = Path(__file__).with_name("hostile")
LIMITS = Limits(cpu=0.5, wall=2.0, memory=512 << 20, output=1 << 20, stack=64 << 20)
SLOW = {"template_bomb.cpp"}
STATUS = {
    "bloat_result.py": "bad_result",
    "connect_abstract.py": "violation",
    "connect_raw.py": "violation",
    "connect_tcp.py": "violation",
    "embed_device.cpp": "compile_error",
    "embed_file.cpp": "compile_error",
    "flood_stderr.py": "output_limit",
    "flood_stdout.py": "output_limit",
    "forge_result.py": "bad_result",
    "huge_binary.cpp": "compile_error",
    "huge_memory.cpp": "signal",
    "huge_number.py": "bad_result",
    "include_file.cpp": "compile_error",
    "nest_result.py": "bad_result",
    "never_end.py": "timeout",
    "new_namespaces.py": "violation",
    "not_a_number.py": "bad_result",
    "overflow_stack.cpp": "signal",
    "poison_next.py": "ok",
    "recurse.py": "signal",
    "rewrite_parent.py": "violation",
    "ring.py": "violation",
    "sleep_forever.py": "timeout",
    "template_bomb.cpp": "compile_error",
    "trace_parent.py": "violation",
    "truncate_result.py": "bad_result",
}
PROBE = """
import builtins, json, math, os, random, resource
import sys, threading
rng = random.Random(1)
facts = [len("abc"), json.loads("[1]"), math.gcd(4, 6), rng.random(), sys.path, sys.getrecursionlimit()]
facts += [threading.active_count(), sorted(os.environ), sorted(vars(builtins)), sorted(sys.modules), input()]
facts += [resource.getrlimit(resource.RLIMIT_NOFILE), os.getcwd(), random.random(), os.listdir("/")]
print(facts)
"""


def attack(sandbox: Sandbox, host: Host, path: Path) -> Result:
    code = path.read_text().replace("@CANARY@", str(host.canary))
    if path.suffix == ".cpp":
        stdin = f"{host.token}\n{host.canary}\n{host.scratch}\n"
        return sandbox.run(Program("cpp", code), [stdin], limits=LIMITS)[0]
    if "def attack(" in code:
        return sandbox.call(PyFunc(code, "attack"), [Call((host.facts(),))], limits=LIMITS)[0]
    return sandbox.run(Program("python", code), [json.dumps(host.facts())], limits=LIMITS)[0]


def probe(sandbox: Sandbox) -> tuple[str, str, object]:
    run = sandbox.run(Program("python", PROBE), ["clean"], limits=LIMITS)[0]
    call = sandbox.call(PyFunc("def f(x): return [len(x), sorted(x)]", "f"), [Call(([3, 1, 2],))], limits=LIMITS)[0]
    return run.status, run.stdout, call.value


def snippets() -> list[Any]:
    names = sorted(path.name for path in FOLDER.iterdir())
    return [pytest.param(name, marks=pytest.mark.slow if name in SLOW else ()) for name in names]


@pytest.fixture(scope="module")
def clean(sandbox: Sandbox) -> tuple[str, str, object]:
    """What a program finds in a jail that nothing hostile has been in."""
    found = probe(sandbox)
    assert found[0] == "ok", found
    return found


@pytest.mark.parametrize("name", snippets())
def test_containment(sandbox: Sandbox, host: Host, clean: tuple[str, str, object], name: str) -> None:
    start = time.monotonic()
    result = attack(sandbox, host, FOLDER / name)
    took = time.monotonic() - start
    assert host.breaches(result) == []
    assert result.status == STATUS.get(name, result.status) != "sandbox_error", result
    assert result.memory < LIMITS.memory + (64 << 20)
    assert len(result.stdout) <= LIMITS.output
    assert took < 60 if name.endswith(".cpp") else took < 15
    assert probe(sandbox) == clean


def test_nothing_comes_later(sandbox: Sandbox, host: Host) -> None:
    attack(sandbox, host, FOLDER / "daemon.py")
    time.sleep(1.5)
    assert host.breaches("") == []


@pytest.mark.parametrize("name", ["connect_tcp.py", "connect_abstract.py", "read_environment.py"])
def test_the_host_notices_what_no_jail_holds(host: Host, name: str) -> None:
    command = [sys.executable, str(FOLDER / name)]
    bare = subprocess.run(command, input=json.dumps(host.facts()), capture_output=True, text=True, check=False)
    assert host.breaches(bare.stdout) != []


def test_the_canary_is_readable_and_the_folder_writable_for_anybody(host: Host) -> None:
    """Otherwise file modes, not the jail, would have held."""
    act = f"import os; print(open({str(host.canary)!r}).read()); open({str(host.scratch / 'w')!r}, 'w')"
    other = {"user": 61000, "group": 61000, "extra_groups": []} if os.geteuid() == 0 else {}
    bare = subprocess.run(["/usr/bin/python3", "-c", act], capture_output=True, text=True, check=True, **other)  # type: ignore[call-overload]
    assert len(host.breaches(bare.stdout)) == 2
    (host.scratch / "w").unlink()
