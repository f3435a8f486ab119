"""Many calls of every kind through one pool: does it stay as it was?

    python -m benchmarks.sandbox.soak --calls 100000 [--backend landlock]

A twentieth of the calls are faulty (they end, crash, flood, run out of time or of memory), so that jails are lost and
replaced throughout. Exit code 1 when anything leaked or a call did not end as it must.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.sandbox.usage import descendants, open_files, resident
from scaler.progress import say
from scaler.sandbox import Call, Limits, Program, PyFunc, Result, Sandbox, open_sandbox

LIMITS = Limits(cpu=0.2, wall=5.0, memory=256 << 20, output=1 << 16, stack=8 << 20)
FUNCTION = PyFunc("def f(n, rng): return [n, rng.randrange(n)]", "f")
SCRIPT = Program("python", "n = int(input())\nprint(n * n)")
BINARY = Program("cpp", "#include <iostream>\nint main() { long n; std::cin >> n; std::cout << n * n << '\\n'; }")
FAULTS = (
    ("raise ValueError('no')", "error"),
    ("import os; os.abort()", "signal"),
    ("while True: print('x' * 9999)", "output_limit"),
    ("while True: pass", "timeout"),
    ("x = bytearray(1 << 30)", "error"),
    ("import socket; socket.socket()", "violation"),
)
BATCH = 50


@dataclass(frozen=True)
class Sample:
    """What the host held after so many calls."""

    calls: int
    memory: int  # bytes, of this process
    jails: int  # bytes, of all processes below it
    processes: int
    files: int  # descriptors of this process
    temporary: int  # entries in the temporary folder

    def row(self) -> str:
        megabytes = f"{self.memory / 1e6:.1f} | {self.jails / 1e6:.1f}"
        return f"| {self.calls} | {megabytes} | {self.processes} | {self.files} | {self.temporary} |"


HEADER = "| calls | host MB | jails MB | processes | descriptors | temporary files |\n|" + " ---: |" * 6


def sample(calls: int) -> Sample:
    jails = 0
    below = descendants()
    for pid in below:
        with contextlib.suppress(OSError):  # it has just ended
            jails += resident(pid)
    return Sample(calls, resident(), jails, len(below), open_files(), len(list(Path(tempfile.gettempdir()).iterdir())))


def soak(sandbox: Sandbox, calls: int, every: int) -> Iterator[Sample]:
    """Make `calls` calls; a Sample about every `every`. Raises RuntimeError for a call that did not end as it must."""
    done = faulty = turn = 0
    yield sample(0)
    mark = every
    while done < calls:
        match turn % 8:
            case 0 | 1 | 2 | 3 | 4 | 5:
                results = sandbox.call(FUNCTION, [Call((i + 1,), seed=done + i) for i in range(BATCH)], limits=LIMITS)
                _check(results, [result.ok and result.value[0] == i + 1 for i, result in enumerate(results)])
                done += BATCH
            case 6:
                for program in (SCRIPT, BINARY):
                    numbers = [done + i for i in range(BATCH // 2)]
                    results = sandbox.run(program, [str(n) for n in numbers], limits=LIMITS)
                    _check(results, [int(r.stdout) == n * n for r, n in zip(results, numbers, strict=True) if r.ok])
                    done += BATCH // 2
            case _:
                for _ in range(max(1, BATCH * 8 // 20)):
                    code, status = FAULTS[faulty % len(FAULTS)]
                    results = sandbox.run(Program("python", code), [""], limits=LIMITS)
                    _check(results, [results[0].status == status])
                    done, faulty = done + 1, faulty + 1
        turn += 1
        if done >= mark:
            yield sample(done)
            mark += every


def _check(results: list[Result], right: list[bool]) -> None:
    if len(right) != len(results) or not all(right):
        raise RuntimeError(f"a call did not end as it must: {[r for r in results if not r.ok] or results}")


def leaks(first: Sample, last: Sample) -> list[str]:
    """What grew between two samples of a warm pool. A jail has one or two processes, depending on what it just did."""
    found = []
    if last.memory > first.memory * 1.1 + (8 << 20):
        found.append(f"host memory: {first.memory} to {last.memory} bytes")
    if last.jails > first.jails * 1.5 + (32 << 20):
        found.append(f"memory of the jails: {first.jails} to {last.jails} bytes")
    if last.processes > first.processes + 2:
        found.append(f"processes: {first.processes} to {last.processes}")
    if last.files > first.files + 4:
        found.append(f"descriptors: {first.files} to {last.files}")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description="Many calls through one pool.")
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument("--backend", choices=("bwrap", "landlock"), default=None)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # jails have users of their own
        tempfile.tempdir = folder  # so that only our own temporary files are counted
        samples = []
        with open_sandbox(workers=options.workers, cache=Path(folder, "cache"), backend=options.backend) as sandbox:
            say(f"backend {sandbox.describe()['backend']}\n{HEADER}")
            for one in soak(sandbox, options.calls, max(1, options.calls // 10)):
                samples.append(one)
                say(one.row())
        say(f"after closing: {len(descendants())} processes, {open_files()} descriptors")
        say(f"{samples[-1].calls / (time.monotonic() - start):.0f} calls per second")
        found = leaks(samples[1], samples[-1])
        left = [path.name for path in Path(folder).iterdir() if path.name != "cache"]
    if descendants():
        found.append(f"processes after closing: {descendants()}")
    if left:
        found.append(f"temporary files after closing: {left}")
    for leak in found:
        say(f"LEAK {leak}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
