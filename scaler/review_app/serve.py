"""Serving the page: on 127.0.0.1, at a port and under a token that nobody can guess."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable

import uvicorn

from scaler.errors import ConfigError
from scaler.registry import Registry
from scaler.review_app.app import make_app
from scaler.review_app.desk import Desk
from scaler.sandbox import Sandbox

ADDRESS = "127.0.0.1"


def serve(
    registry: Registry,
    sandbox: Sandbox,
    reviewer: str,
    port: int = 0,
    ready: Callable[[str], None] = lambda url: None,
) -> None:
    """Serve until interrupted. `ready` hears the page's address, token included; port 0 takes a free one.

    Raises ConfigError when the port cannot be had.
    """
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((ADDRESS, port))
    except OSError as error:
        listener.close()
        raise ConfigError(f"port {port} cannot be had: {error.strerror}", fix="another --port, or none") from error
    port = listener.getsockname()[1]
    token = secrets.token_urlsafe(24)
    app = make_app(Desk(registry, sandbox, reviewer), token, (f"{ADDRESS}:{port}", f"localhost:{port}"))
    # No access log: it would hold the token. No server header, no proxy headers, no websockets: nobody needs them.
    config = uvicorn.Config(
        app, log_level="error", access_log=False, server_header=False, proxy_headers=False, ws="none", lifespan="off"
    )
    with listener:
        listener.listen()
        ready(f"http://{ADDRESS}:{port}/{token}/")
        uvicorn.Server(config).run(sockets=[listener])
