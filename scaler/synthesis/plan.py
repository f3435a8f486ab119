"""A source of any size as batches on disk: read once, in order, one problem held at a time.

<work>/plans/<identity>/plan.json     what was read, and the batches
<work>/plans/<identity>/00000.jsonl   a batch: a problem a line, with an earlier one that says nearly the same

A plan is made of source, selection and batch size: the same ones find it there, so a run that goes on does not read
again, and runs of other selections may share the work folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pydantic import ConfigDict, Field, ValidationError

from scaler.environment import Frozen
from scaler.errors import ConfigError
from scaler.files import write_file
from scaler.problems import Broken, Problem, iterate_problems, source_identity
from scaler.validation import Thresholds, Twins

BATCH = 25
"""Problems in a batch: Prefect's cost of a task is then under a hundredth of their validation."""


class Selection(Frozen):
    """Which problems of a source are taken."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    only: tuple[str, ...] = ()
    """Only the problems with these ids; empty takes all."""

    skip: int = Field(default=0, ge=0)
    """Problems to pass over first."""

    limit: int | None = Field(default=None, ge=1)
    """The most problems to take; None takes all."""


class Planned(Frozen):
    """One problem of a batch; `twin` is the id of an earlier one that says nearly the same."""

    problem: Problem
    twin: str | None = None


class Batch(Frozen):
    """A batch's file, seen from the folder of plans, the sha256 of its content, and how many problems it holds."""

    file: str
    sha256: str
    problems: int


class Plan(Frozen):
    """What a run is to do. `broken` are records that could not be read, each with place, field and reason."""

    identity: str
    source: str
    batches: tuple[Batch, ...]
    broken: tuple[str, ...] = ()

    @property
    def problems(self) -> int:
        """The number of problems in all batches."""
        return sum(batch.problems for batch in self.batches)


def make_plan(source: str, selection: Selection, work: Path, thresholds: Thresholds, size: int = BATCH) -> Plan:
    """The plan in `work`, made where it is not there yet.

    Raises ConfigError when an id of `selection.only` is not in the source, ProblemError when the source cannot be read.
    """
    parts = (
        source,
        source_identity(source),
        selection.model_dump_json(),
        str(size),
        str(thresholds.near_duplicate_min),
    )
    identity = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
    folder = plan_folder(work) / identity
    if (known := _standing(folder)) is not None:
        return known
    plan_folder(work).mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=plan_folder(work)))
    try:
        broken: list[str] = []
        chosen = _plan_problems(source, selection, Twins(thresholds), broken)
        batches = tuple(_write_batches(chosen, fresh, identity, size))
        plan = Plan(identity=identity, source=source, batches=batches, broken=tuple(broken))
        write_file(fresh / "plan.json", plan.model_dump_json(indent=1).encode())
        with contextlib.suppress(OSError):  # another run of the same selection was quicker: its plan is the same
            fresh.rename(folder)
        return plan
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def plan_folder(work: Path) -> Path:
    """Where the plans of a work folder lie."""
    return work / "plans"


def read_batch(work: Path, batch: Batch) -> list[Planned]:
    """The problems of a batch, in order. Raises ConfigError when its file is not the one that was planned."""
    path = plan_folder(work) / batch.file
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be read: {error.strerror}",
            fix="run the same command again; on a cluster, see that every node has this folder",
        ) from error
    if hashlib.sha256(content).hexdigest() != batch.sha256:
        raise ConfigError(f"{path} is not the batch that was planned", fix=f"delete {path.parent} and run again")
    return [Planned.model_validate_json(line) for line in content.splitlines()]


def _standing(folder: Path) -> Plan | None:
    """The plan in a folder. One that cannot be read is worth no more than none."""
    try:
        return Plan.model_validate_json((folder / "plan.json").read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def _plan_problems(source: str, selection: Selection, twins: Twins, broken: list[str]) -> Iterator[Planned]:
    wanted = set(selection.only)
    passed = taken = 0
    for item in iterate_problems(source):
        if isinstance(item, Broken):
            broken.append(str(item))
            continue
        if selection.only and item.id not in wanted:
            continue
        wanted.discard(item.id)
        passed += 1
        if passed <= selection.skip:
            continue
        yield Planned(problem=item, twin=twins.of(item))
        taken += 1
        if taken == selection.limit:
            return
    if selection.only and wanted:
        raise ConfigError(f"no problem {', '.join(sorted(wanted))} in {source}", fix="--only takes ids of problems")


def _write_batches(problems: Iterator[Planned], folder: Path, identity: str, size: int) -> Iterator[Batch]:
    lines: list[bytes] = []
    count = 0
    for planned in problems:
        lines.append(planned.model_dump_json().encode() + b"\n")
        if len(lines) == size:
            yield _write_batch(folder, identity, count, lines)
            count += 1
            lines = []
    if lines:
        yield _write_batch(folder, identity, count, lines)


def _write_batch(folder: Path, identity: str, number: int, lines: list[bytes]) -> Batch:
    name, content = f"{number:05d}.jsonl", b"".join(lines)
    write_file(folder / name, content)
    return Batch(file=f"{identity}/{name}", sha256=hashlib.sha256(content).hexdigest(), problems=len(lines))
