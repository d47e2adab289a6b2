"""Takes the picture of docs/replay.md: `python -m tests.docs.replay_picture`.

Builds a study, plays it in Chromium, and photographs the replay of a round.
"""

import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.test_replay import Replay, play, replaying
from tests.conftest import find_chromium, launch_chromium
from tests.docs.blocks import ROOT

SHOWN = 24
"""A picture whose step a key has brought about, after the judgement."""


def main() -> None:
    """Take it anew."""
    with (
        sync_playwright() as playwright,
        launch_chromium(playwright, find_chromium(playwright)) as browser,
        tempfile.TemporaryDirectory() as folder,
    ):
        played = play(browser, Path(folder))
        begin = ("--episode", "play/1")
        with replaying(played, played.session.id, options=begin) as address:
            page = browser.new_page(
                viewport={"width": 1180, "height": 730}, device_scale_factor=1.25
            )
            page.goto(address)
            replay = Replay(page)
            replay.is_ready()
            replay.slide_to(SHOWN)
            page.get_by_role("heading", level=1).click()  # the slider has no outline then
            png = page.screenshot()
    picture = Image.open(BytesIO(png)).convert("RGB").quantize(128)
    picture.save(ROOT / "docs" / "replay.png", optimize=True)


if __name__ == "__main__":
    main()
