"""A chunk in a folder: one file, or all the pieces in which a store has taken it."""

import re
from collections.abc import Iterator
from pathlib import Path

from gymbrowser.data.keys import ChunkKey
from gymbrowser.data.listing import Pieces

_FIRST = re.compile(r"(?P<chunk>.*)\.0-(?P<count>[0-9]{1,4})", re.ASCII | re.DOTALL)


def first_pieces(pieces: Pieces) -> Iterator[tuple[ChunkKey, Path]]:
    """Each chunk of which all pieces are there, in one folder; the first piece stands for it."""
    for wanted in pieces.whole():
        paths = [Path(listed.key) for listed in wanted.objects]
        if len({path.parent for path in paths}) == 1:
            yield wanted.key, paths[0]


def read_whole(path: Path, limit: int) -> bytes:
    """At most so many bytes of a chunk; where `path` is its first piece, of all pieces together.

    Raises:
        OSError: A file can't be read.
    """
    data = b""
    for part in _parts(path):
        with part.open("rb") as file:
            data += file.read(limit - len(data))
    return data


def _parts(path: Path) -> Iterator[Path]:
    match = _FIRST.fullmatch(path.name)
    if match is None:
        yield path
        return
    count = int(match["count"])
    for index in range(count):
        yield path.with_name(f"{match['chunk']}.{index}-{count}")
