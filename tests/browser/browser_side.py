"""What tests do to a browser past the page: its clock, its database, its Background Sync."""

import time
from collections.abc import Callable

from playwright.sync_api import Page

SHIFT_CLOCK = """(() => {
  const shift = %d, RealDate = Date, origin = performance.timeOrigin;
  globalThis.Date = class extends RealDate {
    constructor(...words) { super(...(words.length ? words : [RealDate.now() + shift])); }
    static now() { return RealDate.now() + shift; }
  };
  Object.defineProperty(performance, "timeOrigin", { get: () => origin + shift });
})()"""

TAGS = "async () => (await navigator.serviceWorker.ready).sync.getTags()"

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


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
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
