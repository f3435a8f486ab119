"""The page in a real browser against the real command: what a reviewer does, and what an attacker tries."""

from __future__ import annotations

import http.server
import re
import threading
from pathlib import Path
from typing import Any

import pytest

from scaler.registry import Registry
from tests import toy
from tests.review_app.hostile import HIDDEN

pytestmark = pytest.mark.sandbox


def rows(page: Any) -> list[str]:
    return [ref.inner_text() for ref in page.locator("tr[data-row] .ref").all()]


def test_the_queue_shows_candidates_weakest_first_and_filters_as_one_types(page: Any, address: str) -> None:
    page.goto(address)
    assert "max-of-list@2.0" in rows(page)
    assert "sum-of-list@1.0" not in rows(page)
    page.get_by_label("State").select_option("rejected")
    page.locator(".weak", has_text="failed solver").wait_for()
    assert rows(page) == ["sum-of-list@1.0"]
    page.get_by_label("State").select_option("")
    page.get_by_label("Search").fill("hostile")
    page.wait_for_url("**/?text=hostile*")
    assert rows(page) == ["hostile@1.0"]
    page.reload()
    assert rows(page) == ["hostile@1.0"]


def test_a_rejection_is_understood_and_replayed(page: Any, address: str) -> None:
    page.goto(f"{address}?state=rejected")
    page.locator("a[data-open]").first.click()
    verdict = page.locator(".verdict")
    assert "Failed at solver" in verdict.inner_text()
    assert "the solver agrees in " in verdict.inner_text()
    link = verdict.locator("a").first
    seed = re.search(r"seed (\d+)", link.inner_text())
    link.click()
    page.locator("#instance table").wait_for()
    assert seed is not None
    assert page.locator("#instance .cut").first.inner_text().endswith(f"seed {seed[1]}")
    page.goto(page.url.split("?")[0] + (link.get_attribute("href") or "").replace("#instance", "&solver=1#instance"))
    page.get_by_label("ask the solver, too").check()
    page.locator("#instance td", has_text="solver").first.wait_for()
    assert page.locator("#instance tr", has_text="solver").locator("td").last.inner_text() == "differs"


def test_an_answer_is_tried(page: Any, address: str) -> None:
    page.goto(f"{address}entry/min-of-list@1.0?level=2&seed=5")
    page.locator("#answer").wait_for()
    answer = page.locator("#instance td code").first.inner_text()
    for text, said in [
        (answer, "✓ right reward 1.0: equals the oracles' answer"),
        (f"so \\boxed{{{int(answer) + 1}}}", "✕ wrong reward 0.0: differs from the oracles' answer"),
        ("seven", "✕ wrong reward 0.0: an integer was expected, not 'seven'"),
    ]:
        page.locator("#answer").fill(text)
        page.get_by_role("button", name="Score it").click()
        page.locator("#score", has_text=said).wait_for()
    page.get_by_label("Seed").fill("twelve")
    page.locator("#seed").evaluate("seed => seed.removeAttribute('pattern')")
    page.get_by_role("button", name="Draw").click()
    page.locator("#instance [role=alert]", has_text="'twelve' is no seed").wait_for()


def test_a_folded_task_is_replayed_and_answered(page: Any, address: str) -> None:
    page.goto(f"{address}entry/repeats@1.0")
    page.locator("#answer").wait_for()
    for link, place in [
        ("level 0 (n=3, seed 2, part 2)", "n=3, seed 2"),
        ("level 1 (n=5, seed 1, part 2, drawn rising)", "n=5, seed 1, drawn rising"),
    ]:
        page.get_by_role("link", name=link).click()
        page.locator("#instance > .cut", has_text=re.compile(f"^{place}$")).wait_for()
        assert page.locator("#instance .question").inner_text().count("Puzzle ") == 3
        answer = page.locator("#instance td code").first.inner_text()
        assert answer.count(",") == 2
        page.locator("#answer").fill(answer)
        page.get_by_role("button", name="Score it").click()
        page.locator("#score", has_text="✓ right reward 1.0").wait_for()
    assert "part s mod 3 + 1" in page.locator("main").inner_text()


def test_a_version_is_approved_by_keys_alone(page: Any, address: str, registry: Registry) -> None:
    page.goto(f"{address}?text=max-of-list")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/entry/**")
    page.wait_for_load_state()
    ref = page.locator(".sub code").inner_text()
    page.keyboard.press("a")
    page.keyboard.type("a reason with a: colon, and j k n u keys")
    page.keyboard.press("Control+Enter")
    page.get_by_role("heading", name="1 review written").wait_for()
    page.wait_for_load_state()
    review = registry.entry("max-of-list").reviews[-1]
    assert f"max-of-list@{review.version}" == ref
    assert (review.state, review.reviewer) == ("approved", "ann")
    assert review.reason == "a reason with a: colon, and j k n u keys"
    block = page.locator(".written pre").inner_text()
    assert block.strip() in (registry.root / "max-of-list/entry.yaml").read_text()
    page.keyboard.press("n")
    page.wait_for_url("**/entry/**")
    assert page.locator(".sub code").inner_text() != ref


def test_many_are_decided_and_what_is_refused_is_said(page: Any, address: str, registry: Registry) -> None:
    page.goto(f"{address}?state=&text=list")
    for ref in ("min-of-list@1.0", "sum-of-list@1.0"):
        page.get_by_label(f"Mark {ref}").check()
    page.get_by_label("Reject").check()
    page.get_by_label("Reason").fill("dull")
    page.get_by_role("button", name="Write review").click()
    page.get_by_role("heading", name="1 review written, 1 refused").wait_for()
    assert "sum-of-list@1.0 is rejected: it cannot become rejected" in page.locator(".warning").inner_text()
    assert registry.state("min-of-list@1.0") == "rejected"
    assert len(registry.entry("sum-of-list").reviews) == 1


def test_the_diff_to_the_version_before(page: Any, address: str) -> None:
    page.goto(f"{address}entry/max-of-list@2.0")
    diff = page.locator("details.file", has_text="question.md.j2").first
    told = f"{toy.RULE} {toy.TASKS['max']}"
    assert diff.locator(".del").inner_text().strip() == f"-{told}"
    assert diff.locator(".add").inner_text().strip() == f"+{told.replace('Take', 'So take')}"


def test_hostile_text_is_only_ever_text(page: Any, address: str) -> None:
    page.goto(f"{address}?state=&text=hostile")
    page.get_by_label("Mark hostile@1.0").check()
    page.get_by_label("Deprecate").check()
    page.get_by_label("Reason").fill("<script>document.title='owned'</script>")
    page.get_by_role("button", name="Write review").click()
    page.locator(".warning").wait_for()
    _harmless(page)
    page.goto(f"{address}entry/hostile@1.0")
    page.locator("#answer").wait_for()
    for details in page.locator("details").all():
        details.evaluate("details => { details.open = true }")
    _harmless(page)
    page.locator("#answer").fill("<img src=x onerror=\"document.title='owned'\">")
    page.get_by_role("button", name="Score it").click()
    page.locator("#score .score").wait_for()
    for link in page.locator(".replays a").all():
        link.click()
    page.wait_for_timeout(300)
    _harmless(page)
    text = page.locator("main").inner_text()
    assert "<script>document.title='owned'</script>" in text
    assert "[U+202E]" in text
    assert not set(HIDDEN) & set("\u202e\u2066\x1b") & set(text)


def _harmless(page: Any) -> None:
    assert "owned" not in page.title()
    planted = (
        "img, iframe, object, embed, script:not([src]), [onerror], [onload], [style], a[href^='javascript'], style"
    )
    assert page.locator(planted).count() == 0
    assert page.locator("main svg:not(.gauge):not([role=img])").count() == 0
    hx = page.eval_on_selector_all("[hx-get]", "found => found.map(one => one.getAttribute('hx-get'))")
    assert "/" not in hx


def test_another_page_can_neither_read_nor_write(page: Any, address: str, registry: Registry, tmp_path: Path) -> None:
    """The attacker even knows the token."""
    (tmp_path / "index.html").write_text(
        f"<form method=post action='{address}decide'><input name=ref value=max-of-list@1.0>"
        "<input name=state value=approved><input name=reason value=x><button>go</button></form>"
    )
    before = (registry.root / "max-of-list/entry.yaml").read_bytes()

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments, directory=str(tmp_path))

        def log_message(self, *arguments: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as elsewhere:
        threading.Thread(target=elsewhere.serve_forever, daemon=True).start()
        page.goto(f"http://127.0.0.1:{elsewhere.server_port}/index.html")
        read = page.evaluate(f"fetch('{address}').then(r => r.text()).catch(() => 'blocked')")
        assert read == "blocked"
        page.get_by_role("button").click()
        page.locator("text=refused: a page from elsewhere sent this").wait_for()
        elsewhere.shutdown()
    assert (registry.root / "max-of-list/entry.yaml").read_bytes() == before


def test_it_works_without_scripts(browser: Any, address: str, registry: Registry) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}?state=rejected&text=sum")
    page.locator("a[data-open]").first.click()
    page.get_by_label("Reopen").check()
    page.get_by_label("Reason").fill("look again")
    page.get_by_role("button", name="Write review").click()
    assert "1 review written" in page.locator("h1").inner_text()
    assert registry.state("sum-of-list@1.0") == "candidate"
    context.close()
