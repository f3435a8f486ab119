"""Names, order of focus, headings, contrast: computed in the browser on every page, light and dark."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

pytestmark = pytest.mark.sandbox

PAGES = ["?state=", "entry/max-of-list@2.0", "entry/sum-of-list@1.0", "entry/hostile@1.0", "entry/nowhere"]

NAMELESS = """
() => [...document.querySelectorAll("input:not([type=hidden]), select, textarea, button, a, summary, [role=img]")]
  .filter((element) => !(element.labels?.length || element.getAttribute("aria-label") || element.textContent.trim()))
  .map((element) => element.outerHTML.slice(0, 120))
"""

LOW_CONTRAST = """
() => {
  const parse = (text) => {
    const numbers = text.match(/[\\d.]+(e-?\\d+)?/g).map(Number);
    const scale = text.startsWith("color(") ? 255 : 1;
    return [...numbers.slice(0, 3).map((n) => n * scale), numbers[3] ?? 1];
  };
  const over = (top, below) => top.slice(0, 3).map((c, i) => c * top[3] + below[i] * (1 - top[3])).concat(1);
  const ground = (element) => {
    if (!element) return [255, 255, 255, 1];
    const own = parse(getComputedStyle(element).backgroundColor);
    return own[3] === 1 ? own : over(own, ground(element.parentElement));
  };
  const light = (colour) => {
    const [r, g, b] = colour.map((c) => c / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let seen = 0;
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest("noscript, script")) continue;
    const style = getComputedStyle(element);
    const below = ground(element);
    const text = over(parse(element.closest("svg") ? style.fill : style.color), below);
    const [a, b] = [light(text), light(below)].sort((x, y) => y - x);
    seen += 1;
    if ((a + 0.05) / (b + 0.05) < 4.5) found.add(`${element.tagName}.${element.className}: ${style.color}`);
  }
  return {seen, low: [...found]};
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_stand_out_from_what_is_behind_them(page: Any, address: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    for path in PAGES:
        page.goto(address + path)
        if "list@" in path:
            page.locator("#instance table").wait_for()
        for details in page.locator("details").all():
            details.evaluate("details => { details.open = true }")
        result = page.evaluate(LOW_CONTRAST)
        assert result["low"] == [], path
        assert result["seen"] > 5


def test_everything_that_can_be_used_has_a_name_and_headings_are_in_order(page: Any, address: str) -> None:
    for path in PAGES:
        page.goto(address + path)
        if "list@" in path:
            page.locator("#answer").wait_for()
        assert page.evaluate(NAMELESS) == [], path
        levels = page.eval_on_selector_all(
            "h1, h2, h3, h4", "all => all.filter(h => h.checkVisibility()).map(h => +h.tagName[1])"
        )
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
        assert page.locator("html").get_attribute("lang") == "en"


def test_focus_goes_through_the_page_in_its_order_and_is_seen(page: Any, address: str) -> None:
    page.goto(f"{address}entry/max-of-list@2.0")
    page.locator("#answer").wait_for()
    script = """() => {
      const element = document.activeElement;
      if (element === document.body) return null;
      const all = [...document.querySelectorAll("*")];
      const box = element.getBoundingClientRect();
      const seen = box.width > 0 && getComputedStyle(element).outlineStyle !== "none";
      return {at: all.indexOf(element), text: element.textContent.trim().slice(0, 30), seen, tag: element.tagName};
    }"""
    stops = []
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate(script)
        if stop is None:
            break
        stops.append(stop)
    assert stops[0]["text"] == "Skip to content"
    assert len(stops) > 15
    assert [stop for stop in stops if not stop["seen"]] == []
    order = [stop["at"] for stop in stops]
    assert order == sorted(order)


def test_a_state_is_a_word_and_a_sign_not_only_a_colour(page: Any, address: str) -> None:
    page.goto(f"{address}?state=")
    for state in page.locator(".state").all():
        sign, word = state.inner_text().split()
        assert word in (state.get_attribute("class") or "")
        assert sign in "○✓✕△⊘"


def test_the_help_can_be_opened_and_closed_by_keys(page: Any, address: str) -> None:
    page.goto(address)
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#help").is_visible()


@pytest.mark.parametrize("width", [380, 1600])
def test_nothing_is_wider_than_the_window(page: Any, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for path in PAGES:
        page.goto(address + path)
        if "list@" in path:
            page.locator("#answer").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
