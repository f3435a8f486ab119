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

    `changed` names the gates whose verdict is not the stored one, which count more errors than were stored, or which
    were not reached; it is empty where the stored evidence is confirmed, and None where there is none. How many
    instances were looked at may differ: a published ladder is shorter than the draft's.
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
    purpose: str = "",
    seed: int = 0,
    workers: int = 2,
    report: Callable[[Audit | str], None] | None = None,
    passed: Callable[[Subject, Verdict], None] | None = None,
) -> tuple[list[Audit], dict[str, str]]:
    """Run all gates on each subject, going on after failures; (audits, reference -> why there is none).

    Results are kept in `folder`: one whose inputs (and `purpose`, what is done with it) are unchanged stands, so a
    killed audit goes on where it stopped.
    `report` hears of each subject as it ends, `passed` of each new verdict without a failure.
    """
    done: dict[str, Audit] = {}
    undone: dict[str, str] = {}
    with ThreadPoolExecutor(workers) as pool:
        futures = {
            pool.submit(
                _one, subject, sandbox, thresholds, folder, library or Library(), purpose, seed, passed
            ): subject
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
    purpose: str,
    seed: int,
    passed: Callable[[Subject, Verdict], None] | None,
) -> Audit:
    inputs = _inputs(subject, thresholds, library, purpose, seed)
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


def _inputs(subject: Subject, thresholds: Thresholds, library: Library, purpose: str, seed: int) -> str:
    rates: PassRates = subject.pass_rates
    limits = thresholds.model_dump_json()
    parts = (subject.ref, subject.identity, limits, library.identity, purpose, str(seed), str(rates))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _changed(stored: Sequence[Evidence], new: Sequence[Evidence]) -> dict[str, str]:
    """Gate -> how it differs from what is stored."""
    then, now = ({each.gate: each for each in evidence} for evidence in (stored, new))
    changed = {gate: "not reached now" for gate in then if gate not in now}
    for gate, each in now.items():
        if gate not in then:
            changed[gate] = "not asked then"
        elif then[gate].passed != each.passed:
            words = ("passed then, failed now", "failed then, passed now")
            changed[gate] = f"{words[each.passed]}: {each.reason or 'no remark'}"
        elif more := _more_errors(then[gate], each):
            changed[gate] = more
    return changed


def _more_errors(then: Evidence, now: Evidence) -> str:
    """The rates (`count` of `trials`) that count more than the stored ones, or that the stored evidence lacks."""
    found = []
    for name, rate in now.measured.items():
        if isinstance(rate, dict) and isinstance(count := rate.get("count"), int):
            stored = then.measured.get(name)
            before = stored.get("count") if isinstance(stored, dict) else None
            if not isinstance(before, int):
                found.append(f"{name} is not in the stored evidence")
            elif count > before:
                found.append(f"{name}: {before} then, {count} now")
    return "; ".join(found)
