"""A disk of a few MB that can be full: for a command that has it where others have a folder.

It is a tmpfs in a mount namespace of the command's own (Linux, `unshare` of util-linux). So it
takes no right of root's, and is gone with the command.
"""

import errno
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

_MOUNT = 'mount -t tmpfs -o size="$1" tmpfs "$2" && shift 2 && exec "$@"'
_BLOCK = bytes(4096)


@dataclass(frozen=True)
class SmallDisk:
    """A disk of `size_bytes` at `folder`, which is there."""

    folder: Path
    size_bytes: int

    @property
    def wrapper(self) -> list[str]:
        """Words that run the command after them, in their own process, with the disk."""
        return [
            *("unshare", "--map-root-user", "--mount", "sh", "-c", _MOUNT, "sh"),
            *(str(self.size_bytes), str(self.folder)),
        ]

    def is_possible(self) -> bool:
        """Whether this machine lets its users have namespaces: many containers do not."""
        if shutil.which("unshare") is None:
            return False
        tried = subprocess.run([*self.wrapper, "true"], capture_output=True, check=False)
        return tried.returncode == 0

    def fill(self, pid: int) -> None:
        """Write to the disk of the command with this process until there is no space left."""
        with self._ballast(pid).open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(_BLOCK)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise

    def free(self, pid: int) -> None:
        self._ballast(pid).unlink()

    def _ballast(self, pid: int) -> Path:
        """As the command sees its disk."""
        return Path(f"/proc/{pid}/root") / self.folder.relative_to("/") / "ballast"
