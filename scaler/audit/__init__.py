"""Audits: all gates again, over what exists; a registry's versions are compared with the evidence that they carry.

with open_sandbox() as sandbox:
    report = audit([*registry_subjects(registry, refs), *pool_subjects(path, sandbox)], sandbox, thresholds, folder)
"""

from __future__ import annotations

from scaler.audit.findings import Finding, findings
from scaler.audit.pool import pool_subjects
from scaler.audit.registry import read_pass_rates, registry_subjects
from scaler.audit.run import Audit, Subject, audit
from scaler.audit.summary import summary, write_summary
from scaler.audit.whole import AuditConfig, AuditResult, audit_line, audit_registry

__all__ = [
    "Audit",
    "AuditConfig",
    "AuditResult",
    "Finding",
    "Subject",
    "audit",
    "audit_line",
    "audit_registry",
    "findings",
    "pool_subjects",
    "read_pass_rates",
    "registry_subjects",
    "summary",
    "write_summary",
]
