"""What was erased from a bucket is erased from a folder that was pulled before, too."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from gymbrowser.contract.wire import Mode
from gymbrowser.data.holders import FolderHolder
from gymbrowser.data.listing import pages_of
from gymbrowser.data.tombstones import ERASED, TombstoneKey

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

_UNKNOWN = datetime.fromtimestamp(0, UTC)
"""When an object was written of which the store does not say it."""


@dataclass(frozen=True)
class Erased:
    """The erased sessions of one mode."""

    sessions: frozenset[str]
    new: tuple[str, ...]
    """Those that the folder did not know of."""

    @classmethod
    def follow(cls, client: "S3Client", bucket: str, base: str, mode: Mode, into: Path) -> Self:
        """Read the tombstones of bucket and folder, and erase from the folder what is new.

        Args:
            client: Needs `s3:ListBucket`.
            bucket: Its name.
            base: The study's prefix, with a slash at its end unless it is empty.
            mode: Of the sessions.
            into: The folder.

        Raises:
            botocore.exceptions.ClientError: The listing was refused.
            ValueError: It is none.
            OSError: The folder can't be written.
        """
        known = {path.stem for path in (into / ERASED / mode).glob("*.json")}
        holder, held, new = FolderHolder(into), None, []
        pages = pages_of(client, bucket, f"{base}{ERASED}/{mode}/")
        for item in (item for page in pages for item in page.get("Contents", [])):
            key = item.get("Key", "")
            stone = TombstoneKey.parse(key)
            if stone is None or stone.session in known or key != f"{base}{stone.path}":
                continue
            held = holder.look(mode) if held is None else held
            holder.delete(held.get(stone.session, []))
            holder.put_up(stone, item.get("LastModified", _UNKNOWN))
            new.append(stone.session)
        return cls(frozenset({*known, *new}), tuple(new))
