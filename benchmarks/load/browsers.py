"""Real browsers beside the crowd: each is a process of its own that plays the study in its page."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from playwright.async_api import Page, Playwright, ViewportSize, async_playwright, expect

from benchmarks.load.ground import Ground
from tests.conftest import CHROMIUM_FLAGS

EPISODES = 8
"""As exp.yml says."""
_BETWEEN_S = 4
"""They come one after the other: twenty that start Python at once would wait for each other."""
_WITHIN_MS = 600_000
# Small, since without a graphics card it is these two cores that paint.
_PHONE: ViewportSize = {"width": 360, "height": 640}
SAVED = "Everything was sent and saved."


async def run_browsers(
    ground: Ground, count: int, chromium: Path, done: Callable[[], None]
) -> list[str]:
    """All to the end of the study.

    Returns:
        The ids of those whose page said that everything is saved.
    """
    async with async_playwright() as playwright:
        visits = [_visit(playwright, ground, number, chromium, done) for number in range(count)]
        return list(await asyncio.gather(*visits))


async def _visit(
    playwright: Playwright, ground: Ground, number: int, chromium: Path, done: Callable[[], None]
) -> str:
    await asyncio.sleep(number * _BETWEEN_S)
    name = f"browser-{number}"
    browser = await playwright.chromium.launch(
        executable_path=chromium, args=[*CHROMIUM_FLAGS, "--no-sandbox"]
    )
    try:
        page = await browser.new_page(viewport=_PHONE)
        page.set_default_timeout(_WITHIN_MS)
        await page.goto(f"{ground.origin}/?participant={name}")
        await _take_part(page)
    finally:
        await browser.close()
    done()
    return name


async def _take_part(page: Page) -> None:
    await page.get_by_role("button", name="I agree").click()
    for episode in range(EPISODES):
        name = "Next round" if episode else "Start"
        await page.get_by_role("button", name=name).click()
    await page.get_by_role("button", name="Continue").click()
    await page.get_by_label("How was it?").fill("Fun.")
    await page.get_by_role("button", name="Continue").click()
    saved = page.get_by_role("paragraph").filter(has_text=SAVED)
    await expect(saved).to_be_visible(timeout=_WITHIN_MS)
