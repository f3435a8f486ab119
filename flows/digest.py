"""Flow: what waits for a person, as an artifact; and an event for every environment that was approved.

Approvals reach the registry from the review page, the terminal or a `git pull`; this flow tells Prefect of them, so
that an automation can start a training run.
"""

from __future__ import annotations

import os
import uuid
from pathlib import Path

from prefect import flow
from prefect.artifacts import create_markdown_artifact
from prefect.events import emit_event
from prefect.events.worker import EventsWorker

from scaler.errors import ScalerError
from scaler.progress import headline, say
from scaler.registry import News, Registry, mark_told, news_markdown, read_news
from scaler.synthesis import REVIEW_URL

APPROVED = "scaler.environment.approved"


@flow(name="review-digest", flow_run_name="review digest of {registry}", validate_parameters=True)
def review_digest(registry: Path = Path("env_registry"), seen: Path = Path("runs/digest.json")) -> News:
    """Show the candidates, weakest evidence first, and tell of approvals since the last digest.

    An approval is told at least once: a kill between telling and remembering tells it again, under the same event id.

    Args:
        registry: The registry's folder, or a pack.
        seen: The file that remembers which approvals were told.
    """
    store = Registry(registry)
    news = read_news(store, seen)
    headline(f"{len(news.waiting)} candidates wait in {registry}; newly approved: {len(news.approved)}")
    text = news_markdown(news, os.environ.get(REVIEW_URL, ""))
    create_markdown_artifact(text, key="review-digest", description=f"What waits for a person in {registry}")
    for ref in news.approved:
        digest = store.digest(ref)
        sent = emit_event(
            APPROVED,
            resource={"prefect.resource.id": f"scaler.environment.{ref}", "prefect.resource.name": ref},
            payload={"ref": ref, "sha256": digest, "registry": str(registry)},
            id=uuid.uuid5(uuid.NAMESPACE_URL, f"scaler:{ref}:{digest}"),
        )
        if sent is None:
            raise ScalerError(f"Prefect took no event of {ref}'s approval", fix="run it again once the server answers")
        say(f"  approved  {ref}")
    if news.approved:
        EventsWorker.instance().wait_until_empty()  # what is only queued would be lost by a kill
    mark_told(store, seen, news.approved)
    return news
