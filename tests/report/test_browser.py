"""The pages in a real browser: nothing sticks out, everything can be read, in light and dark, wide and narrow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scaler.report import write_comparison, write_report
from tests.report.toy_runs import write_toy_run

CONTRAST = """() => {
  const parse = text => (text.match(/[\\d.]+/g) || []).map(Number)
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0)
  const paper = node => {
    for (let at = node; at; at = at.parentElement) {
      const found = parse(getComputedStyle(at).backgroundColor)
      if (found.length === 3 || found[3] > 0) return found
    }
  }
  let worst = [99, ""]
  for (const node of document.querySelectorAll("p, th, td, dt, dd, li, h1, h2, h3, figcaption, summary, svg text")) {
    const style = getComputedStyle(node)
    const a = light(parse(node.tagName === "text" ? style.fill : style.color)), b = light(paper(node))
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05)
    if (ratio < worst[0]) worst = [ratio, node.textContent.trim().slice(0, 40)]
  }
  return worst
}"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    for name, policy, environments in (("one", "frontier", 60), ("two", "paper", 12)):
        write_toy_run(folder / name, policy=policy, environments=environments, faulty={"env-0003": 1, "env-0001": 4})
    return {
        "run": write_report(folder / "one"),
        "comparison": write_comparison([folder / "one", folder / "two"], folder / "comparison.html"),
    }


@pytest.mark.parametrize("which", ["run", "comparison"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_a_page_can_be_read(browser: Any, pages: dict[str, Path], which: str, scheme: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    try:
        page.goto(pages[which].as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        tiles = "[...document.querySelectorAll('ul.tiles li')]"
        assert (
            page.evaluate(f"{tiles}.filter(each => each.scrollWidth > each.clientWidth).map(each => each.innerText)")
            == []
        )
        ratio, text = page.evaluate(CONTRAST)
        assert ratio >= 4.5, f"{text!r} has contrast {ratio:.2f}"
        assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == (
            "rgb(255, 255, 255)" if scheme == "light" else "rgb(20, 24, 29)"
        )
        heights = "each => each.getBoundingClientRect().height"
        small = page.evaluate(f"Math.min(...[...document.querySelectorAll('svg.chart text')].map({heights}))")
        assert small >= 9
    finally:
        context.close()
