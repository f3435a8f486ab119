"""The digest: what waits, what was approved since."""

from __future__ import annotations

from pathlib import Path

import pytest

from scaler.errors import ConfigError
from scaler.registry import mark_told, news_markdown, read_news
from scaler.sandbox import Sandbox
from tests import toy


@pytest.mark.sandbox
def test_an_approval_is_news_once_and_candidates_wait(tmp_path: Path, sandbox: Sandbox) -> None:
    registry = toy.registry(tmp_path, sandbox, "max", "min")
    seen = tmp_path / "seen.json"
    first = read_news(registry, seen)
    assert {row.ref for row in first.waiting} == {"max-of-list@1.0", "min-of-list@1.0"}
    assert [row.weakness for row in first.waiting] == sorted((row.weakness for row in first.waiting), reverse=True)
    assert (first.states, first.approved) == ({"candidate": 2}, ())
    registry.review("max-of-list@1.0", "approved", "ann", "read it")
    second = read_news(registry, seen)
    assert ([row.ref for row in second.waiting], second.approved) == (["min-of-list@1.0"], ("max-of-list@1.0",))
    assert read_news(registry, seen).approved == ("max-of-list@1.0",)
    mark_told(registry, seen, second.approved)
    assert read_news(registry, seen).approved == ()

    text = news_markdown(second, "http://127.0.0.1:4201/")
    assert text.startswith("1 candidates wait for a person. In all: 1 approved, 1 candidate.")
    assert "| [min-of-list@1.0](http://127.0.0.1:4201/entry/min-of-list@1.0) | A list | a guess is right" in text
    assert "Approved since the last digest: `max-of-list@1.0`." in text
    assert "`scaler env show min-of-list@1.0`" in news_markdown(second)


@pytest.mark.sandbox
def test_a_broken_memory_is_named(tmp_path: Path, sandbox: Sandbox) -> None:
    registry = toy.registry(tmp_path, sandbox, "max")
    (tmp_path / "seen.json").write_text("{")
    with pytest.raises(ConfigError, match=r"seen\.json cannot be read") as caught:
        read_news(registry, tmp_path / "seen.json")
    assert caught.value.fix == "delete it: all approvals are told again"
