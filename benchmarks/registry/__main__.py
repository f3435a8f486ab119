"""See the package's docstring."""

from __future__ import annotations

import argparse
import http.client
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from benchmarks.registry.pool import originals, write_pack, write_tree
from scaler.registry import Query, Registry
from scaler.registry.manifest import load_yaml
from scaler.review_app.app import make_app
from scaler.review_app.desk import Desk
from scaler.sandbox import Sandbox, open_sandbox

ROUNDS = 15
PORT = 18081


def main() -> None:
    parser = argparse.ArgumentParser(description="What the registry and the review page cost.")
    parser.add_argument("--tree", type=int, default=10_000, help="environments in the tree")
    parser.add_argument("--pack", type=int, default=100_000, help="environments in the pack")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, open_sandbox(workers=1) as sandbox:
        folder = Path(name)
        source = originals(folder)
        tree = write_tree(source, folder / "tree", options.tree)
        print("\n".join(tree_table(tree, sandbox, options.tree)) + "\n", flush=True)
        if options.pack:
            print("\n".join(pack_table(source, folder / "pool.pack", options.pack)) + "\n")
        print(f"median of {ROUNDS}; load average {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock and of this process's CPU, threads included; what jails use is in the first alone."""

    wall: float
    cpu: float


def cost(act: Callable[[], object], rounds: int = 1) -> Cost:
    """Medians over rounds."""
    wall, cpu = [], []
    for _ in range(rounds):
        started, used = time.perf_counter(), time.process_time()
        act()
        wall.append(time.perf_counter() - started)
        cpu.append(time.process_time() - used)
    return Cost(statistics.median(wall), statistics.median(cpu))


def tree_table(tree: Registry, sandbox: Sandbox, count: int) -> list[str]:
    """Markdown lines. The baseline of lists is a list without an index: every manifest and entry read by libyaml."""
    paths = [*tree.root.glob("*/1.0/manifest.yaml"), *tree.root.glob("*/entry.yaml")]
    assert len(paths) == 2 * count
    plain = cost(lambda: [load_yaml(path.read_bytes()) for path in paths])
    built = cost(tree.rows)
    search = cost(lambda: tree.search(Query(state="candidate", order="weakest", limit=100)), ROUNDS)
    ref = tree.search(Query(state="candidate", kind="integer", limit=1)).rows[0].ref
    environment = tree.load(ref, sandbox)
    environment.instance(3, 0)
    instance = cost(lambda: environment.instance(3, 7), ROUNDS)
    with served(tree, sandbox) as get:
        get(f"entry/{ref}/instance?level=3&seed=7")  # warms the jail and compiles what is C++
        queue = cost(lambda: get("?order=weakest"), ROUNDS)
        entry = cost(lambda: get(f"entry/{ref}"), ROUNDS)
        drawn = cost(lambda: get(f"entry/{ref}/instance?level=3&seed=7"), ROUNDS)
        both = cost(lambda: (get(f"entry/{ref}"), get(f"entry/{ref}/instance?level=3&seed=7")), ROUNDS)
    return table(
        f"a tree of {count:,} environments",
        [
            ("list without an index (libyaml)", plain, plain),
            (f"index of {count:,} environments, built", built, plain),
            ("filter and sort by the index, up to date", search, plain),
            ("page: the queue", queue, plain),
            ("`env.instance`, warm", instance, instance),
            ("page: an entry", entry, instance),
            ("page: its instance, all programs, warm", drawn, instance),
            ("page: an entry with its instance", both, instance),
        ],
    )


def pack_table(source: Registry, path: Path, count: int) -> list[str]:
    """Markdown lines. The baseline is reading every manifest, of a sample, and multiplied."""
    pack = Registry(path)
    written = cost(lambda: write_pack(source, path, count))
    sample = [row.ref for row in pack.search(Query(limit=500)).rows]
    of_sample = cost(lambda: [load_yaml(pack.files(ref)["manifest.yaml"]) for ref in sample])
    plain = Cost(of_sample.wall / len(sample) * count, of_sample.cpu / len(sample) * count)
    ref = pack.search(Query(text=f"-{count - 1}", limit=1)).rows[0].ref
    digest = pack.digest(ref)
    queue = Query(state="candidate", order="weakest", limit=100)
    words = Query(text="failed diversity 99", limit=100)
    return table(
        f"a pack of {count:,} environments, {path.stat().st_size / 1e6:.0f} MB",
        [
            ("list without an index (a sample, multiplied)", plain, plain),
            ("write them all, with the index", written, plain),
            ("first page of candidates, weakest first", cost(lambda: pack.search(queue), ROUNDS), plain),
            ("search for words", cost(lambda: pack.search(words), ROUNDS), plain),
            ("list all rows", cost(pack.rows, 3), plain),
            ("resolve a name", cost(lambda: pack.resolve(ref.partition("@")[0]), ROUNDS), plain),
            ("resolve a digest", cost(lambda: pack.resolve(digest), ROUNDS), plain),
            ("read one version", cost(lambda: pack.version(ref), ROUNDS), plain),
        ],
    )


def table(title: str, rows: list[tuple[str, Cost, Cost]]) -> list[str]:
    lines = [f"| {title} | wall ms | CPU ms | wall to the baseline above |", "| --- | ---: | ---: | ---: |"]
    for name, spent, baseline in rows:
        ratio = "baseline" if spent is baseline else f"{spent.wall / baseline.wall:.2g}"
        lines.append(f"| {name} | {spent.wall * 1e3:,.1f} | {spent.cpu * 1e3:,.1f} | {ratio} |")
    return lines


@contextmanager
def served(registry: Registry, sandbox: Sandbox) -> Iterator[Callable[[str], bytes]]:
    """The page, served to a function that gets a path of it."""
    app = make_app(Desk(registry, sandbox, "ann"), "token", (f"127.0.0.1:{PORT}",))
    server = uvicorn.Server(uvicorn.Config(app, port=PORT, log_level="error", ws="none", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)

    def get(path: str) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        connection.request("GET", f"/token/{path}")
        response = connection.getresponse()
        body = response.read()
        assert response.status == 200, body
        return body

    yield get
    server.should_exit = True
    thread.join()


if __name__ == "__main__":
    main()
