"""Who is refused: by the real server, in raw HTTP."""

from __future__ import annotations

import http.client
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.sandbox


def ask(
    address: str, method: str = "GET", path: str | None = None, **headers: str
) -> tuple[int, str, http.client.HTTPMessage]:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(
        method, parts.path if path is None else path, body="a=b" if method == "POST" else None, headers=sent
    )
    response = connection.getresponse()
    return response.status, response.read().decode(), response.headers


def test_the_owner_is_let_in_and_every_answer_is_armoured(address: str) -> None:
    for path in ("", "static/style.css", "nowhere"):
        status, _, headers = ask(address + path)
        assert status == (404 if path == "nowhere" else 200)
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"


def test_a_wrong_token_opens_nothing(address: str) -> None:
    token = urlsplit(address).path
    for path in ("/", "/wrong/", token[:-2] + "/", token.upper(), "/static/style.css", f"/x{token}", "//", "/%2e%2e/"):
        status, text, _ = ask(address, path=path)
        assert (status, text) == (
            403,
            "refused: open the whole address that `scaler review` printed; it ends in a token\n",
        ), path
        assert token.strip("/") not in text


def test_a_link_without_the_token_shows_the_door_and_nothing_else(address: str) -> None:
    token = urlsplit(address).path.strip("/")
    status, text, headers = ask(address, path="/entry/some-thing@1.0", Sec_Fetch_Site="cross-site")
    assert (status, "/door.js" in text, token in text) == (200, True, False)
    assert headers["x-frame-options"] == "DENY"
    status, script, _ = ask(address, path="/door.js")
    assert (status, token in script) == (200, False)
    for path in ("/entry/", "/entry/a@1.0/instance", "/entry/..%2f"):
        assert ask(address, path=path)[0] == 403, path
    assert ask(address, "POST", path="/entry/some-thing@1.0")[0] == 403


def test_another_host_name_is_refused(address: str) -> None:
    for host in ("evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1.evil.example:1", ""):
        status, text, _ = ask(address, Host=host)
        assert status == 403
        assert text.startswith("refused: this page is served as http://127.0.0.1:")


@pytest.mark.parametrize(
    ("headers", "refusal"),
    [
        ({}, "refused: a form must come from this page\n"),
        ({"Origin": "null"}, "refused: a page from elsewhere sent this\n"),
        ({"Origin": "http://evil.example"}, "refused: a page from elsewhere sent this\n"),
        ({"Origin": "http://127.0.0.1:1"}, "refused: a page from elsewhere sent this\n"),
        ({"Origin": "OWN", "Sec_Fetch_Site": "cross-site"}, "refused: a page from elsewhere sent this\n"),
        ({"Origin": "OWN", "Sec_Fetch_Site": "same-site"}, "refused: a page from elsewhere sent this\n"),
    ],
)
def test_a_form_from_elsewhere_is_refused(address: str, headers: dict[str, str], refusal: str) -> None:
    own = f"http://{urlsplit(address).netloc}"
    headers = {name: own if value == "OWN" else value for name, value in headers.items()}
    for path in ("decide", "entry/max-of-list@1.0/score", "static/style.css"):
        assert ask(address + path, "POST", **headers)[:2] == (403, refusal)


def test_paths_lead_nowhere_else(address: str) -> None:
    for path in ("static/../app.py", "static/%2e%2e/app.py", "static//etc/passwd", "entry/..%2f..%2fetc", "entry/%00"):
        status, text, _ = ask(address + path)
        assert status in (404, 400), path
        assert "import" not in text
        assert "root:" not in text


def test_a_form_that_is_too_large_is_refused(address: str) -> None:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    connection.request(
        "POST", parts.path + "decide", body=b"a" * (2 << 20), headers={"Origin": f"http://{parts.netloc}"}
    )
    assert connection.getresponse().status == 413


def test_a_form_of_too_many_fields_is_refused(address: str) -> None:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    connection.request("POST", parts.path + "decide", body=b"a&" * 10_001, headers={"Origin": f"http://{parts.netloc}"})
    assert connection.getresponse().status == 400


def test_it_listens_on_this_machine_only(address: str) -> None:
    assert urlsplit(address).hostname == "127.0.0.1"
    port = urlsplit(address).port
    tables = [Path(f"/proc/net/{name}").read_text().splitlines()[1:] for name in ("tcp", "tcp6")]
    listening = [line.split() for table in tables for line in table]
    assert {local for _, local, _, state, *_ in listening if state == "0A" and local.endswith(f":{port:04X}")} == {
        f"0100007F:{port:04X}"
    }
