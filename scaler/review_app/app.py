"""The page's addresses: each reads the request, asks the desk, fills a template."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import get_args
from urllib.parse import parse_qs, urlencode

from jinja2 import Environment as Jinja
from jinja2 import FileSystemLoader, StrictUndefined
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from scaler.errors import ConfigError, EntryNotFound, ScalerError
from scaler.registry import PROVENANCE, Order, Query, State, scale_key
from scaler.review_app.desk import PAGE, Desk
from scaler.review_app.door import door_routes
from scaler.review_app.evidence import plain_value, seeds_note
from scaler.review_app.guard import Guard
from scaler.review_app.plots import gauge
from scaler.review_app.text import code, plain

HERE = Path(__file__).parent
MAX_FORM = 1 << 20
MAX_FIELDS = 10_000
PLACE = ("scale", "level", "seed", "shape")
FILTERS = ("state", "kind", "source", "gate", "text", "order")

Form = Mapping[str, list[str]]
Page = Callable[[Request], Response]


def make_app(desk: Desk, token: str, hosts: tuple[str, ...]) -> Guard:
    """The page as an ASGI application under `/<token>/`, for requests to one of `hosts` only."""
    pages = _Pages(desk, f"/{token}")
    routes = [
        Route("/", _safe(pages, pages.queue)),
        Route("/rows", _safe(pages, pages.rows)),
        Route("/entry/{ref}", _safe(pages, pages.entry)),
        Route("/entry/{ref}/instance", _safe(pages, pages.instance)),
        Route("/entry/{ref}/score", _posted(pages, pages.score), methods=["POST"]),
        Route("/entry/{ref}/next", _safe(pages, pages.step)),
        Route("/entry/{ref}/previous", _safe(pages, pages.step)),
        Route("/decide", _posted(pages, pages.decide), methods=["POST"]),
        Mount("/static", StaticFiles(directory=HERE / "static")),
    ]
    return Guard(Starlette(routes=[Mount(f"/{token}", routes=routes), *door_routes()]), token, hosts)


class _Pages:
    """The handlers. They block, and so run in threads."""

    def __init__(self, desk: Desk, base: str) -> None:
        self._desk = desk
        self._base = base
        self._jinja = Jinja(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._jinja.filters |= {"plain": plain, "plain_value": plain_value, "scale_key": scale_key}
        self._jinja.globals |= {
            "base": base,
            "code": code,
            "gauge": gauge,
            "seeds_note": seeds_note,
            "reviewer": desk.reviewer,
            "registry": str(desk.registry.root),
            "packed": desk.registry.packed,
            "states": get_args(State),
            "orders": get_args(Order),
            "provenance_keys": PROVENANCE,
            "decisions": DECISIONS,
            "marks": MARKS,
        }

    def queue(self, request: Request) -> Response:
        return self._queue(request, "queue.html.j2")

    def rows(self, request: Request) -> Response:
        response = self._queue(request, "rows.html.j2")
        response.headers["HX-Push-Url"] = f"{self._base}/?{_back(request)}"
        return response

    def entry(self, request: Request) -> Response:
        page = self._desk.entry(request.path_params["ref"])
        wanted = {key: request.query_params[key] for key in PLACE if key in request.query_params}
        return self._page("entry.html.j2", page=page, wanted=wanted, back=_back(request))

    def instance(self, request: Request) -> Response:
        page = self._desk.entry(request.path_params["ref"])
        seen = self._desk.look(page.version, request.query_params)
        return self._page("instance.html.j2", page=page, seen=seen)

    def score(self, request: Request, form: Form) -> Response:
        page = self._desk.entry(request.path_params["ref"])
        seen, score = self._desk.try_answer(page.version, {key: values[0] for key, values in form.items()})
        return self._page("score.html.j2", seen=seen, score=score)

    def step(self, request: Request) -> Response:
        ref, query = request.path_params["ref"], _query(request)
        target = self._desk.step(ref, query, 1 if request.url.path.endswith("/next") else -1)
        place = f"entry/{target}" if target else ""
        return RedirectResponse(f"{self._base}/{place}?{_back(request)}", status_code=303)

    def decide(self, request: Request, form: Form) -> Response:
        first = {key: values[0] for key, values in form.items()}
        decisions = self._desk.decide(form.get("ref", []), first.get("state", ""), first.get("reason", ""))
        refused = any(decision.refusal for decision in decisions)
        return self._page(
            "decided.html.j2", 409 if refused else 200, results=decisions, state=first["state"], back=_back(request)
        )

    def failure(self, error: ScalerError) -> Response:
        status = 404 if isinstance(error, EntryNotFound) else 400 if isinstance(error, ConfigError) else 500
        return self._page("error.html.j2", status, error=error)

    def _queue(self, request: Request, template: str) -> Response:
        query = _query(request)
        view = self._desk.queue(query)
        return self._page(template, query=query, view=view, page_size=PAGE, back=_back(request))

    def _page(self, template: str, status: int = 200, **values: object) -> Response:
        return HTMLResponse(self._jinja.get_template(template).render(values), status_code=status)


DECISIONS: Mapping[State, tuple[str, str]] = {
    "approved": ("Approve", "a"),
    "rejected": ("Reject", "r"),
    "deprecated": ("Deprecate", "d"),
    "yanked": ("Yank", "y"),
    "candidate": ("Reopen", "o"),
}
"""state -> what the decision is called, and its key."""

MARKS: Mapping[State, str] = {"candidate": "○", "approved": "✓", "rejected": "✕", "deprecated": "△", "yanked": "⊘"}


def _query(request: Request) -> Query:
    """The filters of an address; without any, the candidates, weakest evidence first. Raises ConfigError."""
    given = {key: value for key, value in request.query_params.items() if key in FILTERS and value}
    if "state" not in request.query_params:
        given["state"] = "candidate"
    try:
        start = int(request.query_params.get("from", "0")[:9])
        return Query.model_validate({"order": "weakest", **given, "offset": max(0, start), "limit": PAGE})
    except (ValidationError, ValueError) as error:
        raise ConfigError("these filters cannot be read", fix="choose them on the page") from error


def _back(request: Request) -> str:
    """The filters as a query string: entries carry them, so that `next` and `back` know the queue."""
    return urlencode({key: value for key, value in request.query_params.items() if key in FILTERS})


def _safe(pages: _Pages, page: Page) -> Page:
    """What SCALER raises on purpose becomes a page that says what to do."""

    def handler(request: Request) -> Response:
        try:
            return page(request)
        except ScalerError as error:
            return pages.failure(error)

    return handler


def _posted(pages: _Pages, page: Callable[[Request, Form], Response]) -> Callable[[Request], Awaitable[Response]]:
    async def handler(request: Request) -> Response:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_FORM:
                return Response("the form is too large\n", status_code=413)
        try:
            form = parse_qs(body.decode(errors="replace"), keep_blank_values=True, max_num_fields=MAX_FIELDS)
        except ValueError:
            return Response("the form has too many fields\n", status_code=400)
        return await run_in_threadpool(_safe(pages, lambda request: page(request, form)), request)

    return handler
