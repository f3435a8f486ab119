"""A run as Markdown with its curves in it."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from scaler.errors import ConfigError
from scaler.report import run_markdown
from tests.report.test_report import step, write_steps

SVG = "{http://www.w3.org/2000/svg}"


def test_it_shows_numbers_and_curves_and_fetches_nothing(tmp_path: Path) -> None:
    write_steps(tmp_path, *(step(number) for number in range(1, 13)))
    text = run_markdown(tmp_path)
    assert "| Mean level | **0.2 → 3.0** | of active environments |" in text
    assert f"`{tmp_path / 'report.html'}`" in text
    assert "http" not in text
    picture = re.search(r"!\[Curves of the run\]\(data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)\)", text)
    assert picture is not None
    image = ElementTree.fromstring(base64.b64decode(picture[1]))
    titles = [each.text for each in image.findall(f"{SVG}text")]
    assert titles == ["Pass rate", "Effective prompts", "Mean level of active environments", "Tokens a response"]
    places = [(each.get("x"), each.get("y"), each.get("width")) for each in image.findall(f"{SVG}svg")]
    assert places == [("0", "20", "360"), ("360", "20", "360"), ("0", "230", "360"), ("360", "230", "360")]


def test_alarms_come_first(tmp_path: Path) -> None:
    write_steps(tmp_path, step(1), step(2, quarantined={"sort-digits@1.0": "never passes"}))
    text = run_markdown(tmp_path)
    assert "- **ALARM at step 2: sort-digits@1.0" in text


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"metrics\.jsonl"):
        run_markdown(tmp_path / "none")
