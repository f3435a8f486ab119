from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scaler.errors import SandboxUnavailable
from scaler.sandbox import Sandbox, open_sandbox

CHROMIUM = Path("/usr/bin/chromium")
INSTALL = "sudo apt-get install -y chromium && .venv/bin/pip install playwright"


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """One warm sandbox for all tests; tests that use it are skipped where no sandbox can run."""
    try:
        opened = open_sandbox(workers=2, cache=tmp_path_factory.mktemp("cache"))
    except SandboxUnavailable as error:
        pytest.skip(error.message)
    with opened:
        yield opened


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        pytest.skip(f"playwright is missing: {INSTALL}")
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing: {INSTALL}")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page on which a script error, a dialog or a breach of the content security policy fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(10_000)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda message: wrong.append(message.text) if "Security Policy" in message.text else None)
    yield page
    context.close()
    assert wrong == []
