"""What becomes of an author's source, as the tests ask for it."""

import io
import zipfile
from pathlib import Path

from gymbrowser.errors import Place
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.source import SourceWheel, source_wheel

PLACE = Place(Path("exp.yml"), 4)


def pack(
    source: Path, cache: Cache, *, python: str = "3.14", taken: frozenset[str] = frozenset()
) -> SourceWheel:
    return source_wheel(source, cache, python=python, offline=True, taken=taken, place=PLACE)


def names(wheel: SourceWheel) -> set[str]:
    with zipfile.ZipFile(io.BytesIO(wheel.content)) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}
