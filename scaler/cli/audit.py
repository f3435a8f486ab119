"""`scaler audit` and `scaler import`: all gates again, over a registry or over somebody else's pool."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pydantic import JsonValue

from scaler.audit import Audit, AuditConfig, Subject, audit_line, audit_registry, pool_subjects, write_summary
from scaler.audit import audit as audit_subjects
from scaler.cli.review import REGISTRY, RegistryPath
from scaler.progress import Steps, headline, say
from scaler.registry import Registry
from scaler.sandbox import Sandbox, open_sandbox
from scaler.synthesis import PIPELINE, publish
from scaler.validation import Thresholds, Verdict, load_thresholds, open_library


def audit(
    *refs: str,
    registry: RegistryPath = REGISTRY,
    problems: str | None = None,
    thresholds: Path | None = None,
    benchmarks: Path | None = None,
    pass_rates: Path | None = None,
    seed: int = 0,
    workers: int = 2,
    out: Path = Path("runs/audit"),
) -> int:
    """Validate registry entries again, and compare with the evidence that they were published with.

    Without references, all candidates and approved versions. The same command goes on where a killed one stopped.
    Fails when an entry does not pass, or its evidence is not confirmed.

    Parameters
    ----------
    refs
        name or name@version.
    problems
        The problems that the entries were made from: then examples and wrong solutions take part.
    thresholds
        Your own gate thresholds.
    benchmarks
        Texts that no environment may quote: a folder of .txt files, or JSONL with `id` and `text`.
    pass_rates
        The pass-rates.json that `scaler evaluate` wrote of a model: its pass rate must fall from level to level.
    seed
        0 draws the instances of the stored evidence again, another seed fresh ones.
    workers
        Entries audited at a time.
    out
        Where results and the report `audit.md` are kept.
    """
    result = audit_registry(
        AuditConfig(
            registry=registry,
            refs=refs,
            problems=problems,
            thresholds=thresholds,
            benchmarks=benchmarks,
            pass_rates=pass_rates,
            seed=seed,
            workers=workers,
            out=out,
        )
    )
    return 0 if result.sound == result.total else 1


def import_pool(
    pool: Path,
    /,
    *,
    registry: RegistryPath = REGISTRY,
    thresholds: Path | None = None,
    seed: int = 0,
    workers: int = 2,
    out: Path = Path("runs/import"),
) -> int:
    """Run a released SCALER pool through the gates; report every defect by level, publish what passes as candidates.

    The pool's environments have no solver and list no rules: those two gates say so and judge nothing.

    Parameters
    ----------
    pool
        The JSON file of a released pool.
    thresholds
        Your own gate thresholds.
    seed
        Chooses the instances.
    workers
        Environments judged at a time.
    out
        Where results and the report `audit.md` are kept.
    """
    limits = load_thresholds(thresholds).model_copy(update={"solver_required": False})
    store = Registry(registry)
    with open_sandbox() as sandbox:
        subjects, unread = pool_subjects(pool, sandbox)
        library = open_library(store, leave_out=[subject.ref for subject in subjects])
        headline(f"Import: {len(subjects)} environments of {pool}")
        with Steps("import", len(subjects)) as steps:
            audits, undone = audit_subjects(
                subjects,
                sandbox,
                limits,
                out,
                library=library,
                purpose=f"published in {registry.resolve()}",
                seed=seed,
                workers=workers,
                report=lambda result: steps.step(audit_line(result)),
                passed=_publisher(store, sandbox, limits, pool),
            )
    return _end(out, audits, unread | undone)


def _publisher(store: Registry, sandbox: Sandbox, limits: Thresholds, pool: Path) -> Callable[[Subject, Verdict], None]:
    def passed(subject: Subject, verdict: Verdict) -> None:
        provenance: dict[str, JsonValue] = {
            "generated_by": f"released pool {pool.name}",
            "model": "unknown: the pool does not say",
            "sampling": {},
            "prompts": {},
            "calls": 0,
            "attempts": 0,
            "tokens": 0,
            "pipeline": PIPELINE,
            "problem_sha256": subject.draft.problem.digest,
            "thresholds": limits.model_dump(mode="json"),
        }
        ref = publish(verdict, store, sandbox, subject.identity, provenance, "imported, passed every gate")
        say(f"  published {ref}")

    return passed


def _end(out: Path, audits: Sequence[Audit], undone: Mapping[str, str]) -> int:
    path = write_summary(out, audits, undone)
    sound = sum(each.passed and not each.changed for each in audits)
    say(f"  {sound} of {len(audits) + len(undone)} sound; every finding, by level: {path}")
    return 0 if sound == len(audits) and not undone else 1
