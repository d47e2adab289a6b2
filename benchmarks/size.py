"""site.bytes_raw, site.bytes_gzip: what a first visit to the benchmark's site downloads."""

import gzip
from pathlib import Path

from benchmarks.rows import Row
from gymbrowser.build import Built

_COMPRESSED = {".whl", ".zip"}
"""Archives: a host that compresses leaves these alone, since they are compressed inside."""
_NOT_DOWNLOADED = {"THIRD_PARTY_LICENSES", ".nojekyll", "sw.js"}


def measure(built: Built) -> list[Row]:
    """Bytes as they lie in the folder, and as a host sends them that compresses with gzip."""
    assets = [asset for asset in built.plan.assets if asset.path not in _NOT_DOWNLOADED]
    raw = float(sum(asset.size for asset in assets))
    zipped = float(sum(_sent(built.folder / asset.path) for asset in assets))
    return [
        Row.of("site.bytes_raw", "bytes", [raw]),
        Row.of("site.bytes_gzip", "bytes", [zipped]),
    ]


def _sent(file: Path) -> int:
    data = file.read_bytes()
    return len(data) if file.suffix in _COMPRESSED else len(gzip.compress(data, 6))
