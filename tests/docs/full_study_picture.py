"""Takes the pictures of examples/full-study: `python -m tests.docs.full_study_picture`.

docs/simulate.md and the example's README have them: a round with the first partner, on a desk and
on a phone.
"""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import ROOT, run_cli
from tests.browser.input_devices import PHONE
from tests.browser.volunteer import Finger, Hand, Mouse, Volunteer
from tests.conftest import find_chromium, launch_chromium
from tests.docs.pictures import DESK, photograph
from tests.static_host import serve_folder

STEPS = 5
PICTURES: Mapping[str, tuple[dict[str, Any], Hand]] = {
    "full-study": (DESK, Mouse()),
    "full-study-phone": (PHONE, Finger()),
}


def take(name: str, origin: str, browser: Browser) -> None:
    """In the middle of the first round that counts."""
    options, hand = PICTURES[name]
    context = browser.new_context(locale="en-GB", **options)
    page = context.new_page()
    page.goto(f"{origin}/?PROLIFIC_PID={1:024x}")
    volunteer = Volunteer(page, hand)
    for stage in volunteer.stages():
        volunteer.sees(stage)
        if stage.name == "game 0.0":
            break
        stage.act()
    volunteer.begin()
    for _ in range(STEPS):
        hand.step(page)
    photograph(page, ROOT / "docs" / f"{name}.png")
    context.close()


def main() -> None:
    """Both of them."""
    with (
        sync_playwright() as playwright,
        launch_chromium(playwright, find_chromium(playwright)) as browser,
        tempfile.TemporaryDirectory() as temporary,
    ):
        run_cli("build", ROOT / "examples" / "full-study" / "exp.yml", "-o", temporary)
        with serve_folder(Path(temporary)) as origin:
            for name in PICTURES:
                take(name, origin, browser)


if __name__ == "__main__":
    main()
