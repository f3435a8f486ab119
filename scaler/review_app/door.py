"""Links from elsewhere: `/entry/<ref>` without the token leads on in a browser that has opened the page before.

The token never stands in such a link. The page keeps it in the browser's own storage, which belongs to this address
and port alone, and the static text served here reads it from there.
"""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

OPEN = re.compile(r"/entry/[A-Za-z0-9@._-]+|/door\.js")
"""The paths that are served without a token: they hold nothing but this file's own text."""

_TEXT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Review · SCALER</title><script src="/door.js" defer></script></head>
<body><p>Open the whole address that <code>scaler review</code> or <code>scaler up</code> named once, with its token;
after that this link works in the same browser.</p></body></html>
"""
_SCRIPT = """"use strict";
const token = localStorage.getItem("token");
if (token) location.replace(`/${token}${location.pathname}`);
"""


def door_routes() -> list[Route]:
    """Routes for the paths of `OPEN`."""
    return [Route("/entry/{ref}", _page), Route("/door.js", _script)]


async def _page(request: Request) -> Response:
    return HTMLResponse(_TEXT)


async def _script(request: Request) -> Response:
    return Response(_SCRIPT, media_type="text/javascript")
