"""A film of an episode as a file: a browser without a window runs the replay's page."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette

from gymbrowser.errors import GymbrowserError, UserError
from gymbrowser.local_server import served

if TYPE_CHECKING:
    from playwright.sync_api import Page

CONTAINERS = (".mp4", ".webm")
_START_MS = 120_000.0
_POLL_MS = 200.0
# Asked in one go: between two questions the film may be ready, and the bar gone.
_BAR = """() => {
  const bar = document.querySelector(".video progress:not([hidden])");
  return bar && [bar.value, bar.max];
}"""
_SILENCE = 600
"""So many polls without a new picture: two minutes, in which the slowest environment draws one."""


def check_video(file: Path) -> None:
    """Say what is wrong with the file before anything is started.

    Raises:
        UserError: It is neither .mp4 nor .webm, or lies in no folder.
    """
    if file.suffix.lower() not in CONTAINERS:
        raise UserError(
            f"{file} is neither .mp4 nor .webm.", remedy="Write --video play.mp4 or play.webm."
        )
    if not file.absolute().parent.is_dir():
        raise UserError(f"There is no folder {file.parent}.", remedy="Make it first.")


def write_video(app: Starlette, file: Path, progress: Callable[[int, int], None]) -> None:
    """Film the episode that the page begins with.

    Args:
        app: Of `prepare`, with one session.
        file: `.mp4` or `.webm`; replaced if it is there.
        progress: Called with how many pictures are filmed, and of how many.

    Raises:
        GymbrowserError: There is no Chromium, or the film can't be made.
    """
    from playwright.sync_api import Error

    from gymbrowser.chromium import open_chromium

    try:
        with served(app) as address, open_chromium() as browser:
            if browser is None:
                raise _no_chromium()
            page = browser.new_context(accept_downloads=True).new_page()
            page.goto(address)
            _film(page, file, progress)
    except Error as error:
        raise GymbrowserError("The film can't be made", quote=error.message) from error


def _film(page: "Page", file: Path, progress: Callable[[int, int], None]) -> None:
    """As a person would do it: choose the format, press the button, wait for the file."""
    button = page.get_by_role("button", name="Save a video")
    button.wait_for(timeout=_START_MS)
    page.locator("body[data-ready]").or_(page.get_by_role("alert")).first.wait_for(
        timeout=_START_MS
    )
    _insist(page)
    page.get_by_label("Format").select_option(file.suffix[1:].lower())
    saved: list[Path] = []
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder, "film")

        def keep(download: object) -> None:
            download.save_as(part)  # type: ignore[attr-defined]  # Playwright's types come late
            saved.append(part)

        page.on("download", keep)
        button.click()
        _await(page, saved, progress)
        shutil.move(part, file)


def _await(page: "Page", saved: list[Path], progress: Callable[[int, int], None]) -> None:
    before, silent = -1.0, 0
    while not saved:
        page.wait_for_timeout(_POLL_MS)  # in which Playwright tells `saved` of the download
        _insist(page)
        pictures = page.evaluate(_BAR)
        if pictures is None:
            silent += 1
        else:
            at, of = pictures
            silent = 0 if at != before else silent + 1
            before = at
            progress(int(at), int(of))
        if silent > _SILENCE:
            raise GymbrowserError("The film stands still: no picture came for two minutes")


def _insist(page: "Page") -> None:
    alert = page.get_by_role("alert")
    if alert.count() > 0 and alert.first.is_visible():
        raise GymbrowserError("The film can't be made", quote=alert.first.inner_text())


def _no_chromium() -> GymbrowserError:
    return GymbrowserError(
        "There is no Chromium on this machine",
        why="A film is made in a browser without a window, which has the encoders.",
        remedy="Install one: `playwright install chromium`, or your system's package. Or save "
        "the video from the page of `gymbrowser replay`, in the browser that you have.",
    )
