"""Random operations of several processes, each killed at any moment: nothing is lost, nothing is doubled.

A process notes every operation in its journal as soon as the registry says that it is done. After the storm, what the
journals say must be there exactly once, and `check` finds nothing wrong.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from scaler.errors import ReviewRefused
from scaler.registry import Registry, State, check
from tests.registry.build import version

NAMES = ("alpha", "beta")
WRITERS = 3


def _drafts(number: int) -> tuple[str, str, bool]:
    """The draft that `number` stands for, in every process: inputs, golden, whether it passed."""
    return f"draft-{number}", f"golden-{number % 3}", number % 5 != 0


def _work(root: Path, journal: Path, seed: int) -> None:
    rng = random.Random(seed)
    registry = Registry(root)
    with journal.open("a", buffering=1) as notes:
        for step in range(1_000_000):
            name = rng.choice(NAMES)
            dice = rng.random()
            if dice < 0.4 or not registry.store.versions(name):
                inputs, golden, passed = _drafts(rng.randrange(60))
                ref = registry.publish(version(inputs, golden, name=name, passed=passed), "by the gates")
                notes.write(json.dumps(["published", ref, inputs]) + "\n")
            elif dice < 0.9:
                ref = f"{name}@{rng.choice(registry.versions(name))}"
                reason = f"{seed}-{step}"
                try:
                    registry.review(ref, rng.choice(get_args(State)), "ann", reason)
                except ReviewRefused:
                    continue
                notes.write(json.dumps(["reviewed", ref, reason]) + "\n")
            else:
                registry.rows()


def _storm(root: Path, journals: Path, seconds: float) -> int:
    """Let writers run and kill them one after the other, until there is enough to look at; how many were killed."""
    journals.mkdir()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["scaler.registry", "tests.registry.build"])
    rng = random.Random(1)
    killed = started = 0
    writers: list = []
    start = time.monotonic()
    try:
        while time.monotonic() < start + seconds or (_noted(journals) < 60 and time.monotonic() < start + 10 * seconds):
            while len(writers) < WRITERS:
                writer = context.Process(target=_work, args=(root, journals / f"{started}.jsonl", started), daemon=True)
                writer.start()
                writers.append(writer)
                started += 1
            time.sleep(rng.uniform(0.05, 0.5))
            victim = writers.pop(rng.randrange(WRITERS))
            assert victim.is_alive(), f"a writer ended by itself, exit code {victim.exitcode}"
            os.kill(victim.pid, signal.SIGKILL)
            victim.join()
            killed += 1
    finally:
        for writer in writers:
            writer.kill()
            writer.join()
    return killed


def _noted(journals: Path) -> int:
    return sum(path.read_bytes().count(b"\n") for path in journals.iterdir())


def _verify(root: Path, journals: Path) -> None:
    registry = Registry(root)
    with registry.writing():  # sweeps what the killed left half-made
        pass
    noted = [json.loads(line) for path in journals.iterdir() for line in path.read_text().splitlines()]
    published = {(ref, inputs) for kind, ref, inputs in noted if kind == "published"}
    reviewed = [(ref, reason) for kind, ref, reason in noted if kind == "reviewed"]
    assert published
    assert reviewed
    held: Counter[tuple[str, str]] = Counter()
    for name in registry.names():
        drafts = Counter(registry.manifest(f"{name}@{number}").inputs for number in registry.versions(name))
        assert set(drafts.values()) == {1}, "a draft was published twice"
        held.update((f"{name}@{r.version}", r.reason) for r in registry.entry(name).reviews if r.reviewer == "ann")
    assert set(held.values()) <= {1}, "a review was doubled"
    assert not set(reviewed) - set(held), "a review was lost"
    for ref, inputs in published:
        assert registry.manifest(ref).inputs == inputs, "a version was lost or changed"
    # A writer killed between version and first review: the next publication of the same draft completes it.
    for name in registry.names():
        for number in registry.versions(name):
            draft = _drafts(int(registry.manifest(f"{name}@{number}").inputs.removeprefix("draft-")))
            assert registry.publish(version(*draft[:2], name=name, passed=draft[2]), "again") == f"{name}@{number}"
    assert check(registry, None).findings == ()
    states = {row.ref: row.state for row in registry.rows()}
    assert states == {ref: registry.state(ref) for ref in states}
    assert len(states) == sum(len(registry.versions(name)) for name in registry.names())
    if root.is_dir():
        assert not list(root.rglob(".new-*"))


@pytest.mark.parametrize("place", ["registry", "registry.pack"])
def test_kills_lose_and_double_nothing(tmp_path: Path, place: str) -> None:
    assert _storm(tmp_path / place, tmp_path / "journals", 6) > 5
    _verify(tmp_path / place, tmp_path / "journals")


@pytest.mark.slow
@pytest.mark.parametrize("place", ["registry", "registry.pack"])
def test_many_kills_lose_and_double_nothing(tmp_path: Path, place: str) -> None:
    assert _storm(tmp_path / place, tmp_path / "journals", 90) > 150
    _verify(tmp_path / place, tmp_path / "journals")
