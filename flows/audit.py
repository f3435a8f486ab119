"""Flow: all gates again over a registry, compared with the evidence that its versions carry."""

from __future__ import annotations

from prefect import flow
from prefect.artifacts import create_markdown_artifact

from scaler.audit import AuditConfig, AuditResult, audit_registry
from scaler.errors import ScalerError

SHOWN = 100_000
"""Characters of the report that the artifact holds; the file has all of it."""


@flow(name="audit", flow_run_name="audit of {config.registry}", validate_parameters=True)
def audit(config: AuditConfig) -> AuditResult:
    """Judge candidates and approved versions again. Raises ScalerError at the end when one is not sound.

    Args:
        config: What is judged, and against what.
    """
    result = audit_registry(config)
    text = result.report.read_text(encoding="utf-8")
    create_markdown_artifact(text[:SHOWN], key="audit", description=f"Audit of {config.registry}")
    if result.sound < result.total:
        raise ScalerError(
            f"{result.total - result.sound} of {result.total} versions are not sound", fix=f"read {result.report}"
        )
    return result
