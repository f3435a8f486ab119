"""The pictures of Prefect's UI in docs/orchestration, from a station that runs, and a run started as a person does it.

Needs a station (`scaler up`) with a finished pipeline run; `python -m scripts.screenshots_prefect`.
A station elsewhere than at the usual ports or in runs/station is named: `... http://127.0.0.1:4310 other/station`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import httpx
from playwright.sync_api import Page, sync_playwright

from scaler.station.equip import ZOMBIES
from scripts.screenshots import CHROMIUM, save

TARGET = Path(__file__).resolve().parent.parent / "docs" / "orchestration"
WINDOW = {"width": 1280, "height": 800}
PATIENCE = 300.0
"""Seconds that the run may take that is started here."""


class Prefect:
    """The server's API, as far as pages must be found."""

    def __init__(self, ui: str) -> None:
        self._client = httpx.Client(base_url=f"{ui}/api", trust_env=False)

    def get(self, path: str) -> Any:
        return self._client.get(path).raise_for_status().json()

    def find(self, kind: str, **filters: Any) -> list[Any]:
        found: list[Any] = self._client.post(f"/{kind}/filter", json=filters).raise_for_status().json()
        return found

    def newest(self, flow: str) -> str:
        """The id of the newest run of a flow that was completed."""
        state = {"state": {"type": {"any_": ["COMPLETED"]}}}
        runs = self.find("flow_runs", flows={"name": {"any_": [flow]}}, flow_runs=state, sort="END_TIME_DESC")
        return str(runs[0]["id"])

    def started(self, flow: str) -> set[str]:
        """The ids of all runs of a flow that were started by hand."""
        runs = self.find("flow_runs", flows={"name": {"any_": [flow]}}, sort="EXPECTED_START_TIME_DESC")
        return {str(run["id"]) for run in runs if not run["auto_scheduled"]}

    def bar(self, run: str, least: float) -> str | None:
        """The id of the run's progress, once it stands at so many percent."""
        found = self.find("artifacts", artifacts={"flow_run_id": {"any_": [run]}, "type": {"any_": ["progress"]}})
        return str(found[0]["id"]) if found and found[0]["data"] >= least else None

    def artifact(self, run: str, key: str) -> str:
        runs, keys = {"flow_run_id": {"any_": [run]}}, {"key": {"any_": [key]}}
        return str(self.find("artifacts", artifacts=runs | keys)[0]["id"])


def main(ui: str = "http://127.0.0.1:4200", state: str = "runs/station") -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    prefect = Prefect(ui)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport=WINDOW)  # type: ignore[arg-type]
        _open(page, f"{ui}/deployments", "deployments")
        synthesis = _run_by_hand(page, ui, prefect)
        for key in ("yield-funnel", "synthesis-cost", "gate-failures"):
            _open(page, f"{ui}/artifacts/artifact/{prefect.artifact(synthesis, key)}", key)
        _follow(page, ui, prefect, synthesis, Path(state))
        training = prefect.newest("train")
        _show_artifacts(page, ui, training, "training-run")
        _open(page, f"{ui}/artifacts/artifact/{prefect.artifact(training, 'training')}", "training")
        automations = prefect.find("automations")
        trigger = next(each["id"] for each in automations if each["name"] != ZOMBIES)
        _open(page, f"{ui}/automations/automation/{trigger}", "automation")
        browser.close()


def _run_by_hand(page: Page, ui: str, prefect: Prefect) -> str:
    """Start a synthesis by its form: a wrong value first, which is refused. Returns the run's id, once completed."""
    deployment = prefect.get("/deployments/name/synthesize/nightly")["id"]
    page.goto(f"{ui}/deployments/deployment/{deployment}")
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_text("Custom run").click()
    page.get_by_text("Where the problems are").wait_for()
    _take(page, "form")
    page.get_by_text("Selection", exact=True).click()
    page.get_by_text("int", exact=True).last.click()
    limit = page.locator("input[type=number]").last
    limit.fill("-3")
    page.get_by_role("button", name="Submit").click()
    page.get_by_text("is not valid").first.wait_for()
    _take(page, "form-refused")
    limit.fill("12")
    page.get_by_role("switch").first.click()  # resume off: there is no progress to see in what stands
    before = prefect.started("synthesize")
    page.get_by_role("button", name="Submit").click()
    run = _wait(lambda: next(iter(prefect.started("synthesize") - before), None))
    bar = _wait(lambda: prefect.bar(run, least=40))
    _open(page, f"{ui}/artifacts/artifact/{bar}", "progress")
    _wait(lambda: prefect.get(f"/flow_runs/{run}")["state_type"] == "COMPLETED")
    _show_artifacts(page, ui, run, "synthesis-run")
    return run


T = TypeVar("T")


def _wait(there: Callable[[], T | None]) -> T:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := there():
            return found
        time.sleep(1)
    raise TimeoutError(f"what was waited for did not come within {PATIENCE:g} s")


def _follow(page: Page, ui: str, prefect: Prefect, run: str, state: Path) -> None:
    """From a refused environment's link in Prefect to its evidence, in a browser that opened the review page once."""
    page.goto(f"{ui}/artifacts/artifact/{prefect.artifact(run, 'gate-failures')}")
    link = page.get_by_role("link", name="@1.0").first
    target = link.get_attribute("href") or ""
    token = (state / "review-token").read_text(encoding="utf-8").strip()
    page.goto(f"{target.partition('/entry/')[0]}/{token}/")
    page.goto(f"{ui}/artifacts/artifact/{prefect.artifact(run, 'gate-failures')}")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="@1.0").first.click()
    entry = opened.value
    entry.wait_for_load_state("networkidle")
    save(entry, TARGET / "evidence.png")


def _show_artifacts(page: Page, ui: str, run: str, name: str) -> None:
    page.goto(f"{ui}/runs/flow-run/{run}")
    page.wait_for_load_state("networkidle")
    page.get_by_text("Artifacts", exact=True).last.click()
    page.mouse.move(760, 640)
    page.mouse.wheel(0, 2000)
    _take(page, name)


def _open(page: Page, url: str, name: str) -> None:
    page.goto(url)
    page.wait_for_load_state("networkidle")
    _take(page, name)


def _take(page: Page, name: str) -> None:
    page.wait_for_timeout(1500)  # the UI fades its parts in
    save(page, TARGET / f"{name}.png")


if __name__ == "__main__":
    main(*sys.argv[1:])
