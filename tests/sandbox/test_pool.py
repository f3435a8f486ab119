from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scaler.errors import SandboxFailure
from scaler.sandbox import Call, Limits, Program, PyFunc, Sandbox, open_sandbox
from scaler.sandbox.jail import Jail
from scaler.sandbox.pool import Pool
from tests.sandbox.conftest import descendants
from tests.sandbox.suite import BackendName

pytestmark = pytest.mark.sandbox

LIMITS = Limits(cpu=0.3, wall=1.0)
WHO = PyFunc("import os\nstate = []\ndef f(x):\n    state.append(x)\n    return [x, len(state)]", "f")
FUSSY = PyFunc("def f(x):\n    while x == 3: pass\n    return x", "f")
ECHO = Program("python", "print(input())")


def test_results_come_back_in_order_and_a_seed_gives_its_numbers(sandbox: Sandbox) -> None:
    roll = PyFunc("import random\ndef f(n, rng): return [n, rng.randint(1, 10**9), random.randint(1, 10**9)]", "f")
    seeded = sandbox.call(roll, [Call((i,), seed=i % 3) for i in range(6)])
    alone = sandbox.call(roll, [Call((i,), seed=i % 3) for i in range(6)], isolated=True)
    assert [result.value[0] for result in seeded] == list(range(6))
    assert [result.value for result in seeded] == [result.value for result in alone]
    assert seeded[0].value[1:] == seeded[3].value[1:] != seeded[1].value[1:]


def test_calls_share_a_process_unless_isolated(sandbox: Sandbox) -> None:
    calls = [Call((i,)) for i in range(4)]
    assert [result.value for result in sandbox.call(WHO, calls)] == [[0, 1], [1, 2], [2, 3], [3, 4]]
    assert [result.value for result in sandbox.call(WHO, calls, isolated=True)] == [[i, 1] for i in range(4)]


def test_a_call_that_times_out_costs_the_others_nothing(sandbox: Sandbox) -> None:
    results = sandbox.call(FUSSY, [Call((i,)) for i in range(6)], limits=LIMITS)
    assert [result.status for result in results] == ["ok"] * 3 + ["timeout"] + ["ok"] * 2
    assert [result.value for result in results] == [0, 1, 2, None, 4, 5]


def test_limits_are_of_one_call_not_of_the_batch(sandbox: Sandbox) -> None:
    busy = PyFunc(
        "import time\ndef f():\n    t = time.process_time()\n    while time.process_time() < t + 0.1: pass", "f"
    )
    assert {result.status for result in sandbox.call(busy, [Call(())] * 6, limits=LIMITS)} == {"ok"}


def test_two_fresh_jails_agree(sandbox: Sandbox) -> None:
    code = """
import random
def f(rng):
    return [list({str(i) for i in range(50)}), rng.random(), random.random(), hash("x"), random.sample(range(99), 9)]
"""
    first, second = (sandbox.call(PyFunc(code, "f"), [Call((), seed=5)], fresh=True)[0] for _ in range(2))
    assert first.ok
    assert first.value == second.value
    unseeded = Program("python", "import random; print(random.random(), {'a', 'b', 'c', 'd'})")
    assert len({sandbox.run(unseeded, [""])[0].stdout for _ in range(3)}) == 1


def test_many_threads_may_ask(cache: Path, backend: BackendName) -> None:
    with open_sandbox(workers=2, cache=cache, backend=backend) as pool, ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda i: [r.stdout for r in pool.run(ECHO, [f"{i}", f"-{i}"])], range(24)))
    assert answers == [[f"{i}\n", f"-{i}\n"] for i in range(24)]


def test_a_jail_outlives_the_thread_that_asked_first(sandbox: Sandbox) -> None:
    asker = threading.Thread(target=lambda: sandbox.run(ECHO, ["1"]))
    asker.start()
    asker.join()
    before = descendants(os.getpid())
    time.sleep(0.2)
    assert sandbox.run(ECHO, ["2"])[0].stdout == "2\n"
    assert descendants(os.getpid()) == before


def test_a_dead_jail_is_replaced(sandbox: Sandbox) -> None:
    assert isinstance(sandbox, Pool)
    for jail in list(sandbox._jails):
        jail.kill()
    assert sandbox.run(ECHO, ["still here"])[0].stdout == "still here\n"


def test_a_jail_killed_in_mid_run_is_tried_again_and_then_reported(cache: Path, backend: BackendName) -> None:
    with open_sandbox(workers=1, cache=cache, backend=backend) as pool, ThreadPoolExecutor(1) as thread:
        assert isinstance(pool, Pool)
        waiting = thread.submit(pool.run, Program("python", "import time; time.sleep(20)"), [""])
        killed: set[Jail] = set()
        while len(killed) < 2:
            for jail in pool._jails - killed:
                if jail.used:
                    jail.kill()
                    killed.add(jail)
            time.sleep(0.01)
        (result,) = waiting.result()
        assert result.status == "sandbox_error"
        assert "the jail has died" in result.stderr
        assert pool.run(ECHO, ["next"])[0].stdout == "next\n"


def test_closing_ends_everything(cache: Path, backend: BackendName) -> None:
    before = descendants(os.getpid())
    pool = open_sandbox(workers=2, cache=cache, backend=backend)
    pool.run(ECHO, ["1", "2", "3"])
    assert descendants(os.getpid()) > before
    with ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(pool.run, Program("python", "while True: pass"), [""])
        time.sleep(0.2)
        pool.close()
        assert waiting.result()[0].status == "sandbox_error"
    assert descendants(os.getpid()) == before
    pool.close()
    with pytest.raises(SandboxFailure, match="the sandbox is closed"):
        pool.run(ECHO, ["1"])


def test_no_orphan_after_sigkill(cache: Path, backend: BackendName) -> None:
    code = f"""
from pathlib import Path
from scaler.sandbox import Program, open_sandbox
sandbox = open_sandbox(workers=1, cache=Path({str(cache)!r}), backend={backend!r})
sandbox.run(Program("python", "print(1)"), [""])
print("ready", flush=True)
sandbox.run(Program("python", "while True: pass"), [""])
"""
    host = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert host.stdout is not None
    assert host.stdout.readline() == "ready\n"
    time.sleep(0.3)
    family = descendants(host.pid)
    assert len(family) >= 2  # a runner and the program
    host.send_signal(signal.SIGKILL)
    host.communicate()
    deadline = time.monotonic() + 5
    while (
        alive := family & {int(f.name) for f in Path("/proc").iterdir() if f.name.isdigit()}
    ) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert alive == set()


def test_binaries_are_cached_by_content(sandbox: Sandbox, cache: Path) -> None:
    source = '#include <cstdio>\nint main() { int x; scanf("%d", &x); printf("%d", 2 * x); } // cached'
    assert [r.stdout for r in sandbox.run(Program("cpp", source), ["2", "3"])] == ["4", "6"]
    files = {path: path.stat().st_mtime_ns for path in (cache / "binaries").rglob("*") if path.is_file()}
    assert not [path for path in files if path.name.startswith(".")]
    assert [r.stdout for r in sandbox.run(Program("cpp", source), ["5"])] == ["10"]
    sandbox.run(Program("cpp", "int main() { return oops; }"), [""])
    assert {path: path.stat().st_mtime_ns for path in (cache / "binaries").rglob("*") if path.is_file()} == files


def test_describe(sandbox: Sandbox, backend: str) -> None:
    told = sandbox.describe()
    assert told["backend"] == backend
    common = {"backend", "tier", "network", "files", "processes", "memory", "python", "compiler", "kernel"}
    assert common <= set(told) <= common | {"landlock"}
    version = Program("python", "import platform; print(platform.python_version())")
    assert told["python"] == sandbox.run(version, [""])[0].stdout.strip()


def test_arguments_that_are_not_json_are_the_callers_error(sandbox: Sandbox) -> None:
    with pytest.raises(TypeError, match="Object of type set is not JSON serializable"):
        sandbox.call(WHO, [Call(({1},))])
    assert sandbox.call(WHO, []) == []
    assert sandbox.run(ECHO, []) == []
