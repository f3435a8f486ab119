"""The pictures of the review page in docs/screenshots: `make screenshots`, or `python -m scripts.screenshots`.

Builds a registry from bundled problems and their recording, serves it, and takes each page with Chromium.
"""

from __future__ import annotations

import contextlib
import io
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from scaler.llm import LLMConfig
from scaler.problems import read_problems
from scaler.registry import Registry
from scaler.resources import shipped
from scaler.review_app.app import make_app
from scaler.review_app.desk import Desk
from scaler.sandbox import Sandbox, open_sandbox
from scaler.synthesis import SynthesisConfig, open_workshop, synthesize_batch

TARGET = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
CHROMIUM = Path("/usr/bin/chromium")
PROBLEMS = ("coin-drawer", "island-count", "tallest-gap", "twin-targets", "zipper", "stair-costs", "echo-count")
WIDE, NARROW = {"width": 1280, "height": 1000}, {"width": 420, "height": 900}
PORT, TOKEN = 18080, "token"


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, contextlib.chdir(name), open_sandbox() as sandbox:
        registry = _registry(Path())
        with _served(registry, sandbox) as base, sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            for scheme in ("light", "dark"):
                page = browser.new_page(viewport=WIDE, color_scheme=scheme)  # type: ignore[arg-type]
                _take(page, f"{base}?state=", f"queue-{scheme}")
                _take(page, f"{base}entry/tallest-gap@1.0?state=", f"entry-{scheme}", try_answer="7")
            page = browser.new_page(viewport=WIDE)
            _take(page, f"{base}entry/island-count@1.0?state=&scale=c%3D5,r%3D5&seed=3", "rejected")
            _take(page, f"{base}entry/coin-drawer@1.0?state=", "evidence", at="#evidence-title")
            _take(page, f"{base}entry/zipper@2.0?state=", "diff", at="#diff-title")
            page.goto(f"{base}entry/echo-count@1.0?state=")
            page.get_by_label("Approve").check()
            page.get_by_label("Reason").fill("Read question, generator and evidence; drew ten instances.")
            page.get_by_role("button", name="Write review").click()
            _take(page, None, "decided")
            page = browser.new_page(viewport=NARROW)
            _take(page, f"{base}?state=", "queue-narrow")
            _take(page, f"{base}entry/coin-drawer@1.0?state=", "entry-narrow")
            browser.close()


def _take(page: Page, url: str | None, name: str, *, try_answer: str = "", at: str = "") -> None:
    if url is not None:
        page.goto(url)
    if page.locator("#instance").count():
        page.locator("#instance table").wait_for()
    if try_answer:
        page.locator("#answer").fill(try_answer)
        page.get_by_role("button", name="Score it").click()
        page.locator("#score .score").wait_for()
    if at:
        page.locator(at).scroll_into_view_if_needed()
        page.evaluate("at => window.scrollTo(0, document.querySelector(at).offsetTop - 80)", at)
    save(page, TARGET / f"{name}.png")


def save(page: Page, path: Path) -> None:
    """Write what the window shows."""
    picture = Image.open(io.BytesIO(page.screenshot()))
    few = picture.quantize(128, dither=Image.Dither.NONE)  # a third of the size, and no difference to see
    few.save(path, optimize=True)
    print(path.relative_to(TARGET.parent.parent))


def _registry(work: Path) -> Registry:
    """Candidates and rejected drafts of the bundled problems, one of them approved, one with a second version."""
    llm = LLMConfig(mode="replay", model="recorded", recording=shipped("examples/recordings/bundled"))
    config = SynthesisConfig(llm=llm, registry=work / "env_registry", work=work / "synthesis")
    problems = [p for p in read_problems(shipped("examples/problems")).problems if p.id in PROBLEMS]
    with open_workshop(config) as workshop:
        synthesize_batch(problems, workshop)
    registry = Registry(config.registry)
    registry.review("stair-costs", "approved", "bob", "read question and generator; tried answers at every level")
    first = registry.version("zipper@1.0")
    question = first.programs.question.replace("What", "So what", 1) + "\nThink it through, letter by letter.\n"
    programs = first.programs.model_copy(update={"question": question})
    manifest = first.manifest.model_copy(
        update={"inputs": "0" * 64, "golden": dict.fromkeys(first.manifest.golden, "0" * 64)}
    )
    registry.publish(first.model_copy(update={"programs": programs, "manifest": manifest}), "passed every gate")
    return registry


@contextmanager
def _served(registry: Registry, sandbox: Sandbox) -> Iterator[str]:
    app = make_app(Desk(registry, sandbox, "ann"), TOKEN, (f"127.0.0.1:{PORT}",))
    server = uvicorn.Server(uvicorn.Config(app, port=PORT, log_level="error", ws="none", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        pass
    yield f"http://127.0.0.1:{PORT}/{TOKEN}/"
    server.should_exit = True
    thread.join()


if __name__ == "__main__":
    main()
