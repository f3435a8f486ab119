"""An audit of a registry from its settings: what to judge again, against what, and where the results lie."""

from __future__ import annotations

from pathlib import Path

from pydantic import ConfigDict, Field

from scaler.audit.registry import read_pass_rates, registry_subjects
from scaler.audit.run import Audit, audit
from scaler.audit.summary import write_summary
from scaler.environment import Frozen
from scaler.problems import read_problems
from scaler.progress import Steps, headline, say
from scaler.registry import Registry
from scaler.sandbox import open_sandbox
from scaler.validation import load_thresholds, open_library, read_benchmarks


class AuditConfig(Frozen):
    """Settings of an audit."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    registry: Path = Path("env_registry")
    """The registry's folder, or a pack."""

    refs: tuple[str, ...] = ()
    """name or name@version; none for all candidates and approved versions."""

    problems: str | None = None
    """The problems that the entries were made from: then examples and wrong solutions take part."""

    thresholds: Path | None = None
    """The gates' thresholds; None takes those that come with SCALER."""

    benchmarks: Path | None = None
    """Texts that no environment may quote: a folder of `.txt` files, or JSONL with `id` and `text`."""

    pass_rates: Path | None = None
    """What `scaler evaluate --json` printed of a model: its pass rate must fall from level to level."""

    seed: int = Field(default=0, ge=0)
    """0 draws the instances of the stored evidence again, another seed fresh ones."""

    workers: int = Field(default=2, ge=1)
    """Entries audited at a time."""

    out: Path = Path("runs/audit")
    """Where results and the report `audit.md` are kept; an audit with the same folder resumes."""


class AuditResult(Frozen):
    """What an audit of a registry gave: results, references that could not be judged with the reason, the report."""

    audits: tuple[Audit, ...]
    undone: dict[str, str]
    report: Path

    @property
    def sound(self) -> int:
        """How many pass every gate, with their stored evidence confirmed."""
        return sum(each.passed and not each.changed for each in self.audits)

    @property
    def total(self) -> int:
        """How many were to be judged."""
        return len(self.audits) + len(self.undone)


def audit_registry(config: AuditConfig) -> AuditResult:
    """Run all gates on a registry's versions again, with progress for people, and write the report."""
    store = Registry(config.registry)
    known = {problem.id: problem for problem in read_problems(config.problems).problems} if config.problems else {}
    rates = read_pass_rates(config.pass_rates) if config.pass_rates else None
    subjects, unread = registry_subjects(store, config.refs, known, rates)
    headline(f"Audit: {len(subjects)} versions of {config.registry}")
    with open_sandbox() as sandbox, Steps("audit", len(subjects)) as steps:
        audits, undone = audit(
            subjects,
            sandbox,
            load_thresholds(config.thresholds),
            config.out,
            library=open_library(store, read_benchmarks(config.benchmarks)),
            seed=config.seed,
            workers=config.workers,
            report=lambda result: steps.step(audit_line(result)),
        )
    result = AuditResult(
        audits=tuple(audits), undone=unread | undone, report=write_summary(config.out, audits, unread | undone)
    )
    say(f"  {result.sound} of {result.total} sound; every finding, by level: {result.report}")
    return result


def audit_line(result: Audit | str) -> str:
    """What became of one subject, in one line for people."""
    if isinstance(result, str):
        return result
    gates = list(dict.fromkeys(finding.gate for finding in result.findings if finding.failing))
    differs = f", evidence differs: {', '.join(result.changed)}" if result.changed else ""
    return f"{result.ref:<36} {'passes' if not gates else 'fails at ' + ', '.join(gates)}{differs}"
