"""Audit many subjects: side by side, resumable, one failure never takes the others along."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from pydantic import ValidationError

from scaler.audit.findings import Finding, findings
from scaler.environment import Frozen
from scaler.errors import ScalerError
from scaler.files import write_file
from scaler.sandbox import Sandbox
from scaler.validation import Draft, Evidence, Library, PassRates, Thresholds, Verdict, validate


class Subject(Frozen):
    """What is audited: a draft under a reference, and the evidence that it was published with, if it was.

    `identity` changes when anything of it changes; `notes` are findings from before the gates.
    """

    ref: str
    identity: str
    draft: Draft
    stored: tuple[Evidence, ...] = ()
    notes: tuple[Evidence, ...] = ()
    pass_rates: dict[int, tuple[int, int]] = {}


class Audit(Frozen):
    """What an audit found. `inputs` identifies subject, thresholds and seed.

    `changed` names the gates whose verdict or measurements are not the stored ones, with both verdicts; it is empty
    where the stored evidence is confirmed, and None where there is none.
    """

    ref: str
    inputs: str
    levels: int
    passed: bool
    findings: tuple[Finding, ...]
    changed: dict[str, str] | None
    evidence: tuple[Evidence, ...]


def audit(
    subjects: Sequence[Subject],
    sandbox: Sandbox,
    thresholds: Thresholds,
    folder: Path,
    *,
    library: Library | None = None,
    seed: int = 0,
    workers: int = 2,
    report: Callable[[Audit | str], None] | None = None,
    passed: Callable[[Subject, Verdict], None] | None = None,
) -> tuple[list[Audit], dict[str, str]]:
    """Run all gates on each subject, going on after failures; (audits, reference -> why there is none).

    Results are kept in `folder`: one whose inputs are unchanged stands, so a killed audit goes on where it stopped.
    `report` hears of each subject as it ends, `passed` of each new verdict without a failure.
    """
    done: dict[str, Audit] = {}
    undone: dict[str, str] = {}
    with ThreadPoolExecutor(workers) as pool:
        futures = {
            pool.submit(_one, subject, sandbox, thresholds, folder, library or Library(), seed, passed): subject
            for subject in subjects
        }
        try:
            for future in as_completed(futures):
                ref = futures[future].ref
                try:
                    done[ref] = future.result()
                except ScalerError as error:
                    undone[ref] = str(error)
                if report is not None:
                    report(done[ref] if ref in done else f"{ref}: {undone[ref]}")
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return [done[subject.ref] for subject in subjects if subject.ref in done], undone


def _one(
    subject: Subject,
    sandbox: Sandbox,
    thresholds: Thresholds,
    folder: Path,
    library: Library,
    seed: int,
    passed: Callable[[Subject, Verdict], None] | None,
) -> Audit:
    inputs = _inputs(subject, thresholds, library, seed)
    path = folder / f"{subject.ref}.json"
    if (known := _standing(path, inputs)) is not None:
        return known
    verdict = validate(
        subject.draft, sandbox, thresholds, seed, library=library, pass_rates=subject.pass_rates, all_gates=True
    )
    if passed is not None and verdict.passed:
        passed(subject, verdict)
    evidence = (*subject.notes, *verdict.evidence)
    result = Audit(
        ref=subject.ref,
        inputs=inputs,
        levels=len(subject.draft.spec.levels),
        passed=all(each.passed for each in evidence),
        findings=tuple(findings(evidence)),
        changed=_changed(subject.stored, verdict.evidence) if subject.stored else None,
        evidence=evidence,
    )
    write_file(path, result.model_dump_json(indent=1).encode())
    return result


def _standing(path: Path, inputs: str) -> Audit | None:
    """The result of an earlier audit, if it still holds. One that cannot be read is worth no more than none."""
    try:
        known = Audit.model_validate_json(path.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
    return known if known.inputs == inputs else None


def _inputs(subject: Subject, thresholds: Thresholds, library: Library, seed: int) -> str:
    rates: PassRates = subject.pass_rates
    parts = (subject.ref, subject.identity, thresholds.model_dump_json(), library.identity, str(seed), str(rates))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _changed(stored: Sequence[Evidence], new: Sequence[Evidence]) -> dict[str, str]:
    """Gate -> how its verdict differs from the stored one."""
    old = {each.gate: each for each in stored}
    words = {True: "passed", False: "failed"}
    return {
        each.gate: f"{words[old[each.gate].passed]} then, {words[each.passed]} now: {each.reason or 'no remark'}"
        if each.gate in old
        else "not asked then"
        for each in new
        if each.gate not in old or old[each.gate].passed != each.passed
    }
