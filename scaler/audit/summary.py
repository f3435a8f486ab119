"""An audit for people: a table of subjects, and each defect with its level."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from scaler.audit.run import Audit
from scaler.files import write_file


def summary(audits: Sequence[Audit], undone: Mapping[str, str]) -> str:
    """Markdown: one row a subject, then its findings, those of the same text together."""
    failing = sum(not each.passed for each in audits)
    lines = [
        f"{len(audits)} audited, {len(audits) - failing} pass every gate, {failing} do not, {len(undone)} not judged",
        "",
        "| environment | levels | faulty levels | failing gates | stored evidence |",
        "| --- | ---: | ---: | --- | --- |",
        *(_row(each) for each in audits),
    ]
    for each in audits:
        if each.findings or each.changed:
            lines += ["", f"### {each.ref}", "", *_findings(each)]
    lines += ["", *(f"- {ref} was not judged: {_plain(why)}" for ref, why in undone.items())]
    return "\n".join(lines).rstrip() + "\n"


def write_summary(folder: Path, audits: Sequence[Audit], undone: Mapping[str, str]) -> Path:
    """Write `audit.md` into the audit's folder."""
    path = folder / "audit.md"
    write_file(path, summary(audits, undone).encode())
    return path


def _row(audit: Audit) -> str:
    faulty = {finding.level for finding in audit.findings if finding.level is not None}
    gates = list(dict.fromkeys(finding.gate for finding in audit.findings if finding.failing))
    stored = (
        "none"
        if audit.changed is None
        else ("confirmed" if not audit.changed else f"differs: {', '.join(audit.changed)}")
    )
    return f"| {audit.ref} | {audit.levels} | {len(faulty)} | {', '.join(gates) or 'none'} | {stored} |"


def _findings(audit: Audit) -> list[str]:
    levels: dict[tuple[str, str], list[str]] = {}
    for finding in audit.findings:
        where = levels.setdefault((finding.gate, " ".join(finding.text.split())), [])
        where += [] if finding.level is None else [str(finding.level)]
    lines = [f"- {gate}{_at(where)}: {_plain(text)}" for (gate, text), where in levels.items()]
    return lines + [f"- stored evidence, {gate}: {_plain(text)}" for gate, text in (audit.changed or {}).items()]


def _plain(text: str) -> str:
    """One line that Markdown shows as it is: findings quote what models and problems wrote."""
    return re.sub(r"([\\`*_|<>\[\]])", r"\\\1", " ".join(text.split()))


def _at(levels: Sequence[str]) -> str:
    distinct = list(Counter(levels))
    return f", level{'s' * (len(distinct) > 1)} {', '.join(distinct)}" if distinct else ""
