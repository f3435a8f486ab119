"""What the sandbox costs: CPU time of all that a run starts, the host's share included, against bare processes.

    python benchmarks/sandbox.py [--rounds 5] [--runs 100]

Each cell is the median over rounds of the mean over runs; rounds of the rows are interleaved, so that a busy machine
disturbs all rows alike. A ratio below 1 is cheaper than bare.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from scaler.sandbox import Call, Program, PyFunc, Sandbox, open_sandbox
from scaler.sandbox.compiler import FLAGS

GENERATOR = """
import bisect, collections, copy, datetime, functools, heapq, itertools, json, math, operator, random, re, string
import statistics, sys, typing

def generate(n, rng):
    values = [rng.randint(1, 10**9) for _ in range(n)]
    return {"n": n, "values": values, "edges": [[rng.randrange(i), i] for i in range(1, n)]}
"""
SOLUTION = """
#include <bits/stdc++.h>
int main() {
    int n; std::cin >> n;
    std::vector<long long> a(n);
    for (auto &x : a) std::cin >> x;
    std::sort(a.begin(), a.end());
    std::cout << std::accumulate(a.begin(), a.end(), 0LL) << ' ' << a[n / 2];
}
"""
SIZE = 150
BATCH = 50
STDIN = f"{SIZE}\n" + " ".join(str(i * 7919 % 1000003) for i in range(SIZE))
TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Row:
    """One way of running; `act(i)` makes `calls` calls, `against` names the bare row that it is compared with."""

    name: str
    act: Callable[[int], object]
    against: str
    calls: int = 1
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)


def cpu_seconds() -> float:
    """CPU that this process, its dead children and its living descendants have used."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    total = time.process_time() + children.ru_utime + children.ru_stime
    stats = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stats[int(folder.name)] = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it has just ended
                continue
    below = {os.getpid()}
    while new := {pid for pid, stat in stats.items() if int(stat[1]) in below and pid not in below}:
        below |= new
    return total + sum(sum(map(int, stats[pid][11:15])) for pid in below - {os.getpid()}) / TICK


def rows(sandbox: Sandbox, binary: Path) -> list[Row]:
    script = GENERATOR + f"print(json.dumps(generate({SIZE}, random.Random(int(sys.argv[1])))))"
    function, program = PyFunc(GENERATOR, "generate"), Program("cpp", SOLUTION)

    def bare(command: list[str], stdin: str | None = None) -> None:
        subprocess.run(command, input=stdin, stdout=subprocess.PIPE, text=True, check=True)

    def calls(first: int, count: int) -> None:
        results = sandbox.call(function, [Call((SIZE,), seed=first + i) for i in range(count)])
        assert all(result.ok for result in results), results

    def solve() -> None:
        (result,) = sandbox.run(program, [STDIN])
        assert result.ok, result

    python, cpp = "python, bare process", "C++, bare process"
    return [
        Row(python, lambda i: bare([sys.executable, "-c", script, str(i)]), python),
        Row("python, lone call in a warm jail", lambda i: calls(i, 1), python),
        Row(f"python, batch of {BATCH} calls", lambda i: calls(i, BATCH), python, BATCH),
        Row(cpp, lambda _: bare([str(binary)], STDIN), cpp),
        Row("C++, cached program in a warm jail", lambda _: solve(), cpp),
    ]


def measure(row: Row, runs: int) -> None:
    cpu, wall = cpu_seconds(), time.perf_counter()
    for i in range(runs):
        row.act(i)
    row.cpu.append((cpu_seconds() - cpu) / (runs * row.calls))
    row.wall.append((time.perf_counter() - wall) / (runs * row.calls))


def main() -> None:
    parser = argparse.ArgumentParser(description="What the sandbox costs against bare processes.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--runs", type=int, default=100)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as cache, open_sandbox(workers=1, cache=Path(cache)) as sandbox:
        sandbox.run(Program("cpp", SOLUTION), [STDIN])
        binary = Path(cache, "bare")
        subprocess.run(["g++", *FLAGS, "-o", binary], input=SOLUTION, text=True, check=True)
        table = rows(sandbox, binary)
        for row in table:
            row.act(0)
        for _ in range(options.rounds):
            for row in table:
                measure(row, options.runs)
        print(json.dumps(sandbox.describe(), indent=2))
    medians = {row.name: statistics.median(row.cpu) for row in table}
    print(f"{'per call':36} {'CPU ms':>8} {'wall ms':>8} {'to bare':>8} {'per CPU s':>10}")
    for row in table:
        cpu, wall = medians[row.name], statistics.median(row.wall)
        print(f"{row.name:36} {cpu * 1e3:8.2f} {wall * 1e3:8.2f} {cpu / medians[row.against]:8.3f} {1 / cpu:10.0f}")
    print(f"load average {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
