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


def tree_table(tree: Registry, sandbox: Sandbox, count: int) -> list[str]:
    """Markdown lines. The baseline of lists is a list without an index: every manifest and entry read by libyaml."""
    start = time.process_time()
    paths = [*tree.root.glob("*/1.0/manifest.yaml"), *tree.root.glob("*/entry.yaml")]
    parsed = [load_yaml(path.read_bytes()) for path in paths]
    plain = time.process_time() - start
    assert len(parsed) == 2 * count
    start = time.process_time()
    assert len(tree.rows()) == count
    built = time.process_time() - start
    search = timed(lambda: tree.search(Query(state="candidate", order="weakest", limit=100)))
    name = next(iter(tree.search(Query(state="candidate", kind="integer", limit=1)).rows)).ref
    environment = tree.load(name, sandbox)
    environment.instance(3, 0)
    instance = timed(lambda: environment.instance(3, 7))
    with served(tree, sandbox) as get:
        get(f"entry/{name}/instance?level=3&seed=7")  # warms the jail and compiles what is C++
        queue = timed(lambda: get("?order=weakest"))
        entry = timed(lambda: get(f"entry/{name}"))
        drawn = timed(lambda: get(f"entry/{name}/instance?level=3&seed=7"))
    without = "list without an index (libyaml)"
    rows = [
        (without, plain, plain, "CPU"),
        (f"index of {count:,} environments, built", built, plain, "CPU"),
        ("filter and sort by the index, up to date", search, plain, "wall"),
        ("page: the queue", queue, plain, "wall"),
        ("`env.instance`, warm", instance, instance, "wall"),
        ("page: an entry", entry, instance, "wall"),
        ("page: its instance, all programs, warm", drawn, instance, "wall"),
        ("page: an entry with its instance", entry + drawn, instance, "wall"),
    ]
    return table(f"a tree of {count:,} environments", rows)


def pack_table(source: Registry, path: Path, count: int) -> list[str]:
    """Markdown lines. The baseline is reading every version; of a sample, and multiplied."""
    start = time.process_time()
    pack = write_pack(source, path, count)
    written = time.process_time() - start
    sample = [row.ref for row in pack.search(Query(limit=500)).rows]
    start = time.perf_counter()
    for ref in sample:
        load_yaml(pack.files(ref)["manifest.yaml"])
    plain = (time.perf_counter() - start) / len(sample) * count
    ref = pack.search(Query(text=f"-{count - 1}", limit=1)).rows[0].ref
    digest = pack.digest(ref)
    queue = Query(state="candidate", order="weakest", limit=100)
    words = Query(text="failed diversity 99", limit=100)
    rows = [
        ("read every version (of a sample, multiplied)", plain, plain, "wall"),
        ("write them all, with the index", written, plain, "CPU"),
        ("first page of candidates, weakest first", timed(lambda: pack.search(queue)), plain, "wall"),
        ("search for words", timed(lambda: pack.search(words)), plain, "wall"),
        ("list all rows", timed(pack.rows, 3), plain, "wall"),
        ("resolve a name", timed(lambda: pack.resolve(ref.partition("@")[0])), plain, "wall"),
        ("resolve a digest", timed(lambda: pack.resolve(digest)), plain, "wall"),
        ("read one version", timed(lambda: pack.version(ref)), plain, "wall"),
    ]
    return table(f"a pack of {count:,} environments, {path.stat().st_size / 1e6:.0f} MB", rows)


def table(title: str, rows: list[tuple[str, float, float, str]]) -> list[str]:
    lines = [f"| {title} | ms | to the baseline above it |", "| --- | ---: | ---: |"]
    for name, seconds, baseline, clock in rows:
        ratio = "baseline" if seconds is baseline else f"{seconds / baseline:.2g}"
        lines.append(f"| {name} | {seconds * 1e3:,.1f} {clock} | {ratio} |")
    return lines


def timed(act: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Median wall seconds."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


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
