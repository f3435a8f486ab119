"""SIGKILL at random moments, of flow runs, their worker and the server, while a station works through many problems.

Runs are started through Prefect's API whenever none is under way, and now and then a second one beside it. After the
last kill one run goes to its end, and `verdict` looks at what is there.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from benchmarks.flows.author import Asked, Author
from benchmarks.flows.home import Runs, alive, flow_processes, furnish, station_config, surroundings
from benchmarks.flows.verdict import judge, run_again
from scaler.progress import duration, say
from scaler.station import Station
from scaler.station.children import Child
from scaler.station.equip import SILENCE

EVERY = 3
"""One problem in so many becomes an environment."""

SLOWEST = 1.5
"""Seconds that an answer takes at most: kills are to hit calls in flight, too."""

TARGETS = {
    ("flow",): 25,
    ("worker",): 10,
    ("server",): 10,
    ("flow", "worker"): 20,
    ("flow", "server"): 15,
    ("flow", "worker", "server"): 20,
}
"""What dies together, and how often of a hundred times."""

EARLY, SECOND = 0.25, 0.15
"""Shares of kills that do not wait until a run is at work, and that have a second run beside the first one."""

MEAN, WITHIN = 4.0, 20.0
"""Seconds from a run's being at work to a kill, exponentially distributed, and the most."""

LOST = 60.0
"""Seconds after which a run that was asked for and has no process is given up: what was to start it died."""

STALE = SILENCE.total_seconds() + 180.0
"""Seconds within which every run that died has to be noticed."""

LOOK = 30.0
"""Seconds between two looks for runs that vanished."""


@dataclass
class Life:
    """One flow run's process: when it was first seen, and how much the model had been asked by then."""

    run: str
    asked: int
    sent: int


@dataclass
class Tally:
    """What happened."""

    kills: Counter[str] = field(default_factory=Counter)
    moments: Counter[str] = field(default_factory=Counter)
    fell: Counter[str] = field(default_factory=Counter)
    lives: int = 0
    started: int = 0
    at_risk: Counter[Asked] = field(default_factory=Counter)
    """How often a prompt's answer was not recorded yet when a flow was killed."""
    again: list[Asked] = field(default_factory=list)
    """Prompts that were asked although their answer was recorded."""
    seconds: float = 0.0


class Killer:
    """Keeps a run under way, and kills."""

    def __init__(self, home: Path, station: Station, author: Author, tally: Tally, problems: int, seed: int) -> None:
        self._home = home
        self._station = station
        self._parts = {child.name: child for child in station.children}
        self._looked = time.monotonic()
        self._author = author
        self._storm = tally
        self._problems = problems
        self._chance = random.Random(seed)
        self._lives: dict[int, Life] = {}
        self._asked_for: dict[str, float] = {}
        self._before = 0
        self.runs = Runs(station.config.api)

    def kill(self, kills: int) -> None:
        """Kill until so many SIGKILLs were sent."""
        tally = self._storm
        while tally.kills.total() < kills:
            early = self._chance.random() < EARLY
            if not early:
                self._until(self._at_work, 60.0)
            if not early and self._chance.random() < SECOND and len(self._lives) == 1:
                self._start()
            self._until(lambda: False, min(self._chance.expovariate(1 / MEAN), WITHIN))
            (targets,) = self._chance.choices(list(TARGETS), list(TARGETS.values()))
            if "flow" in targets and not self._until(lambda: bool(self._lives), LOST):
                targets = tuple(target for target in targets if target != "flow") or ("worker",)
            self._kill(targets)
            done = sum(1 for _ in (self._home / "work/outcomes").glob("[!.]*.json"))
            ahead = done / self._problems - tally.kills.total() / kills
            self._author.slowest = SLOWEST + 200 * max(ahead, 0.0)  # work is to be left until the last kill
            say(
                f"  {tally.kills.total():>4} kills, now {' and '.join(targets)}; {tally.lives} lives, "
                f"{done} of {self._problems} problems, {len(self._author.asked)} asked, "
                f"{len(tally.again)} although recorded"
            )

    def finish(self, patience: float) -> str:
        """Let what is under way end, then one run to its end; the state of that one."""
        self._author.slowest = 0.0
        deadline = time.monotonic() + patience
        self._until(self.runs.healthy, patience)
        while self._under_way() and time.monotonic() < deadline:
            self._look()
            time.sleep(0.2)
        run = self.runs.start()
        self._storm.started += 1
        while (state := self.runs.state(run)) in ("SCHEDULED", "PENDING", "RUNNING") and time.monotonic() < deadline:
            self._look()
            time.sleep(0.5)
        return state

    def settle(self) -> Counter[str]:
        """Wait until Prefect knows of every run that it is over, or for `STALE` seconds; the runs by state."""
        deadline = time.monotonic() + STALE
        while True:
            states = self.runs.states()
            if not states.keys() & {"SCHEDULED", "PENDING", "RUNNING", "CANCELLING"} or time.monotonic() > deadline:
                return states
            self._look()
            time.sleep(2.0)

    def _until(self, holds: Callable[[], bool], seconds: float) -> bool:
        """Keep a run under way until something holds; whether it did within so many seconds."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self._look()
            if holds():
                return True
            if not self._under_way():
                self._start()
            time.sleep(0.05)
        return False

    def _look(self) -> None:
        """See which lives began and ended, and that every part of the station runs."""
        for pid, run in flow_processes(self._home).items():
            if pid not in self._lives:
                self._lives[pid] = Life(run, len(self._author.asked), len(self._author.sent))
                self._asked_for.pop(run, None)
                self._storm.lives += 1
        self._lives = {pid: life for pid, life in self._lives.items() if alive(pid)}
        for child in self._parts.values():
            if child.pid is None:
                child.start()
        if time.monotonic() - self._looked > LOOK:
            self._looked = time.monotonic()
            self._station.crash_vanished()

    def _under_way(self) -> bool:
        now = time.monotonic()
        self._asked_for = {run: since for run, since in self._asked_for.items() if now - since < LOST}
        return bool(self._lives or self._asked_for)

    def _at_work(self) -> bool:
        """Whether a run that lives asked for something since it began and since the last kill."""
        return any(len(self._author.asked) > max(life.asked, self._before) for life in self._lives.values())

    def _start(self) -> None:
        if self.runs.healthy():
            with suppress(httpx.HTTPError):  # the server is asked again a moment later
                self._asked_for[self.runs.start()] = time.monotonic()
                self._storm.started += 1

    def _kill(self, targets: tuple[str, ...]) -> None:
        tally = self._storm
        self._look()
        for target in targets:
            if target == "flow":
                if self._lives:
                    self._kill_flow()
            else:
                _kill_child(self._parts["worker-local" if target == "worker" else target])
                tally.kills[target] += 1
        tally.moments[" and ".join(targets)] += 1
        self._before = len(self._author.asked)
        self._look()

    def _kill_flow(self) -> None:
        tally, author = self._storm, self._author
        pid = self._chance.choice(sorted(self._lives))
        life = self._lives[pid]
        flight = self._unrecorded()
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            tally.kills["flow"] += 1
            while alive(pid):
                time.sleep(0.01)
            if all((self._home / f"work/outcomes/tale-{n:05d}.json").exists() for n in range(self._problems)):
                tally.fell["after the last outcome"] += 1
            elif len(author.sent) == life.sent:
                tally.fell["before the first completion of that life"] += 1
            else:
                tally.fell["between"] += 1
        time.sleep(0.1)  # what it sent at the last moment arrives
        tally.at_risk.update(flight | self._unrecorded())

    def _unrecorded(self) -> set[Asked]:
        """Prompts that were asked and have no recorded answer yet, whoever asked them."""
        return {key for key in self._author.asked if not recorded(self._home, key)}


def _kill_child(child: Child) -> None:
    pid = child.pid
    if pid is not None:
        os.kill(pid, signal.SIGKILL)
        while child.pid is not None:
            time.sleep(0.01)
    child.start()


def recorded(home: Path, key: Asked) -> bool:
    """Whether the recording holds the answer to a prompt."""
    number, step = key
    return any((home / f"recording/tale-{number:05d}").glob(f"[!.]*-{step}.*.md"))


def kills(out: Path, number: int, problems: int, seed: int, port: int, review_port: int) -> tuple[list[str], list[str]]:
    """Let it tally in `out`, a new folder, until `number` SIGKILLs were sent; the table, and what was found wrong."""
    home = out / "home"
    tally = Tally()

    def hear(key: Asked) -> None:
        if recorded(home, key):
            tally.again.append(key)

    author = Author(EVERY, SLOWEST, seed, hear)
    began = time.monotonic()
    with author.serve(), surroundings():
        config = furnish(home, problems, author.endpoint)
        with Station(station_config(home, port, review_port)) as station:
            killer = Killer(home, station, author, tally, problems, seed)
            with suppress(KeyboardInterrupt):  # enough of it: what was done is judged all the same
                killer.kill(number)
            tally.seconds = time.monotonic() - began
            say(f"  no more kills after {duration(tally.seconds)}; one run to its end")
            final = killer.finish(patience=1800.0)
            say(f"  the last run: {final}; now the same problems undisturbed, from the recording")
            quiet = run_again(home, out / "undisturbed", config)
            say("  what Prefect thinks of the runs")
            states = killer.settle()
            slots = killer.runs.slots()
            killer.runs.close()
        left = len(flow_processes(home))
    verdict = judge(home, out / "undisturbed", quiet, config, author)
    verdict.require(final == "COMPLETED", f"the last run ended as {final}")
    verdict.require(not tally.again, f"{len(tally.again)} prompts asked although recorded: {tally.again[:3]}")
    unexplained = author.repeated - tally.at_risk
    verdict.require(not unexplained, f"asked again though no kill hit them: {dict(unexplained)}")
    hanging = {state: n for state, n in states.items() if state not in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")}
    verdict.require(not hanging, f"runs that never end in Prefect: {hanging}")
    verdict.require(not slots, f"{slots:g} places of the deployment's limit are taken for ever")
    verdict.require(not left, f"{left} processes of flow runs were left")
    return [*_table(tally, author, states, problems), *verdict.rows], verdict.wrong


def _table(tally: Tally, author: Author, states: Counter[str], problems: int) -> list[str]:
    def listed(counts: Counter[str]) -> str:
        return ", ".join(f"{name} {count}" for name, count in sorted(counts.items(), key=lambda item: -item[1]))

    return [
        "| what | found |",
        "| --- | --- |",
        f"| SIGKILLs | {tally.kills.total()}: {listed(tally.kills)} |",
        f"| moments | {tally.moments.total()}: {listed(tally.moments)} |",
        f"| kills of flows fell | {listed(tally.fell)} |",
        f"| flow runs asked for, processes that lived | {tally.started}, {tally.lives} |",
        f"| flow runs in Prefect at the end | {listed(states)} |",
        f"| problems | {problems} |",
        f"| prompts, times asked | {len(set(author.asked))}, {len(author.asked)} |",
        f"| asked again, with no answer recorded when a kill came | {author.repeated.total()} |",
        f"| asked although the answer was recorded | {len(tally.again)} |",
        f"| minutes from the first start to the last kill | {tally.seconds / 60:.0f} |",
    ]
