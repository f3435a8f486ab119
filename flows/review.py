"""Flow: a policy reviews what waits. The only policy here is the demo's; people review with `scaler review`."""

from __future__ import annotations

from pathlib import Path

from prefect import flow

from scaler.progress import headline, say
from scaler.registry import Registry

DEMO_POLICY = "demo-policy"


@flow(name="review-by-policy", flow_run_name="review {registry}", validate_parameters=True)
def review_by_policy(registry: Path) -> list[str]:
    """Approve every candidate that passed all gates, as reviewer `demo-policy`. Returns the references approved.

    For demonstrations only: a policy reads no question and no code.

    Args:
        registry: The registry's folder.
    """
    store = Registry(registry)
    headline(f"Review: {DEMO_POLICY} approves what passed every gate (nobody has read these environments)")
    approved = []
    for row in store.rows():
        if row.state == "candidate":
            store.review(row.ref, "approved", DEMO_POLICY, "demo: passed every gate; nobody read it")
            approved.append(row.ref)
            say(f"  approved  {row.ref:<28} {row.kind}, {row.levels} levels")
        elif row.state == "rejected":
            say(f"  rejected  {row.ref:<28} by {row.reviewer}: {row.reason[:110]}")
    return approved
