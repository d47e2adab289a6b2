"""Tombstones: what is left of an erased session, so that nobody takes it in again.

In a bucket it is the object `<prefix>/erased/<mode>/<session>.json`, which no permission of a site
lets anybody put: a site's end with the mode. In a folder it is a file of the same path.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Literal, Self, cast

from gymbrowser.contract.wire import Mode, SessionId, Wire
from gymbrowser.store.files import write_atomically

ERASED = "erased"
"""The folder's name."""
_PATTERN = re.compile(
    r"(?:.*/)?erased/(?P<mode>dev|pilot|live)/(?P<session>[0-9a-f]{32})\.json", re.ASCII
)


class Tombstone(Wire):
    """What its file says. It holds no word of who the participant was."""

    format: Literal["gymbrowser.erased/1"]
    mode: Mode
    session: SessionId
    erased_at: str
    """ISO 8601."""


@dataclass(frozen=True)
class TombstoneKey:
    """Where a tombstone stands; that it stands there is enough."""

    mode: Mode
    session: str

    @classmethod
    def parse(cls, key: str) -> Self | None:
        """The tombstone that an object key or a path with slashes names."""
        match = _PATTERN.fullmatch(key)
        return match and cls(cast("Mode", match["mode"]), match["session"])

    @property
    def path(self) -> PurePosixPath:
        """Relative to the study's prefix, or to a folder of data."""
        return PurePosixPath(ERASED, self.mode, f"{self.session}.json")

    def text(self, now: datetime) -> bytes:
        """What the file says."""
        stone = Tombstone(
            format="gymbrowser.erased/1",
            mode=self.mode,
            session=self.session,
            erased_at=now.isoformat(timespec="seconds"),
        )
        return stone.model_dump_json(indent=2).encode()

    def stands_in(self, folder: Path) -> bool:
        """Whether a folder of data has it at its top."""
        return (folder / self.path).is_file()

    def put_up(self, folder: Path, now: datetime) -> None:
        """Write it, unless it stands there already.

        Raises:
            OSError: The folder can't be written.
        """
        if not self.stands_in(folder):
            write_atomically(folder / self.path, [self.text(now)])
