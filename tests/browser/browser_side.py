"""What tests do to a browser past the page: its clock, its database, its Background Sync."""

import time
from collections.abc import Callable

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

SHIFT_CLOCK = """(() => {
  const shift = %d, RealDate = Date, origin = performance.timeOrigin;
  globalThis.Date = class extends RealDate {
    constructor(...words) { super(...(words.length ? words : [RealDate.now() + shift])); }
    static now() { return RealDate.now() + shift; }
  };
  Object.defineProperty(performance, "timeOrigin", { get: () => origin + shift });
})()"""

TAGS = "async () => (await navigator.serviceWorker.ready).sync.getTags()"

UPDATE = """
async () => {
  const { serviceWorker } = navigator;
  globalThis.isTaken = false;
  const take = () => { globalThis.isTaken = true; };
  serviceWorker.addEventListener("controllerchange", take, { once: true });
  const registration = await serviceWorker.ready;
  await registration.update();
  return registration.scope;
}
"""
FORGOTTEN_MS = 10_000

LOCAL = """
async () => {
  const [{ name }] = await indexedDB.databases();
  const database = await new Promise((resolve, reject) => {
    const opening = indexedDB.open(name);
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const transaction = database.transaction(["chunks", "journal"]);
  const all = (store, read) => new Promise((resolve, reject) => {
    const request = transaction.objectStore(store)[read]();
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const [keys, rows, batches] = await Promise.all([
    all("chunks", "getAllKeys"), all("chunks", "getAll"), all("journal", "getAll"),
  ]);
  const lines = batches.flatMap(({ lines }) => lines);
  const journal = lines.map((line) => JSON.parse(line).type).filter((type) => type !== "event");
  database.close();
  return {
    chunks: keys.filter((_, at) => rows[at].bytes.length > 0),
    journal,
    rows: rows.length,
  };
}
"""


def grant_bytes(page: Page, origin: str, quota: int) -> None:
    """So much may the origin store from now on; to be called before it has stored anything.

    Chromium looks up what is left at the first write, and then only every 30 s.
    """
    page.context.new_cdp_session(page).send(
        "Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": quota}
    )


def wipe_storage(page: Page, origin: str, kinds: str = "all") -> None:
    """What a visitor does who clears the site's data."""
    page.context.new_cdp_session(page).send(
        "Storage.clearDataForOrigin", {"origin": origin, "storageTypes": kinds}
    )


def update_service_worker(page: Page) -> None:
    """What a browser does when it finds another `sw.js`; until the new one has the page.

    A new one that does not want to wait takes over once Chromium has ended the old one. Where that
    one gets a request just then, it is begun again, and Chromium thinks of the new one only after
    5 minutes, unless it is asked again. (`places/test_versions.py` has no such help.)
    """
    scope = page.evaluate(UPDATE)
    while not is_taken_in_time(page):
        session = page.context.new_cdp_session(page)
        session.send("ServiceWorker.enable")
        session.send("ServiceWorker.skipWaiting", {"scopeURL": scope})
        session.detach()


def is_taken_in_time(page: Page) -> bool:
    try:
        page.wait_for_function("() => globalThis.isTaken", timeout=FORGOTTEN_MS)
    except PlaywrightTimeoutError:
        return False
    return True


def wait_until(holds: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


class BackgroundSync:
    """The browser's part in Background Sync, which it would play when it sees fit."""

    def __init__(self, page: Page, origin: str) -> None:
        # A page of the same origin that is not the study's.
        page.goto(f"{origin}/study.json")
        self._page = page
        self._origin = origin
        self._registrations: list[str] = []
        self._session = page.context.new_cdp_session(page)
        self._session.on("ServiceWorker.workerRegistrationUpdated", self._note)
        self._session.send("ServiceWorker.enable")

    def _note(self, event: dict[str, list[dict[str, str]]]) -> None:
        self._registrations += [found["registrationId"] for found in event["registrations"]]

    def left(self) -> int:
        """How many chunks still wait in the browser."""
        return len(self._page.evaluate(LOCAL)["chunks"])

    def fire(self) -> None:
        [database] = self._page.evaluate(
            "async () => (await indexedDB.databases()).map(({ name }) => name)"
        )
        words = {"origin": self._origin, "registrationId": self._registrations[0]}
        self._session.send(
            "ServiceWorker.dispatchSyncEvent", {**words, "tag": database, "lastChance": False}
        )
