"""The key of a chunk: `<prefix>/<mode>/<session>/<writer>/<number>-<sha256>.jsonl.gz`."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from sys import intern
from typing import Self, cast

from gymbrowser.contract.upload import TEST_WRITES
from gymbrowser.contract.wire import Mode

IDENTITIES = "identities"
"""The part of a pulled folder that says who took part."""

_PATTERN = re.compile(
    r"(?:.*/)?(?P<mode>dev|pilot|live)/(?P<session>[0-9a-f]{32})/"
    r"(?P<writer>(?:page|game|identity|withdrawal)-(?:0|[1-9][0-9]{0,5}))/"
    r"(?P<number>[0-9]{6})-(?P<sha256>[0-9a-f]{64})\.jsonl\.gz",
    re.ASCII,
)

_TEST_WRITE = re.compile(rf"(?:.*/)?(?:dev|pilot|live)/{TEST_WRITES}/[0-9a-f]{{32}}", re.ASCII)

_PIECE = re.compile(r"(?P<chunk>.*)\.(?P<index>[0-9]{1,4})-(?P<count>[0-9]{1,4})", re.ASCII)


@dataclass(frozen=True, order=True, slots=True)
class ChunkKey:
    """Where a chunk belongs, as its key says."""

    mode: Mode
    session: str
    writer: str
    number: int
    sha256: str
    """Of the gzip bytes."""

    @classmethod
    def parse(cls, key: str) -> Self | None:
        """The chunk that an object key or a path with slashes names, whatever its prefix is."""
        match = _PATTERN.fullmatch(key)
        if match is None:
            return None
        return cls(
            # Thousands of chunks have the same three: they are held once.
            mode=cast("Mode", intern(match["mode"])),
            session=intern(match["session"]),
            writer=intern(match["writer"]),
            number=int(match["number"]),
            sha256=match["sha256"],
        )

    @property
    def path(self) -> PurePosixPath:
        """Relative to any prefix; made of parsed parts only, so it can't lead anywhere else."""
        name = f"{self.number:06}-{self.sha256}.jsonl.gz"
        return PurePosixPath(self.mode, self.session, self.writer, name)

    @property
    def kind(self) -> str:
        """What its writer is."""
        return kind_of(self.writer)

    @property
    def local_path(self) -> PurePosixPath:
        """In a pulled folder, where what says who took part lies apart from all else."""
        return PurePosixPath(IDENTITIES, self.path) if self.kind == "identity" else self.path


@dataclass(frozen=True, order=True)
class PieceKey:
    """One of the pieces in which a chunk was sent, since it was too large for the store."""

    chunk: ChunkKey
    count: int
    """How many pieces make the chunk, one after the other."""
    index: int
    """0 to `count - 1`."""

    @classmethod
    def parse(cls, key: str) -> Self | None:
        """The piece that an object key names; None if it names none."""
        match = _PIECE.fullmatch(key)
        chunk = ChunkKey.parse(match["chunk"]) if match else None
        if match is None or chunk is None:
            return None
        piece = cls(chunk, count=int(match["count"]), index=int(match["index"]))
        return piece if piece.index < piece.count else None

    @property
    def path(self) -> PurePosixPath:
        """Relative to any prefix, like the chunk's own."""
        whole = self.chunk.path
        return whole.with_name(f"{whole.name}.{self.index}-{self.count}")


def kind_of(writer: str) -> str:
    """What a writer is: `page`, `game`, `identity` or `withdrawal`."""
    return writer.partition("-")[0]


def is_test_write(key: str) -> bool:
    """Whether this is the empty object by which a page tries the store before anybody begins."""
    return _TEST_WRITE.fullmatch(key) is not None
