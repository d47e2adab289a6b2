"""Takes the picture of docs/analysis.md: `python -m tests.docs.report_picture`.

Makes the records of a study of two conditions, and photographs a learning curve of its report.
"""

import math
import random
import tempfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from gymbrowser.paper.report import make_report
from gymbrowser.paper.write import write_report
from tests.chunks import save
from tests.conftest import find_chromium, launch_chromium
from tests.docs.blocks import ROOT
from tests.reported import made, site_of

PARTICIPANTS, EPISODES = 60, 10
LIMITS = {"naive": 10.0, "skilled": 20.0}


def main() -> None:
    """Make it anew."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        chance = random.Random(1)
        for number in range(PARTICIPANTS):
            level = chance.choice(sorted(LIMITS))
            learnt = [LIMITS[level] * (1 - math.exp(-k / 3)) for k in range(EPISODES)]
            returns = [mean + chance.gauss(0, 4) for mean in learnt]
            save(folder / "data", *made(number, returns, level=level))
        now = datetime.now(UTC)
        report = make_report(folder / "data", "live", site_of(folder / "site"), now=now)
        write_report(report, folder / "report.html", None)
        photograph(folder / "report.html", ROOT / "docs" / "report.png")


def photograph(report: Path, picture: Path) -> None:
    """The learning curve with its legend and caption."""
    with (
        sync_playwright() as playwright,
        launch_chromium(playwright, find_chromium(playwright)) as browser,
    ):
        page = browser.new_page(viewport={"width": 640, "height": 900}, device_scale_factor=1.5)
        page.goto(report.as_uri())
        curve = page.locator("figure", has=page.locator(".curve"))
        png = curve.first.screenshot()
    Image.open(BytesIO(png)).convert("RGB").quantize(128).save(picture, optimize=True)


if __name__ == "__main__":
    main()
