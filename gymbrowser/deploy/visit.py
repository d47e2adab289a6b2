"""A bot in a real browser, on the deployed site: it agrees, is recorded, and withdraws again.

Its session leaves a `withdrawal` record that asks for deletion. So no table counts it, though the
site may be live, and `gymbrowser data erase --withdrawn` removes it.
"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Response
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from gymbrowser.contract.manifest import Manifest
from gymbrowser.deploy.findings import Finding

NAME = "gymbrowser-check"
"""The participant, if no other is named."""

_OTHER = "before => document.querySelector('main').innerHTML !== before"
_ON = "main .actions button.button:not(.quiet):enabled"
"""The one way on, under every step (js/src/page/dom.ts)."""
_WITHDRAW = "footer button.withdraw"
_DELETE = "dialog.withdrawal .actions button >> nth=2"
_SAVED = "main .saving[data-state=saved]"
_PAGE_MS = 60_000
_SAVED_MS = 60_000
_MOST_STEPS = 30

_SESSION = """
async () => {
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((resolve, reject) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    if (!database.objectStoreNames.contains("sessions")) { database.close(); continue; }
    const request = database.transaction("sessions").objectStore("sessions").getAll();
    const rows = await new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    database.close();
    const begun = rows.find(({ writersStarted }) => writersStarted.page > 0);
    if (begun !== undefined) return begun.session;
  }
  return null;
}
"""
"""The session that is recorded, as the browser's database has it (js/src/shared/database.ts)."""


@dataclass
class Visit:
    """What the bot saw."""

    findings: list[Finding] = field(default_factory=list)
    session: str | None = None
    """Its session; None: it did not come so far."""
    steps: int = 0
    """That it has passed."""
    saved: bool = False
    """The page said that all of it has arrived."""
    withdrawn: bool = False
    """It has asked that its session be deleted."""


def visit(
    browser: Browser,
    address: str,
    manifest: Manifest,
    *,
    uploads: bool,
    participant: str = NAME,
) -> Visit:
    """Open the study, go on until a session is recorded, see it saved, and withdraw.

    Args:
        browser: A fresh context is made in it.
        address: Of the page.
        manifest: Of the site.
        uploads: Whether the site may upload: otherwise records stay in the bot's browser.
        participant: The bot's id.
    """
    seen = Visit()
    pattern = manifest.participant.pattern
    if pattern is not None and not re.fullmatch(pattern, participant):
        what = f"The study takes only ids such as {pattern}, so the bot stayed away"
        seen.findings.append(Finding("note", what, "Give it one: --participant ID."))
        return seen
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    try:
        page = context.new_page()
        store = _Store(manifest)
        _listen(page, seen, store)
        page.goto(_with_id(address, manifest, participant), timeout=_PAGE_MS)
        _go_on(page, seen)
        if seen.session is not None and uploads:
            _see_saved(page, seen, store, manifest)
    except PlaywrightError as error:
        first = str(error.message).splitlines()[0]
        seen.findings.append(Finding("wrong", f"A browser could not go on: {first}"))
    finally:
        context.close()
    if seen.session is None and not seen.findings:
        seen.findings.append(_stuck(seen))
    return seen


def _with_id(address: str, manifest: Manifest, participant: str) -> str:
    sign = "&" if urlsplit(address).query else "?"
    names = manifest.participant.id
    return address + (f"{sign}{urlencode({names[0]: participant})}" if names else "")


@dataclass
class _Store:
    """Counts what the store has taken."""

    manifest: Manifest
    taken: int = 0

    def hear(self, response: Response) -> None:
        request = response.request
        sent = request.method in ("POST", "PUT")
        self.taken += sent and response.ok and any(map(request.url.startswith, self._origins))

    @property
    def _origins(self) -> Iterator[str]:
        return (f"{origin.rstrip('/')}/" for origin in self.manifest.connect)


def _listen(page: Page, seen: Visit, store: _Store) -> None:
    def on_console(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            seen.findings.append(
                Finding("wrong", f"The page's policy was broken: {message.text[:300]}")
            )

    page.on("console", on_console)
    page.on(
        "pageerror",
        lambda error: seen.findings.append(
            Finding("wrong", f"The page raised an error: {str(error)[:300]}")
        ),
    )
    page.on("response", store.hear)


def _go_on(page: Page, seen: Visit) -> None:
    """Past pages, a login and a consent, until something is recorded."""
    for _ in range(_MOST_STEPS):
        button = page.locator(_ON).first
        button.wait_for(timeout=_PAGE_MS)
        seen.session = page.evaluate(_SESSION)
        if seen.session is not None and seen.steps > 0:
            return
        before = page.locator("main").inner_html()
        _answer(page)
        button.click()
        if not _changed(page, before):
            return
        seen.steps += 1


def _answer(page: Page) -> None:
    """As much as a first step may ask: boxes, one of several, a line of text."""
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    for group in {radio.get_attribute("name") for radio in page.locator("main [type=radio]").all()}:
        page.locator(f'main [type=radio][name="{group}"]').first.check()
    for line in page.locator("main input[type=text], main textarea").all():
        line.fill(NAME)
    for number in page.locator("main input[type=number]").all():
        number.fill(number.get_attribute("min") or "1")


def _changed(page: Page, before: str) -> bool:
    """Whether another step is shown; the same one with a hint is not."""
    try:
        page.wait_for_function(_OTHER, arg=before, timeout=_PAGE_MS)
    except PlaywrightTimeoutError:
        return False
    return page.locator("main [role=alert]:visible, main .error:visible").count() == 0


def _see_saved(page: Page, seen: Visit, store: _Store, manifest: Manifest) -> None:
    if manifest.on_abandon == "discard":
        seen.findings.append(
            Finding(
                "note", "With `on_abandon: discard` nothing of a session is sent before its end"
            )
        )
        return
    withdraw = page.locator(_WITHDRAW)
    if withdraw.count() > 0:
        withdraw.click()
        page.locator(_DELETE).click()
        seen.withdrawn = True
        page.locator(_SAVED).wait_for(timeout=_SAVED_MS)
        seen.saved = True
        return
    deadline, had = time.monotonic() + _SAVED_MS / 1000, store.taken
    while store.taken == had and time.monotonic() < deadline:
        page.wait_for_timeout(50)  # in which Playwright tells `store` of what the page has sent
    seen.saved = store.taken > had


def _stuck(seen: Visit) -> Finding:
    return Finding(
        "note",
        f"The bot passed {seen.steps} steps, and then did not know how to go on",
        "Nothing was recorded of it: take the study yourself, from its address.",
    )
