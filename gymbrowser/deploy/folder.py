"""Deploying into a folder of this machine: a web server's, or a clone for GitHub Pages."""

import re
import subprocess
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from gymbrowser.asset import Asset
from gymbrowser.caching import BY_CONTENT
from gymbrowser.deploy.host import Advance, Sent
from gymbrowser.errors import Place, UserError
from gymbrowser.store.files import write_atomically

type Write = Callable[[Path, Iterable[bytes]], None]

_GITHUB = re.compile(
    r"(?:https://github\.com/|(?:ssh://)?git@github\.com[:/])"
    r"(?P<owner>[\w.-]+)/(?P<repository>[\w.-]+?)(?:\.git)?/?"
)


@dataclass(frozen=True)
class FolderHost:
    """A folder that a web server serves."""

    folder: Path
    address: str | None = None
    write: Write = write_atomically

    @property
    def name(self) -> str:
        """The folder."""
        return str(self.folder)

    def read(self, path: str) -> bytes | None:
        """None if it is not there."""
        file = self.folder / path
        return file.read_bytes() if file.is_file() else None

    def put(self, assets: Sequence[Asset], advance: Advance) -> Sent:
        """Each file is written beside its place and renamed."""
        sent = Sent()
        for asset in assets:
            sent += self._put(asset)
            advance()
        return sent

    def _put(self, asset: Asset) -> Sent:
        target = self.folder / asset.path
        there = Asset(asset.path, target)
        if target.is_file() and (there.size, there.sha256) == (asset.size, asset.sha256):
            return Sent(unchanged=1)
        self.write(target, [asset.content])
        # The temporary file is its maker's alone; a web server runs as somebody else.
        target.chmod(0o644)
        return Sent(1, asset.size)

    def clean(self, kept: Set[str]) -> int:
        """Folders that are empty then go too."""
        removed = 0
        for path in self._by_content():
            if path.is_dir():
                if not any(path.iterdir()):
                    path.rmdir()
            elif path.relative_to(self.folder).as_posix() not in kept:
                path.unlink()
                removed += 1
        return removed

    def finish(self) -> str | None:
        """There is nothing to do: the files are where they are served."""
        return None

    def _by_content(self) -> list[Path]:
        """What is inside comes before the folder."""
        found = [path for name in BY_CONTENT for path in (self.folder / name).rglob("*")]
        return sorted(found, reverse=True)


@dataclass(frozen=True)
class PagesHost(FolderHost):
    """A folder in a clone whose pushes GitHub Pages publishes, all files of one at once."""

    clone: Path = field(kw_only=True)
    """The clone's own folder."""

    def finish(self) -> str:
        """`.nojekyll` counts only at the root of what is published; the push is the user's."""
        for root in dict.fromkeys((self.clone, _published(self.clone, self.folder))):
            if not (root / ".nojekyll").exists():
                self.write(root / ".nojekyll", [b""])
        return "Commit it and push: GitHub Pages publishes what is pushed."


def pages_host(folder: Path, address: str | None) -> PagesHost:
    """The host of a folder in a clone.

    Args:
        folder: It need not be there yet.
        address: None: what GitHub gives to the clone's `origin`, where that tells it.

    Raises:
        UserError: The folder is in no clone, or git is not installed.
    """
    target = folder.resolve()
    there = next(path for path in (target, *target.parents) if path.is_dir())
    clone = _git(there, "rev-parse", "--show-toplevel")
    if clone is None:
        raise UserError(
            "this folder is in no git repository",
            where=Place(folder),
            why="GitHub Pages publishes what is pushed to a repository.",
            remedy="Clone the repository of your pages, and name a folder in it.",
        )
    root = Path(clone).resolve()
    origin = _git(root, "config", "--get", "remote.origin.url")
    guess = _github_address(root, target, origin or "")
    return PagesHost(folder, address or guess, clone=root)


def _git(folder: Path, *words: str) -> str | None:
    """What git says; None where it says no."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *words], capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise UserError(
            "git is not installed", remedy="Install it, or deploy into a plain folder."
        ) from error
    return done.stdout.strip() if done.returncode == 0 else None


def _published(clone: Path, folder: Path) -> Path:
    """Pages publishes a branch from its root, or from its folder `docs`."""
    docs = clone / "docs"
    return docs if folder.resolve().is_relative_to(docs) else clone


def _github_address(clone: Path, folder: Path, origin: str) -> str | None:
    """`https://OWNER.github.io/REPOSITORY/…`, or the host of a file CNAME."""
    found = _GITHUB.fullmatch(origin)
    if found is None:
        return None
    root = _published(clone, folder)
    below = folder.relative_to(root).as_posix()
    path = "" if below == "." else f"{quote(below)}/"
    if (root / "CNAME").is_file():
        return f"https://{(root / 'CNAME').read_text('utf-8').strip()}/{path}"
    host = f"{found['owner'].lower()}.github.io"
    project = "" if found["repository"].lower() == host else f"{found['repository']}/"
    return f"https://{host}/{project}{path}"
