"""Hostile programs. What counts is what the host sees, and that the next program in the same pool finds it clean."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from scaler.sandbox import Call, PyFunc, Sandbox
from tests.sandbox.suite import (
    BACKENDS,
    FOLDER,
    LIMITS,
    NAMES,
    SLOW,
    BackendName,
    Host,
    Row,
    attack,
    faults,
    probe,
    run_as_nobody,
    table,
)

pytestmark = pytest.mark.sandbox

STATUS = {
    "bad_interpreter.cpp": "error",
    "bloat_result.py": "bad_result",
    "broken_text.py": "bad_result",
    "close_everything.py": "error",
    "connect_abstract.py": "violation",
    "connect_families.py": "violation",
    "connect_raw.py": "violation",
    "connect_tcp.py": "violation",
    "embed_device.cpp": "compile_error",
    "embed_file.cpp": "compile_error",
    "extra_lines.py": "bad_result",
    "fatal_calls.py": "violation",
    "flood_stderr.py": "output_limit",
    "flood_stdout.py": "output_limit",
    "forge_result.py": "bad_result",
    "huge_binary.cpp": "compile_error",
    "huge_memory.cpp": "signal",
    "huge_number.py": "bad_result",
    "include_environment.cpp": "compile_error",
    "include_file.cpp": "compile_error",
    "limit_itself.py": "timeout",
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
    "stop_itself.py": "timeout",
    "template_bomb.cpp": "compile_error",
    "trace_parent.py": "violation",
    "truncate_result.py": "bad_result",
}


def attacks() -> list[Any]:
    return [pytest.param(name, marks=pytest.mark.slow if name in SLOW else ()) for name in NAMES]


@pytest.fixture(scope="module")
def clean(sandbox: Sandbox) -> tuple[str, str, object]:
    """What a program finds in a jail that nothing hostile has been in."""
    found = probe(sandbox)
    assert found[0] == "ok", found
    return found


def test_there_are_enough() -> None:
    assert len(NAMES) >= 60


@pytest.mark.parametrize("name", attacks())
def test_containment(sandbox: Sandbox, host: Host, clean: tuple[str, str, object], name: str) -> None:
    status, wrong = faults(sandbox, host, name, clean)
    assert wrong == []
    assert status == STATUS.get(name, status)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else; as such the suite runs anyway")
@pytest.mark.parametrize("name", BACKENDS)
def test_containment_as_an_unprivileged_user(backend: BackendName, name: BackendName) -> None:
    if backend != name:
        pytest.skip("the other backend")
    rows = run_as_nobody(name, [attack for attack in NAMES if attack not in SLOW])
    assert len(rows) == len(NAMES) - len(SLOW)
    assert [row for row in rows if row.breaches] == []
    assert {row.user for row in rows} == {"unprivileged"}
    assert {row.attack: row.status for row in rows if row.attack in STATUS} == {
        name: status for name, status in STATUS.items() if name not in SLOW
    }


def test_nothing_comes_later(sandbox: Sandbox, host: Host) -> None:
    for name in ("daemon.py", "double_daemon.py"):
        attack(sandbox, host, name)
    time.sleep(1.5)
    assert host.breaches("") == []


@pytest.mark.parametrize(
    "name",
    [
        *("connect_tcp.py", "connect_abstract.py", "connect_unix_path.py", "connect_pair.py", "connect_listen.py"),
        *("read_environment.py", "read_files.py", "write_metadata.py", "double_daemon.py", "exec_memory.py"),
    ],
)
def test_the_host_notices_what_no_jail_holds(name: str) -> None:
    """Programs that are harmless bare; each breaks something of a host that is this test's own."""
    host = Host()
    try:
        command = [sys.executable, str(FOLDER / name)]
        bare = subprocess.run(command, input=json.dumps(host.facts()), capture_output=True, text=True, check=False)
        time.sleep(1.2 if name == "double_daemon.py" else 0)
        assert host.breaches(bare.stdout) != []
    finally:
        host.close()


def test_the_host_notices_what_is_done_to_its_processes() -> None:
    host = Host()
    try:
        os.setpriority(os.PRIO_PROCESS, host.victim.pid, 19)
        assert [found.partition(" changed")[0] for found in host.breaches("")] == ["the victim"]
        resource.prlimit(host.victim.pid, resource.RLIMIT_NOFILE, (3, 3))
        assert "Max open files            3 " in host.breaches("")[0]
        host.victim.kill()
        host.victim.wait()
        assert host.breaches("")[0] == "the victim process is dead"
    finally:
        host.close()


def test_the_canary_is_readable_and_the_folder_writable_for_anybody(host: Host) -> None:
    """Otherwise file modes, not the jail, would have held."""
    act = f"import os; print(open({str(host.canary)!r}).read()); open({str(host.scratch / 'w')!r}, 'w')"
    other = {"user": 61000, "group": 61000, "extra_groups": []} if os.geteuid() == 0 else {}
    bare = subprocess.run(["/usr/bin/python3", "-c", act], capture_output=True, text=True, check=True, **other)  # type: ignore[call-overload]
    assert len(host.breaches(bare.stdout)) == 2
    (host.scratch / "w").unlink()


def test_the_probe_sees_a_jail_that_is_not_clean(sandbox: Sandbox, clean: tuple[str, str, object]) -> None:
    dirty = PyFunc("import math\nmath.gcd = None\ndef f(x): return [len(x), sorted(x), math.gcd is None]", "f")
    assert sandbox.call(dirty, [Call(([1],))], limits=LIMITS)[0].value == [1, [1], True]
    assert probe(sandbox) == clean
    assert (clean[0], clean[1].replace("(64, 64)", "(65, 65)"), clean[2]) != clean


def test_the_table_names_what_is_not_held() -> None:
    rows = [Row("ring.py", "bwrap", "root", "violation", []), Row("ring.py", "landlock", "root", "ok", ["it got out"])]
    assert table(rows).splitlines()[-1] == (
        "| ring.py | io_uring does file and network work that a filter of system calls does not see "
        "| held: violation | **BROKEN** |"
    )


def test_every_program_says_what_it_tries() -> None:
    assert [name for name in NAMES if not Path(FOLDER, name).read_text().startswith(("# ", "// "))] == []
