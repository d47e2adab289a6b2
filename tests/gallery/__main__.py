"""Takes the pictures of every kind of step: `make gallery`, or `python -m tests.gallery`.

Each as it is on a desk, in the dark, on a phone, and from the right to the left. docs/gallery.md,
which this writes too, shows them.
"""

import tempfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import ROOT
from tests.browser.input_devices import PHONE
from tests.conftest import find_chromium, launch_chromium
from tests.gallery.tour import MICROPHONE, Stop, Tour, served

FOLDER = ROOT / "docs" / "gallery"
PAGE = ROOT / "docs" / "gallery.md"
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
WIDE = 900
"""Of a picture of a desk, in pixels: it can still be read."""
TALLEST = 1600
QUALITY = 55
TO_THE_TOP = """() => new Promise((resolve) => {
  scrollTo(0, 0);
  requestAnimationFrame(() => requestAnimationFrame(resolve));
})"""
VISITS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "desk": ("", DESK),
    "phone": ("", PHONE),
    "arabic": ("ar", DESK),
}
COLUMNS = {"desk": "Desk", "dark": "Dark", "phone": "Phone", "arabic": "Arabic"}


def photograph(page: Page, file: Path) -> None:
    """All of what is to be read, in the size in which it is shown."""
    size = page.viewport_size
    assert size is not None
    down: float = page.evaluate("document.body.getBoundingClientRect().height")
    is_dialog = page.locator("dialog[open]").count() > 0
    tall = size["height"] if is_dialog else max(size["height"], round(down))
    # Not by `full_page`, which forgets that a phone has no mouse; and all of it, so that nothing is
    # scrolled.
    page.set_viewport_size({"width": size["width"], "height": tall})
    page.evaluate(TO_THE_TOP)
    picture = Image.open(BytesIO(page.screenshot(scale="css"))).convert("RGB")
    page.set_viewport_size(size)
    picture = picture.crop((0, 0, picture.width, min(picture.height, TALLEST)))
    if picture.width > WIDE:
        picture = picture.resize(
            (WIDE, round(picture.height * WIDE / picture.width)), Image.Resampling.LANCZOS
        )
    picture.save(file, quality=QUALITY, method=6)


def visit(browser: Browser, origin: str, name: str) -> list[Stop]:
    """Go through all of it once."""
    language, options = VISITS[name]
    context = browser.new_context(locale="en-GB", reduced_motion="reduce", **options)
    page = context.new_page()
    stops = []
    for stop in Tour(page).stops(origin, language):
        stops.append(stop)
        photograph(page, FOLDER / f"{stop.name}-{name}.webp")
        # Not on the phone: what it says of its finger would be gone with it.
        if name == "desk":
            page.emulate_media(color_scheme="dark")
            photograph(page, FOLDER / f"{stop.name}-dark.webp")
            page.emulate_media(color_scheme="light")
    context.close()
    return stops


def write_page(stops: list[Stop]) -> None:
    """The page that shows what there is."""
    head = """\
# What participants see

Every kind of step, as it comes without a theme: on a desk, in the dark, on a phone, and in Arabic.
`make gallery` takes these pictures, of the study in `tests/gallery/study`.
"""
    sections = [head]
    for stop in stops:
        cells = []
        for kind, title in COLUMNS.items():
            file = f"{stop.name}-{kind}.webp"
            shown = f"[![{title}](gallery/{file})](gallery/{file})"
            cells.append(shown if (FOLDER / file).is_file() else "")
        sections.append(
            f"## {stop.caption}\n\n| {' | '.join(COLUMNS.values())} |\n|{'---|' * len(COLUMNS)}\n"
            f"| {' | '.join(cells)} |\n"
        )
    PAGE.write_text("\n".join(sections), encoding="utf-8")


def main() -> None:
    """All of them, and the page."""
    FOLDER.mkdir(exist_ok=True)
    for file in FOLDER.glob("*.webp"):
        file.unlink()
    with (
        sync_playwright() as playwright,
        launch_chromium(playwright, find_chromium(playwright), *MICROPHONE) as browser,
        tempfile.TemporaryDirectory() as temporary,
        served(Path(temporary)) as origin,
    ):
        stops = [visit(browser, origin, name) for name in VISITS]
    write_page(stops[0])


if __name__ == "__main__":
    main()
