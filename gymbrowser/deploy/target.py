"""Where a site is deployed to, as `--to` and `deploy.to` say it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gymbrowser.errors import UserError

type Tool = Literal["rsync", "rclone"]

_FORMS = (
    "Write s3://BUCKET/PREFIX, pages:FOLDER (of a repository on GitHub), rsync:HOST:PATH, "
    "rclone:REMOTE:PATH, or a folder."
)


@dataclass(frozen=True)
class S3Target:
    """A public bucket, and where in it."""

    bucket: str
    prefix: str
    """Of the keys: empty, or with a slash at its end."""


@dataclass(frozen=True)
class FolderTarget:
    """A folder of this machine that a web server serves."""

    folder: Path


@dataclass(frozen=True)
class PagesTarget:
    """A folder in a clone of a repository that GitHub Pages serves."""

    folder: Path


@dataclass(frozen=True)
class ToolTarget:
    """Any place that a program of the user's own can copy to."""

    tool: Tool
    place: str
    """In the tool's own notation."""


type Target = S3Target | FolderTarget | PagesTarget | ToolTarget


def parse_target(text: str) -> Target:
    """Understand where a site is to go.

    Raises:
        UserError: It is none of the known forms.
    """
    kind, colon, rest = text.partition(":")
    match kind:
        case "s3" if colon:
            return _bucket(text)
        case "pages" if colon:
            return PagesTarget(Path(_given(text, rest)))
        case "rsync" | "rclone" if colon:
            return ToolTarget(kind, _remote(text, kind, _place(text, rest)))
        case _ if "://" in text:
            raise UserError(f"there is no way to deploy to {text!r}", remedy=_FORMS)
    return FolderTarget(Path(_given(text, text)))


def _bucket(text: str) -> S3Target:
    name, _, prefix = text.removeprefix("s3://").partition("/")
    if not text.startswith("s3://") or not name:
        raise UserError(f"{text!r} names no bucket", remedy="Write s3://BUCKET/PREFIX.")
    parts = [part for part in prefix.split("/") if part]
    return S3Target(name, "".join(f"{part}/" for part in parts))


def _place(text: str, rest: str) -> str:
    if rest.startswith("-"):
        raise UserError(
            f"{text!r} names no place: it begins with a hyphen",
            why="The program would take it for an option.",
            remedy=_FORMS,
        )
    return _given(text, rest)


def _remote(text: str, tool: Tool, place: str) -> str:
    """A host alone would be a folder of that name here; a path of this machine has a slash."""
    if ":" not in place and "/" not in place:
        raise UserError(
            f"{text!r} names a {'host' if tool == 'rsync' else 'remote'}, but no folder there",
            remedy=f"Write {tool}:{place}:PATH.",
        )
    return place


def _given(text: str, rest: str) -> str:
    if not rest.strip():
        raise UserError(f"{text!r} names no place", remedy=_FORMS)
    return rest
