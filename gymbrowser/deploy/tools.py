"""Deploying by a program of the user's own: rsync or rclone, whatever place these can copy to."""

import json
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gymbrowser.asset import Asset
from gymbrowser.caching import BY_CONTENT, IMMUTABLE, is_by_content
from gymbrowser.deploy.files import CHANGES
from gymbrowser.deploy.host import Advance, Sent
from gymbrowser.deploy.target import Tool
from gymbrowser.errors import GymbrowserError, UserError

_QUOTE = 2_000
"""So many characters of a program's last words."""
_INSTALL = {
    "rsync": "Install it: `apt install rsync`, `brew install rsync`.",
    "rclone": "Install it: `apt install rclone`, `brew install rclone`.",
}

type Run = Callable[[Sequence[str], str], subprocess.CompletedProcess[str]]
"""Runs a program with a text as its input."""


def run_tool(command: Sequence[str], text: str) -> subprocess.CompletedProcess[str]:
    """Run a program; its questions (a host's key, a password) reach the user's terminal."""
    return subprocess.run(
        command, input=text, capture_output=True, text=True, check=False, encoding="utf-8"
    )


@dataclass(frozen=True)
class ToolHost:
    """A place that a program can copy to. Nothing is read of it: the program compares."""

    tool: Tool
    place: str
    """In the program's notation, without a slash at its end."""
    site: Path
    address: str | None
    run: Run = run_tool

    @property
    def name(self) -> str:
        """As `--to` has it."""
        return f"{self.tool}:{self.place}"

    def read(self, path: str) -> bytes | None:
        """None: it can't be told."""
        return None

    def put(self, assets: Sequence[Asset], advance: Advance) -> Sent:
        """All at once, by their names."""
        names = [asset.path for asset in assets]
        if not names:
            return Sent()
        copied = self._rsync(names) if self.tool == "rsync" else self._rclone(names)
        for _ in assets:
            advance()
        sent = [asset for asset in assets if asset.path in copied]
        return Sent(len(sent), sum(asset.size for asset in sent), len(assets) - len(sent))

    def clean(self, kept: Set[str]) -> None:
        """The program makes the two folders what those are here, and says nothing of how many."""
        with _only(self.site, kept) as folder:
            for name in BY_CONTENT:
                self._mirror(str(folder / name), f"{self.place}/{name}")

    def finish(self) -> None:
        """There is nothing to do."""

    def _rsync(self, names: Sequence[str]) -> set[str]:
        """By checksum: a renewed permission has the size of the former one."""
        options = ["--checksum", "--times", "--chmod=D755,F644", "--out-format=%n"]
        command = ["rsync", *options, "--from0", "--files-from=-", "--"]
        done = self._done([*command, f"{self.site}/", f"{self.place}/"], "\0".join(names))
        return set(done.stdout.splitlines())

    def _rclone(self, names: Sequence[str]) -> set[str]:
        """What may change is copied every time: not every place can tell its files' hashes."""
        hashed = is_by_content(names[0])
        options = ["--checksum"] if hashed else ["--ignore-times"]
        caching = f"Cache-Control: {IMMUTABLE if hashed else CHANGES}"
        options += ["--verbose", "--use-json-log", "--header-upload", caching]
        command = ["rclone", "copy", *options, "--files-from-raw", "-", "--"]
        done = self._done([*command, str(self.site), self.place], "".join(f"{n}\n" for n in names))
        return {str(said["object"]) for said in _logged(done.stderr) if "object" in said}

    def _mirror(self, source: str, target: str) -> None:
        if self.tool == "rsync":
            options = ["--recursive", "--copy-links", "--checksum", "--times", "--delete"]
            self._done(["rsync", *options, "--", f"{source}/", f"{target}/"], "")
        else:
            self._done(["rclone", "sync", "--copy-links", "--checksum", "--", source, target], "")

    def _done(self, command: Sequence[str], text: str) -> subprocess.CompletedProcess[str]:
        try:
            done = self.run(command, text)
        except FileNotFoundError as error:
            raise UserError(f"{self.tool} is not installed.", remedy=_INSTALL[self.tool]) from error
        if done.returncode != 0:
            raise GymbrowserError(
                f"{self.tool} could not copy to {self.place}: it ended with {done.returncode}.",
                why="What is open to the public is still whole: index.html is copied last.",
                remedy="Mend what it says, and deploy again.",
                quote=_words(done.stderr)[-_QUOTE:],
            )
        return done


@contextmanager
def _only(site: Path, kept: Set[str]) -> Iterator[Path]:
    """A folder with links to the files that are kept, and to no others."""
    with tempfile.TemporaryDirectory() as temporary:
        for path in kept:
            link = Path(temporary, path)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to((site / path).resolve())
        yield Path(temporary)


def _logged(text: str) -> Iterator[dict[str, object]]:
    """What rclone logs of copies; lines that are no JSON are none of its own."""
    for line in text.splitlines():
        if line.startswith("{"):
            said = json.loads(line)
            if str(said.get("msg", "")).startswith("Copied"):
                yield said


def _words(text: str) -> str:
    """The messages of rclone's log; any other text as it is."""
    lines = text.strip().splitlines()
    return "\n".join(
        str(json.loads(line).get("msg", line)) if line.startswith("{") else line for line in lines
    )
