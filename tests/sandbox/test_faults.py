"""Faults that once were blamed on the wrong side, or left something behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scaler.sandbox import Call, Limits, Program, PyFunc, Sandbox, open_sandbox
from scaler.sandbox.bwrap import spare_uid
from tests.sandbox.conftest import descendants
from tests.sandbox.suite import BackendName

pytestmark = pytest.mark.sandbox

LIMITS = Limits(cpu=0.5, wall=5.0)


@pytest.mark.parametrize("change", ["setrlimit(0, (1, 1))", "prlimit(0, 0, (1, 1))", "setrlimit(0, (0, 0))"])
def test_a_program_cannot_move_its_cpu_limit(sandbox: Sandbox, change: str) -> None:
    code = f"import resource\ntry: resource.{change}\nexcept (OSError, ValueError): print('refused', flush=True)\n"
    result = sandbox.run(Program("python", code + "while True: pass"), [""], limits=LIMITS)[0]
    assert (result.status, result.stdout) == ("timeout", "refused\n")
    stack = "import resource as r; r.setrlimit(r.RLIMIT_STACK, r.getrlimit(r.RLIMIT_STACK)); print(r.getrlimit(0)[0])"
    assert sandbox.run(Program("python", stack), [""], limits=LIMITS)[0].stdout == "2\n"


def test_a_binary_that_cannot_be_executed_is_the_programs_error(sandbox: Sandbox) -> None:
    interpreter = 'const char path[] __attribute__((section(".interp"), used)) = "/no/such/loader";\nint main() {}'
    result = sandbox.run(Program("cpp", interpreter), [""], limits=LIMITS)[0]
    assert (result.status, result.stderr) == ("error", "cannot be executed: No such file or directory")


def test_a_damaged_binary_is_built_again(cache: Path, backend: BackendName) -> None:
    program = Program("cpp", '#include <cstdio>\nint main() { puts("whole"); } // damaged later')
    with open_sandbox(workers=1, cache=cache / "damaged", backend=backend) as pool:
        assert pool.run(program, [""])[0].stdout == "whole\n"
        files = [path for path in (cache / "damaged").rglob("*") if path.is_file()]
        for path in files:
            path.chmod(0o755)
            path.write_bytes(path.read_bytes()[:-5000])
        assert pool.run(program, [""])[0].stdout == "whole\n"
    for path in files:
        path.chmod(0o755)
        path.write_bytes(b"")
    with open_sandbox(workers=1, cache=cache / "damaged", backend=backend) as pool:
        assert pool.run(program, [""])[0].stdout == "whole\n"


def test_a_forked_copy_says_that_the_jails_are_its_parents(cache: Path, backend: BackendName) -> None:
    code = f"""
import os
from pathlib import Path
from scaler.errors import SandboxFailure
from scaler.sandbox import Program, open_sandbox
with open_sandbox(workers=1, cache=Path({str(cache)!r}), backend={backend!r}) as sandbox:
    sandbox.run(Program("python", "print(1)"), [""])
    if os.fork() == 0:
        try:
            sandbox.run(Program("python", "print(1)"), [""])
        except SandboxFailure as failure:
            print(failure, flush=True)
        sandbox.close()
        os._exit(0)
    os.wait()
    print(sandbox.run(Program("python", "print('still mine')"), [""])[0].stdout)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == (
        "this sandbox was opened before the process forked: its jails belong to the parent\n"
        "  fix: call open_sandbox() in the forked process\nstill mine\n\n"
    )


def test_no_compiler_survives_sigkill_of_the_host(cache: Path, backend: BackendName) -> None:
    bomb = "template<int A, int B> struct T { static const int v = T<A - 1, 2 * B>::v + T<A - 1, 2 * B + 1>::v; };\\n"
    bomb += "template<int B> struct T<0, B> { static const int v = B; };\\nint main() { return T<20, 1>::v; }"
    code = f"""
from pathlib import Path
from scaler.sandbox import Program, open_sandbox
sandbox = open_sandbox(workers=1, cache=Path({str(cache / "killed")!r}), backend={backend!r})
print("ready", flush=True)
sandbox.run(Program("cpp", "{bomb}"), [""])
"""
    host = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert host.stdout is not None
    assert host.stdout.readline() == "ready\n"
    deadline = time.monotonic() + 30
    while not any("cc1plus" in _command(pid) for pid in descendants(host.pid)) and time.monotonic() < deadline:
        time.sleep(0.05)
    family = descendants(host.pid)
    assert any("cc1plus" in _command(pid) for pid in family)
    host.send_signal(signal.SIGKILL)
    host.communicate()
    deadline = time.monotonic() + 5
    while any(Path(f"/proc/{pid}").exists() for pid in family) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [_command(pid) for pid in family if Path(f"/proc/{pid}").exists()] == []


def test_what_killed_builds_left_behind_is_swept(cache: Path) -> None:
    left = cache / "swept" / "binaries" / "ab" / ".draft-x"
    left.parent.mkdir(parents=True)
    left.write_text("half")
    os.utime(left, (0, 0))
    open_sandbox(workers=1, cache=cache / "swept").close()
    assert not left.exists()


def test_a_million_empty_lists_are_no_result(sandbox: Sandbox) -> None:
    result = sandbox.call(PyFunc("def f(): return [[]] * 1_500_000", "f"), [Call(())])[0]
    assert (result.status, result.stderr) == ("bad_result", "the result is not JSON: more than 1000000 values")
    assert sandbox.call(PyFunc("def f(): return [0] * 900_000", "f"), [Call(())])[0].ok


def test_jails_have_uids_that_nobody_uses() -> None:
    uids = {spare_uid(number) for number in range(64)}
    assert len(uids) == 64
    assert os.geteuid() not in uids


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""
