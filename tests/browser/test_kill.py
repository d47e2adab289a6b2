"""What a killed browser had recorded is still there, and arrives at the next visit."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.browser.conftest import Study
from tests.browser.participant import Participant
from tests.conftest import CHROMIUM_FLAGS

SEEN_STEPS = 100
LOST_AT_MOST = 5
"""100 ms at the 50 steps a second of the watched game."""


@contextmanager
def profile(playwright: Playwright, path: Path, folder: Path) -> Iterator[BrowserContext]:
    """A browser that keeps what it stores, as a participant's does."""
    context = playwright.chromium.launch_persistent_context(
        folder,
        executable_path=path,
        chromium_sandbox=os.geteuid() != 0,
        args=list(CHROMIUM_FLAGS),
    )
    try:
        yield context
    finally:
        context.close()


def kill(folder: Path) -> None:
    """SIGKILL to every process of the browser with this profile."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(folder).encode() in (process / "cmdline").read_bytes():
                os.kill(int(process.name), signal.SIGKILL)
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended by itself meanwhile


def steps_on_show(page: Page) -> int:
    shown = page.locator(".hud").get_by_text("Steps").locator("xpath=following-sibling::dd[1]")
    return int(shown.inner_text())


def test_a_killed_browser_loses_at_most_the_last_100_ms(
    playwright: Playwright, chromium_path: Path, cartpole: Study, tmp_path: Path
) -> None:
    folder = tmp_path / "profile"
    address = f"{cartpole.origin}/?participant=killed"
    with profile(playwright, chromium_path, folder) as context:
        page = context.new_page()
        page.goto(address)
        unlucky = Participant(page)
        unlucky.read_welcome()
        unlucky.agree()
        unlucky.tell_about_you()
        unlucky.play(3)
        unlucky.start_episode()
        page.wait_for_function(
            "least => [...document.querySelectorAll('.hud dd')]"
            ".some((shown, at) => at > 0 && Number(shown.textContent) >= least)",
            arg=SEEN_STEPS,
        )
        seen = steps_on_show(page)
        kill(folder)
    with profile(playwright, chromium_path, folder) as context:
        page = context.new_page()
        page.goto(address)
        back = Participant(page)
        back.watch(1)
        back.look_back()
        back.see_that_all_is_saved()
        expect(page.get_by_text("CARTPOLE-2026")).to_be_visible()
    (session,) = [s for s in cartpole.sessions(tmp_path / "data") if s.participant == "killed"]
    assert session.problems == ()
    broken_off, whole = [e for e in session.episodes if e.start.step == "watch"]
    assert (broken_off.start.attempt, whole.start.attempt) == (1, 2)
    assert sum(steps.record.count for steps in broken_off.steps) >= seen - LOST_AT_MOST
