"""Compressed copies of a site's files, which lie beside them.

A host that looks for `.br` and `.gz` sends them to whoever takes them. On a host that compresses
nothing the page asks for `.gz` by itself, and unpacks it.
"""

import gzip
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath

from gymbrowser import resources
from gymbrowser.asset import Asset
from gymbrowser.boot.node import on_disk, run_script
from gymbrowser.resolve.cache import Cache

ENDINGS = (".br", ".gz")
SOURCES = ".sources.bin"
"""How the archives end that a running program reads only to show something of them."""
PACKED = ".packed.json"
"""How files end whose content is compressed inside."""
QUICK = 9
"""Of Brotli's 11 qualities: the last two take ten times as long, and save a tenth."""
THOROUGH = 11
_LARGE, _LARGE_QUALITY = 8_000_000, 5
"""Bytes of a file from which on QUICK is slow, and what is taken instead: it costs four percent."""
_FORMAT = 1
_LEAST_BYTES = 1_024
"""Less fits into a packet or two as it is."""
_COMPRESSIBLE = frozenset({".bin", ".css", ".js", ".json", ".svg", ".wasm"})
_TIMEOUT_S = 900.0
_COPY = "copy"
"""What a file is called in its folder; its copies have the endings besides."""


def is_compressed(asset: Asset) -> bool:
    """Whether a file gets copies: what lies at the root is renewed alone, and never does."""
    in_folder = asset.path.startswith(("rt/", "v/"))
    hidden = asset.path.endswith(SOURCES)  # nobody waits for one
    return in_folder and not hidden and is_worth_it(asset)


def is_worth_it(asset: Asset) -> bool:
    """Whether compressing gains anything."""
    known = PurePosixPath(asset.path).suffix in _COMPRESSIBLE
    return known and not asset.path.endswith(PACKED) and asset.size >= _LEAST_BYTES


def compressed_copies(
    assets: Iterable[Asset], cache: Cache, had: Mapping[str, Path] | None = None
) -> list[Asset]:
    """The copies of all files that get some; made once for the same content.

    Args:
        assets: All files of a site.
        cache: Keeps what is made.
        had: SHA-256 to a file beside which copies of such a content lie already.

    Raises:
        GymbrowserError: Node.js does not run on this machine, or the disk is full.
    """
    had = had or {}
    wanted = [asset for asset in assets if is_compressed(asset)]

    def original(asset: Asset) -> Path:
        return had.get(asset.sha256) or _travelling(asset) or compress_quickly(asset, cache) / _COPY

    with ThreadPoolExecutor() as pool:
        files = pool.map(original, wanted)
        return [
            Asset(asset.path + ending, file.with_name(file.name + ending))
            for asset, file in zip(wanted, files, strict=True)
            for ending in ENDINGS
        ]


def compress_thoroughly(asset: Asset, cache: Cache) -> Path:
    """A folder of copies that are as small as they can be; for gymbrowser to carry."""
    return _cached(asset, THOROUGH, cache)


def compress_quickly(asset: Asset, cache: Cache) -> Path:
    """A folder of copies as a build makes them."""
    return _cached(asset, QUICK if asset.size < _LARGE else _LARGE_QUALITY, cache)


def travelling(sha256: str) -> Path:
    """The folder of copies that travel with gymbrowser."""
    return resources.runtime() / "compressed" / sha256[:16]


def _travelling(asset: Asset) -> Path | None:
    folder = travelling(asset.sha256)
    return folder / _COPY if folder.is_dir() else None


def _cached(asset: Asset, quality: int, cache: Cache) -> Path:
    def fill(folder: Path) -> None:
        file = on_disk(asset.source, folder / _COPY)
        job = {"quality": quality, "file": str(file), "output": str(folder / f"{_COPY}.br")}
        run_script("compress", job, timeout_s=_TIMEOUT_S)
        # Python's zlib, since that of Node.js is made for speed: three percent are saved.
        (folder / f"{_COPY}.gz").write_bytes(gzip.compress(file.read_bytes(), 9, mtime=0))
        (folder / _COPY).unlink(missing_ok=True)

    return cache.folder("compressed", f"{asset.sha256}-{quality}-{_FORMAT}", fill)
