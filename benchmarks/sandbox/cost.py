"""A call in a warm jail against a bare process: CPU time of all that a run starts, the host's share included.

Each cell is the median over rounds of the mean over runs; rounds of the rows are interleaved, so that a busy machine
disturbs all rows alike. A ratio below 1 is cheaper than bare.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.sandbox.usage import cpu_seconds
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


@dataclass
class Row:
    """One way of running; `act(i)` makes `calls` calls, `against` names the bare row that it is compared with."""

    name: str
    act: Callable[[int], object]
    against: str
    calls: int = 1
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)


def rows(sandbox: Sandbox, folder: Path) -> list[Row]:
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

    python, static = "python, bare process", "C++, bare static binary"
    binaries = {kind: folder / kind for kind in ("static", "dynamic")}
    for kind, path in binaries.items():
        flags = [flag for flag in FLAGS if flag != "-static" or kind == "static"]
        subprocess.run(["g++", *flags, "-o", path], input=SOLUTION, text=True, check=True)
    return [
        Row(python, lambda i: bare([sys.executable, "-c", script, str(i)]), python),
        Row("python, lone call in a warm jail", lambda i: calls(i, 1), python),
        Row(f"python, batch of {BATCH} calls", lambda i: calls(i, BATCH), python, BATCH),
        Row(static, lambda _: bare([str(binaries["static"])], STDIN), static),
        Row("C++, bare dynamic binary", lambda _: bare([str(binaries["dynamic"])], STDIN), static),
        Row("C++, cached program in a warm jail", lambda _: solve(), static),
    ]


def measure(row: Row, runs: int) -> None:
    cpu, wall = cpu_seconds(), time.perf_counter()
    for i in range(runs):
        row.act(i)
    row.cpu.append((cpu_seconds() - cpu) / (runs * row.calls))
    row.wall.append((time.perf_counter() - wall) / (runs * row.calls))


def cost_table(rounds: int, runs: int, folder: Path) -> list[str]:
    """Markdown lines; `folder` holds what is compiled."""
    with open_sandbox(workers=1, cache=folder) as sandbox:
        table = rows(sandbox, folder)
        for row in table:
            row.act(0)
        for _ in range(rounds):
            for row in table:
                measure(row, runs)
    medians = {row.name: statistics.median(row.cpu) for row in table}
    lines = ["| per call | CPU ms | wall ms | CPU to bare |", "| --- | ---: | ---: | ---: |"]
    for row in table:
        cpu, wall = medians[row.name], statistics.median(row.wall)
        lines.append(f"| {row.name} | {cpu * 1e3:.2f} | {wall * 1e3:.2f} | {cpu / medians[row.against]:.3f} |")
    return lines


def scaling_table(rounds: int, runs: int, folder: Path) -> list[str]:
    """Markdown lines: lone calls, each in a process of its own, by one worker and by two."""
    function = PyFunc(GENERATOR, "generate")
    calls = [Call((SIZE,), seed=i) for i in range(runs)]
    seconds: dict[int, list[float]] = {1: [], 2: []}
    with open_sandbox(workers=1, cache=folder) as one, open_sandbox(workers=2, cache=folder) as two:
        pools = {1: one, 2: two}
        for round_ in range(rounds + 1):
            for workers, pool in pools.items():
                start = time.perf_counter()
                assert all(result.ok for result in pool.call(function, calls, isolated=True))
                if round_:  # the first warms the jails
                    seconds[workers].append(time.perf_counter() - start)
    rates = {workers: runs / statistics.median(taken) for workers, taken in seconds.items()}
    lines = ["| workers | lone calls per second | to one worker |", "| ---: | ---: | ---: |"]
    return lines + [f"| {workers} | {rate:.0f} | {rate / rates[1]:.2f} |" for workers, rate in rates.items()]
