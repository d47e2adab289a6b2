"""What a first visit downloads, in bytes: by kind of file, and by package."""

import gzip
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from gymbrowser.asset import Asset
from gymbrowser.boot.archives import Boot
from gymbrowser.boot.parts import unpacked

_PACKAGES = ("used.bin", "data.bin", "files.json")
_KINDS: Sequence[tuple[str, Callable[[str], bool]]] = (
    ("page", lambda path: path.endswith(("index.html", "page.js", "site.css", "manifest.json"))),
    ("Python's interpreter", lambda path: path.endswith(("worker.js", "pyodide.asm.wasm"))),
    ("standard library and packages", lambda path: path.endswith(_PACKAGES)),
    ("environment", lambda path: path.endswith("own.bin")),
    ("ONNX Runtime", lambda path: "/ort/" in path),
    ("policies", lambda path: path.endswith(".onnx")),
)
"""Of all that the page, and then the worker, asks for until the first observation is drawn."""


@dataclass(frozen=True)
class Cost:
    """What one kind of file costs a participant who has not been here before."""

    name: str
    raw: int
    """Bytes on the disk."""
    brotli: int
    """Bytes from a host that compresses with Brotli."""
    plain_host: int
    """Bytes from a host that compresses nothing: what the page unpacks by itself comes as gzip."""


def first_visit(assets: Iterable[Asset]) -> list[Cost]:
    """Of each kind what is downloaded before the first observation, without the pages' pictures.

    Args:
        assets: All files of a site.
    """
    by_path = {asset.path: asset for asset in assets}
    costs = []
    for name, belongs in _KINDS:
        files = [a for a in by_path.values() if _is_original(a, by_path) and belongs(a.path)]
        if files:
            costs.append(
                Cost(
                    name,
                    raw=sum(asset.size for asset in files),
                    brotli=sum(_smallest(asset, by_path, ".br") for asset in files),
                    plain_host=sum(_from_plain_host(asset, by_path) for asset in files),
                )
            )
    return costs


def total(costs: Iterable[Cost]) -> Cost:
    """All of them together."""
    rows = list(costs)
    return Cost(
        "first visit",
        raw=sum(row.raw for row in rows),
        brotli=sum(row.brotli for row in rows),
        plain_host=sum(row.plain_host for row in rows),
    )


_UNPACKED = frozenset({".wasm", ".bin"})
"""What the page asks for as gzip, and `worker.js` and the listing besides."""


def _from_plain_host(asset: Asset, by_path: dict[str, Asset]) -> int:
    unpacked = PurePosixPath(asset.path).suffix in _UNPACKED
    if unpacked or asset.path.endswith(("worker.js", "python/files.json")):
        return _smallest(asset, by_path, ".gz")
    return asset.size


def _is_original(asset: Asset, by_path: dict[str, Asset]) -> bool:
    stem, _, ending = asset.path.rpartition(".")
    return not (ending in {"br", "gz"} and stem in by_path)


def _smallest(asset: Asset, by_path: dict[str, Asset], ending: str) -> int:
    copy = by_path.get(asset.path + ending)
    return asset.size if copy is None else min(asset.size, copy.size)


@dataclass(frozen=True)
class PackageCost:
    """What one package adds to the first visit."""

    name: str
    files: int
    raw: int
    gzip: int
    """Alone: together with others it compresses a little better."""


def by_package(boot: Boot) -> Iterator[PackageCost]:
    """The standard library and every package, the costliest first."""
    contents: dict[str, bytes] = {}
    for archive in boot.archives:
        if archive.early:
            contents |= unpacked(archive.asset.content, archive.files)
    rows = [
        PackageCost(
            name,
            files=len(paths),
            raw=sum(paths.values()),
            gzip=len(gzip.compress(b"".join(contents[path] for path in paths), 6)),
        )
        for name, paths in boot.used.items()
    ]
    yield from sorted(rows, key=lambda row: -row.gzip)
