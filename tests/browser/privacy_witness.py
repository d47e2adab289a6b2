"""Sees every request of a page, whole, and everything that the browser keeps of it."""

import json
import re
import zlib
from dataclasses import dataclass, field
from typing import Any, override

from playwright.sync_api import BrowserContext, Page

from gymbrowser.data.keys import is_test_write
from tests.faulty_store import Exchange, pass_on
from tests.static_host import Handler

_KEY = re.compile(rb'name="key"\r\n\r\n([^\r]*)\r\n')
_GZIP = b"\x1f\x8b\x08"

# Everything that the origin of the page keeps, as text; bytes are unpacked where they are gzip.
_DUMP = """
async () => {
  const text = async (value) => {
    if (!(value instanceof Uint8Array) || value.length === 0) return value;
    const unpacked = new Blob([value]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(unpacked).text();
  };
  const all = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const dump = { databases: {}, caches: {}, workers: 0 };
  for (const { name } of await indexedDB.databases()) {
    const database = await all(indexedDB.open(name));
    const stores = {};
    for (const store of database.objectStoreNames) {
      const read = database.transaction(store).objectStore(store);
      const [keys, rows] = await Promise.all([all(read.getAllKeys()), all(read.getAll())]);
      for (const row of rows) if (row.bytes) row.bytes = await text(row.bytes);
      stores[store] = keys.map((key, index) => [key, rows[index]]);
    }
    database.close();
    dump.databases[name] = stores;
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    dump.caches[name] = [];
    for (const request of await cache.keys()) {
      const response = await cache.match(request);
      const isPage = new URL(request.url).pathname.endsWith("index.html");
      const body = isPage ? await response.text() : "";
      dump.caches[name].push([request.url, request.referrer, response.url, body]);
    }
  }
  dump.workers = (await navigator.serviceWorker.getRegistrations()).length;
  dump.local = { ...localStorage };
  dump.session = { ...sessionStorage };
  dump.cookies = document.cookie;
  return JSON.stringify(dump);
}
"""

NOTHING: dict[str, Any] = {
    "databases": {},
    "caches": {},
    "workers": 0,
    "local": {},
    "session": {},
    "cookies": "",
}


@dataclass(frozen=True)
class Asked:
    """One request as a server saw it."""

    host: str
    """`site` or `store`."""
    path: str
    headers: dict[str, str]
    body: bytes = b""

    @property
    def is_test_write(self) -> bool:
        """Whether it is an upload of nothing, before anybody begins."""
        return any(is_test_write(key.decode()) for key in _KEY.findall(self.body))

    @property
    def key(self) -> str:
        """Of an upload: without the prefix and the mode, without number and hash."""
        (key,) = _KEY.findall(self.body)
        return "/".join(key.decode().split("/")[-3:-1])

    @property
    def text(self) -> str:
        """All of it, unpacked."""
        at = self.body.find(_GZIP)
        chunk = b"" if at < 0 else zlib.decompressobj(31).decompress(self.body[at:])
        parts = (self.path, json.dumps(self.headers), repr(self.body), repr(chunk))
        return "\n".join(parts)


@dataclass
class Observer:
    """Stands at the site's host and at the store."""

    asked: list[Asked] = field(default_factory=list)

    def host(self) -> type[Handler]:
        """Serves the site, and sees who asks for what."""
        asked = self.asked

        class Watched(Handler):
            @override
            def do_GET(self) -> None:
                asked.append(Asked("site", self.path, dict(self.headers)))
                super().do_GET()

        return Watched

    def pass_on(self, exchange: Exchange) -> None:
        """Sees an upload on its way to the store."""
        self.asked.append(Asked("store", exchange.path, dict(exchange.headers), exchange.content))
        pass_on(exchange)

    @property
    def uploads(self) -> list[Asked]:
        """Of records."""
        return [one for one in self.asked if one.host == "store" and not one.is_test_write]

    @property
    def test_writes(self) -> list[Asked]:
        return [one for one in self.asked if one.is_test_write]

    def with_word(self, word: str) -> list[Asked]:
        """The requests that hold it anywhere, whole or as a part."""
        return [one for one in self.asked if word in one.text]


def kept_at(page: Page) -> dict[str, Any]:
    """Everything that the page's origin keeps in the browser."""
    kept: dict[str, Any] = json.loads(page.evaluate(_DUMP))
    return kept


def kept_by(context: BrowserContext, origin: str) -> dict[str, Any]:
    """The same, looked at from a file of the site that runs nothing."""
    page = context.new_page()
    page.goto(f"{origin}/study.json")
    kept = kept_at(page)
    page.close()
    return kept
