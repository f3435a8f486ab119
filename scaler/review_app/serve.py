"""Serving the page: on 127.0.0.1, at a port and under a token that nobody can guess."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable
from pathlib import Path

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
    token_file: Path | None = None,
) -> None:
    """Serve until interrupted. `ready` hears the page's address, token included; port 0 takes a free one.

    The token is a new one, or the one that `token_file` keeps. Raises ConfigError when the port cannot be had.
    """
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((ADDRESS, port))
    except OSError as error:
        listener.close()
        raise ConfigError(f"port {port} cannot be had: {error.strerror}", fix="another --port, or none") from error
    port = listener.getsockname()[1]
    token = _token(token_file)
    app = make_app(Desk(registry, sandbox, reviewer), token, (f"{ADDRESS}:{port}", f"localhost:{port}"))
    # No access log: it would hold the token. No server header, no proxy headers, no websockets: nobody needs them.
    config = uvicorn.Config(
        app, log_level="error", access_log=False, server_header=False, proxy_headers=False, ws="none", lifespan="off"
    )
    with listener:
        listener.listen()
        ready(f"http://{ADDRESS}:{port}/{token}/")
        uvicorn.Server(config).run(sockets=[listener])


def _token(file: Path | None) -> str:
    if file is None:
        return secrets.token_urlsafe(24)
    try:
        return file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        token = secrets.token_urlsafe(24)
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(token)
        return token
