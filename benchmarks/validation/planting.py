"""Plants every fault into every sound draft, lets the gates judge, and keeps what they said."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

from benchmarks.validation.drafts import clean_drafts
from benchmarks.validation.equivalence import changed_references, is_harmless
from benchmarks.validation.memory import RememberingSandbox
from benchmarks.validation.sorts import SORTS
from benchmarks.validation.subject import Sort, Subject, with_programs
from scaler.environment import Frozen
from scaler.sandbox import Sandbox
from scaler.validation import Draft, Verdict, load_thresholds, validate

SEEDS = 3
THREADS = 4
GOT = "\ngot: "


class Row(Frozen):
    """One planted fault, or one sound draft under one seed of validation (kind `clean`)."""

    key: str
    environment: str
    kind: str
    sort: str
    variant: str = ""
    outcome: Literal["found", "missed", "equivalent", "passed", "rejected"]
    gate: str = ""
    reason: str = ""


class Results:
    """Rows in a file of JSON lines, kept as they come; what stands there is not judged again.

    The key of a row is made of the draft, the thresholds and the sources of the gates.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, Row] = {}
        if path.is_file():
            lines = path.read_text(encoding="utf-8").splitlines()
            self._known = {row.key: row for row in map(Row.model_validate_json, filter(None, lines))}
        path.parent.mkdir(parents=True, exist_ok=True)

    def get(self, key: str, make: Callable[[], Row]) -> Row:
        if key not in self._known:
            self._known[key] = make()
            with self._path.open("a", encoding="utf-8") as file:
                file.write(self._known[key].model_dump_json() + "\n")
        return self._known[key]


def plant_all(
    sandbox: Sandbox,
    results: Results,
    files: Path | None,
    only: frozenset[str],
    say: Callable[[str], None],
    per_sort: int | None = None,
) -> list[Row]:
    """One row a planted fault and a clean run. `only` names environments; empty takes all.

    With `per_sort` at most so many of each sort go into one draft: those first in the order of a hash of their names,
    so that nobody picks them and a larger number only adds to them. There are as many clean runs, up to SEEDS.
    """
    rows: list[Row] = []
    memory = RememberingSandbox(sandbox)
    memory.trusting = True
    seeds = SEEDS if per_sort is None else min(SEEDS, per_sort)
    for draft in clean_drafts(memory, files, only):
        subject, clean = _clean(draft, memory, results, seeds)
        rows += clean
        memory.trusting = False
        planted = [(sort, *one) for sort in SORTS for one in some_of(sort, subject, per_sort)]
        with ThreadPoolExecutor(THREADS) as pool:
            rows += pool.map(lambda each, into=subject: _row(into, *each, memory, results), planted)
        missed = [row for row in rows if row.environment == draft.name and row.outcome in ("missed", "rejected")]
        say(f"{draft.name}: {len(planted)} planted, {len(missed)} missed")
        memory.close()
        memory.trusting = True
    return rows


def some_of(sort: Sort, subject: Subject, count: int | None) -> list[tuple[str, Draft]]:
    """(variant, draft with the fault): the first `count` in the order of a hash of their names; all with None."""

    def place(one: tuple[str, Draft]) -> str:
        return hashlib.sha256("\0".join((subject.draft.name, sort.kind, sort.name, one[0])).encode()).hexdigest()

    return sorted(sort.plant(subject), key=place)[:count]


def judge(subject: Subject, sort: Sort, planted: Draft, sandbox: Sandbox) -> tuple[str, str] | None:
    """(gate, why) of who finds the fault; None where nobody does."""
    thresholds = load_thresholds()
    if sort.kind != "question":
        return _found(subject, planted, validate(planted, sandbox, thresholds))
    # The solver at hand was written for the sound question and cannot read another one; the one that would have been
    # written for this one is not known. So gates must find the fault without it ...
    alone = thresholds.model_copy(update={"solver_required": False})
    found = _found(subject, planted, validate(with_programs(planted, solver=None), sandbox, alone))
    if found is not None:
        return found
    # ... or it can read the question, and what it says of it differs from what the oracles say.
    failed = validate(planted, sandbox, thresholds).failed_gate
    if failed is not None and (failed.gate != "solver" or (GOT in failed.advice and _answered(failed.advice))):
        return failed.gate, failed.reason
    return None


def _answered(advice: str) -> bool:
    got = advice.rpartition(GOT)[2].strip()
    try:
        json.loads(got)
    except ValueError:
        return False
    return True


def _found(subject: Subject, planted: Draft, verdict: Verdict) -> tuple[str, str] | None:
    if verdict.failed_gate is not None:
        return verdict.failed_gate.gate, verdict.failed_gate.reason
    changed = {reference.name for reference in changed_references(subject.draft, planted)}
    if not changed or changed & set(verdict.candidate.references):
        return None
    for evidence in verdict.evidence:
        dropped = evidence.measured.get("dropped")
        if isinstance(dropped, dict) and changed & dropped.keys():
            return evidence.gate, str(dropped)
    return None


def _clean(draft: Draft, sandbox: Sandbox, results: Results, seeds: int) -> tuple[Subject, list[Row]]:
    verdict = validate(draft, sandbox, load_thresholds())
    rows = [results.get(_key(draft, "clean", str(seed)), _judged_clean(draft, seed, sandbox)) for seed in range(seeds)]
    return Subject.of(draft, verdict.candidate.references, verdict.candidate.levels, sandbox), rows


def _judged_clean(draft: Draft, seed: int, sandbox: Sandbox) -> Callable[[], Row]:
    def make() -> Row:
        failed = validate(draft, sandbox, load_thresholds(), seed).failed_gate
        return Row(
            key=_key(draft, "clean", str(seed)), environment=draft.name, kind="clean", sort=f"seed {seed}",
            outcome="rejected" if failed else "passed", gate=failed.gate if failed else "",
            reason=failed.reason if failed else "",
        )  # fmt: skip

    return make


def _row(subject: Subject, sort: Sort, variant: str, planted: Draft, sandbox: Sandbox, results: Results) -> Row:
    key = _key(planted, sort.kind, sort.name, variant)

    def make() -> Row:
        row = Row(
            key=key, environment=subject.draft.name, kind=sort.kind, sort=sort.name, variant=variant, outcome="missed"
        )
        if is_harmless(sort, subject, planted, sandbox):
            return row.model_copy(update={"outcome": "equivalent"})
        found = judge(subject, sort, planted, sandbox)
        return row.model_copy(update={"outcome": "found", "gate": found[0], "reason": found[1]}) if found else row

    return results.get(key, make)


def _key(draft: Draft, *names: str) -> str:
    parts = [*names, draft.model_dump_json(), load_thresholds().model_dump_json(), *_sources()]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]


def _sources() -> Iterator[str]:
    """The sources that a verdict rests on."""
    root = Path(validate.__code__.co_filename).parent
    return (path.read_text(encoding="utf-8") for path in sorted(root.rglob("*")) if path.suffix in (".py", ".yaml"))
