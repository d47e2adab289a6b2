"""What a script does for an agent, as the process that looked at the environment has found it."""

import base64
import struct
from dataclasses import dataclass
from typing import Any, Self

from gymbrowser.environment.hands import NoAction


@dataclass(frozen=True)
class ScriptInspection:
    """The actions of a script for one agent, packed by the layout of its actions."""

    rows: tuple[bytes | NoAction, ...]
    no_op: bytes | NoAction | None
    """What the environment declares to do nothing; None: it declares none."""

    @classmethod
    def of(cls, said: dict[str, Any]) -> Self:
        """From what `look_at_script` has said."""
        no_op = said["no_op"]
        return cls(tuple(map(_row, said["actions"])), None if no_op is None else _row(no_op))

    def packed(self, *, ends_with_no_op: bool) -> str:
        """All rows in base64, where `check` has found nothing wrong with them."""
        rows = [*self.rows, *([self.no_op] if ends_with_no_op else [])]
        return base64.b64encode(b"".join(row for row in rows if isinstance(row, bytes))).decode()


def _row(result: dict[str, Any]) -> bytes | NoAction:
    """An action of a Discrete space is packed as its layout says: one int64."""
    if "wrong" in result:
        return NoAction(result["wrong"])
    action = result["action"]
    return struct.pack("<q", action) if isinstance(action, int) else action.encode("latin-1")
