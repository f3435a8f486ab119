"""Who may talk to the page: its own host name, the token in the path, its own origin. Everybody else is refused."""

from __future__ import annotations

import hmac

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scaler.review_app.door import OPEN

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",  # the token is in the address; "no-referrer" would make a form's origin "null"
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Guard:
    """Middleware: refuses with 403 what does not come from the page itself or from a person who has its address.

    `hosts` are the values of the Host header under which the page is served, such as `127.0.0.1:8000`.
    """

    def __init__(self, app: ASGIApp, token: str, hosts: tuple[str, ...]) -> None:
        self._app = app
        self._token = token
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http" and (refusal := self._refusal(scope)):
            await PlainTextResponse(f"{refusal}\n", status_code=403)(scope, receive, secured)
        elif scope["type"] == "http":
            await self._app(scope, receive, secured)

    def _refusal(self, scope: Scope) -> str:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if host not in self._hosts:
            return f"refused: this page is served as http://{self._hosts[0]} only"
        if scope["method"] == "GET" and OPEN.fullmatch(scope["path"]):
            return ""
        token = scope["path"].split("/")[1].encode()
        if not hmac.compare_digest(token, self._token.encode()):
            return "refused: open the whole address that `scaler review` printed; it ends in a token"
        origin, own = headers.get("origin"), f"http://{host}"
        if origin is not None and origin != own:
            return "refused: a page from elsewhere sent this"
        if scope["method"] not in ("GET", "HEAD") and origin != own:
            return "refused: a form must come from this page"
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return "refused: a page from elsewhere sent this"
        return ""
