"""The picture of a run's page in docs/screenshots, down to the environments.

`make demo`, then `python -m scripts.report_picture runs/demo/training/report.html`.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from scripts.screenshots import CHROMIUM, TARGET


def main(page: Path) -> None:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        view = browser.new_page(viewport={"width": 1180, "height": 900}, color_scheme="light")
        view.goto(page.resolve().as_uri())
        picture = Image.open(io.BytesIO(view.screenshot(full_page=True)))
        heading = "[...document.querySelectorAll('h2')].find(each => each.textContent === 'Environments')"
        end = view.evaluate(f"{heading}.offsetTop")
        browser.close()
    few = picture.crop((0, 0, picture.width, int(end))).quantize(220, dither=Image.Dither.NONE)
    few.save(TARGET / "report.png", optimize=True)
    print(f"docs/screenshots/report.png, {few.width} x {few.height}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
