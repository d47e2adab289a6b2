"""Looking at a deployed site over HTTP: each file, its bytes, and what the host says of it."""

import gzip
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import PurePosixPath
from urllib.parse import quote, urlsplit

from gymbrowser.asset import Asset
from gymbrowser.caching import is_by_content
from gymbrowser.deploy.files import INDEX, headers_of, stages_of
from gymbrowser.deploy.findings import Finding
from gymbrowser.deploy.http import Answer, Asked, Fetch
from gymbrowser.store.site import Site

_AT_ONCE = 8
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_LONG = re.compile(r"max-age=(\d+)")
_NEEDED = {".html": "text/html", ".css": "text/css", ".js": "javascript"}
"""Suffix to what the media type must have in it: else the browser refuses the file."""
_RUN_SLOWLY = {".wasm": "application/wasm"}
_KEPT_LONG_S = 3600


def look_at_files(
    site: Site, base: str, fetch: Fetch, advance: Callable[[], None]
) -> Iterator[Finding]:
    """Ask for every file of a site's version.

    Args:
        site: As it was built.
        base: Where its root is served, with a slash at its end.
        fetch: Asks.
        advance: Called after each file.
    """
    yield from _secure(base)
    assets = files_of(site)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for found in pool.map(lambda asset: list(_look(asset, base, fetch)), assets):
            advance()
            yield from found
    yield from _compression(assets, base, fetch)


def files_of(site: Site) -> Sequence[Asset]:
    """What a visit may ask for: the files of the version that `index.html` names."""
    return [asset for stage in stages_of(site, current=True) for asset in stage.assets]


def _secure(base: str) -> Iterator[Finding]:
    address = urlsplit(base)
    if address.scheme != "https" and address.hostname not in _LOCAL:
        yield Finding(
            "wrong",
            "The address is not of https",
            "Elsewhere browsers switch off what the page needs: serve it by https.",
        )


def _look(asset: Asset, base: str, fetch: Fetch) -> Iterator[Finding]:
    answer = fetch(_asked(asset.path, base, "identity"))
    path = (asset.path,)
    if answer.status != 200:
        yield Finding("wrong", f"The host {answer.said}", "Deploy again.", path)
        return
    if sha256(answer.body).hexdigest() != asset.sha256:
        yield Finding(
            "wrong",
            "The host sends other bytes than were built",
            "Deploy again; and switch off what changes files on the way (analytics, minifying).",
            path,
        )
    yield from _types(asset.path, answer)
    yield from _caching(asset.path, answer)
    if asset.path.endswith((".br", ".gz")) and "content-encoding" in answer.headers:
        yield Finding(
            "note",
            "The host sends compressed copies under their own names with a Content-Encoding",
            "The page copes with it; better take the header away.",
            path,
        )


def _types(path: str, answer: Answer) -> Iterator[Finding]:
    suffix, said = PurePosixPath(path).suffix, answer.headers.get("content-type", "none")
    should = headers_of(path)["Content-Type"]
    if _NEEDED.get(suffix, "") not in said:
        what = f"The host says that {suffix} files are {said}"
        yield Finding("wrong", what, f"The browser refuses them: they must be {should}.", (path,))
    if _RUN_SLOWLY.get(suffix, "") not in said:
        what = f"The host says that {suffix} files are {said}"
        remedy = f"Let it say {should}: then they are compiled while they are downloaded."
        yield Finding("note", what, remedy, (path,))


def _caching(path: str, answer: Answer) -> Iterator[Finding]:
    said = answer.headers.get("cache-control", "")
    found = _LONG.search(said)
    seconds = int(found[1]) if found else 0
    if is_by_content(path) and seconds < _KEPT_LONG_S:
        yield Finding(
            "note",
            "The host does not let browsers keep what is named by its content",
            f"Let it say `Cache-Control: {headers_of(path)['Cache-Control']}` below rt/ and v/.",
            (path,),
        )
    fresh = any(word in said for word in ("no-cache", "no-store"))
    if not is_by_content(path) and seconds >= _KEPT_LONG_S and not fresh:
        yield Finding(
            "wrong",
            f"The host lets browsers keep for {seconds} s what may change at any time",
            "Let it say `Cache-Control: no-cache` at the root.",
            (path,),
        )


def _compression(assets: Sequence[Asset], base: str, fetch: Fetch) -> Iterator[Finding]:
    """The largest script, as a browser asks for it that takes gzip."""
    scripts = [asset for asset in assets if asset.path.endswith((".js", ".wasm"))]
    if not scripts:
        return
    largest = max(scripts, key=lambda asset: asset.size)
    answer = fetch(_asked(largest.path, base, "gzip"))
    match answer.headers.get("content-encoding", "identity"):
        case "gzip":
            content = _unpacked(answer.body)
        case "identity":
            content = answer.body
        case other:
            what = f"The host sends {other} to who takes only gzip"
            yield Finding("wrong", what, "Correct its compression.", (largest.path,))
            return
    if sha256(content).hexdigest() != largest.sha256:
        yield Finding(
            "wrong",
            "What the host sends compressed is not what was built",
            "Deploy the copies .br and .gz too, and have the host forget those it made before.",
            (largest.path,),
        )


def _unpacked(body: bytes) -> bytes:
    """What can't be unpacked is as good as nothing."""
    try:
        return gzip.decompress(body)
    except (OSError, EOFError, zlib.error):
        return b""


def _asked(path: str, base: str, encoding: str) -> Asked:
    # Of a page's folder a host may know another file: a bucket has no index page at all.
    shown = INDEX if path == INDEX else quote(path)
    return Asked(base + shown, headers={"Accept-Encoding": encoding, "Cache-Control": "no-cache"})
