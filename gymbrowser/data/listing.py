"""What a bucket's listing says there is to fetch: whole chunks, and chunks in pieces."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from gymbrowser.data.keys import ChunkKey, PieceKey

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client
    from mypy_boto3_s3.type_defs import ListObjectsV2OutputTypeDef


@dataclass(frozen=True)
class Listed:
    """An object as the bucket lists it."""

    key: str
    size: int
    etag: str
    stored: datetime | None = None
    """By the bucket's clock."""


@dataclass(frozen=True)
class Wanted:
    """A chunk, and the objects whose bytes make it: one, or its pieces in order."""

    key: ChunkKey
    objects: tuple[Listed, ...]

    @property
    def size(self) -> int:
        """In bytes, as listed."""
        return sum(listed.size for listed in self.objects)

    @property
    def stored(self) -> datetime | None:
        """When the last of it came; None where the bucket does not say it."""
        return max((one.stored for one in self.objects if one.stored is not None), default=None)

    @property
    def etag(self) -> str:
        """Differs wherever one of the objects does."""
        return "+".join(listed.etag for listed in self.objects)


def pages_of(
    client: "S3Client", bucket: str, prefix: str, page_size: int = 1000
) -> "Iterator[ListObjectsV2OutputTypeDef]":
    """What a bucket lists below a prefix, page by page; S3 gives 1,000 at most.

    Raises:
        ValueError: An answer is no listing. botocore takes each value for what it should be.
    """
    pages = iter(
        client.get_paginator("list_objects_v2").paginate(
            Bucket=bucket, Prefix=prefix, PaginationConfig={"PageSize": page_size}
        )
    )
    while True:
        try:
            page = next(pages, None)
        except (TypeError, AttributeError, KeyError) as error:
            raise ValueError(f"its listing cannot be read: {error}") from error
        if page is None:
            return
        yield page


@dataclass
class Pieces:
    """Gathers pieces over the pages of a listing.

    A browser may have cut one chunk several times, ever smaller: each way of cutting is a set.
    """

    _sets: dict[ChunkKey, dict[int, dict[int, Listed]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(dict))
    )

    def add(self, piece: PieceKey, listed: Listed) -> None:
        """Take note of one."""
        self._sets[piece.chunk][piece.count][piece.index] = listed

    def whole(self) -> Iterator[Wanted]:
        """Each chunk of which one set is complete."""
        for key in self._sets:
            complete = self._complete(key)
            if complete is not None:
                yield Wanted(key, complete)

    def broken(self) -> Iterator[ChunkKey]:
        """Each chunk of which no set is."""
        return (key for key in self._sets if self._complete(key) is None)

    def _complete(self, key: ChunkKey) -> tuple[Listed, ...] | None:
        for count, found in sorted(self._sets[key].items()):
            if len(found) == count:
                return tuple(found[index] for index in range(count))
        return None
