"""Writes a site beside its target and then renames it: there is never half a site."""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from gymbrowser.contract.upload import PostPolicy
from gymbrowser.errors import GymbrowserError, Place, UserError
from gymbrowser.plan import Asset, Plan
from gymbrowser.store.files import FULL

_NO_PLACE = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.ENAMETOOLONG}
)
"""The place is wrong, not the machine: no right to write, a file where a folder should be, …"""


def write_site(plan: Plan, target: Path, wrote: Callable[[Asset], None]) -> None:
    """Write every asset, then put the new site in the place of the old one.

    Args:
        plan: The site.
        target: Its folder; replaced only if it holds a site of ours or nothing.
        wrote: Called after each file.

    Raises:
        UserError: The target is not ours, or cannot be written.
    """
    _check_target(target)
    with _beside(target) as folder:
        for asset in plan.assets:
            _write(asset, folder)
            wrote(asset)
        _keep(plan, target, folder)
        _swap(folder, target)


def _check_target(target: Path) -> None:
    if target.exists() and not target.is_dir():
        raise UserError(
            "the output is a file",
            where=Place(target),
            why="A site is a folder.",
            remedy="Name another place with `-o`, or remove the file.",
        )
    if target.is_dir() and any(target.iterdir()) and not is_site(target):
        raise UserError(
            "the output folder holds files that gymbrowser did not make",
            where=Place(target),
            why="A build replaces the whole folder.",
            remedy="Name another folder with `-o`, or empty this one.",
        )


def is_site(folder: Path) -> bool:
    """Whether a folder holds a site that `build` made."""
    index = folder / "index.html"
    return index.is_file() and b'name="gymbrowser-site"' in index.read_bytes()


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A folder on the same file system as the target, gone at the end whatever happens."""
    folder = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        folder.mkdir(parents=True)
        yield folder
    except OSError as error:
        raise _explanation(error, target) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _explanation(error: OSError, target: Path) -> GymbrowserError:
    if error.errno in _NO_PLACE:
        return UserError(
            f"cannot write the site to {target}: {error.strerror}",
            why="It is put together beside that folder, which then takes its name.",
            remedy="Name a folder with `-o` in one that you may write to.",
        )
    if error.errno in FULL:
        return GymbrowserError(
            f"cannot write the site to {target}: {error.strerror}",
            remedy="Make room, or name a folder on another disk with `-o`.",
        )
    return GymbrowserError(f"cannot write the site: {error}")


def _write(asset: Asset, folder: Path) -> None:
    file = folder / asset.path
    file.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(asset.source, bytes):
        file.write_bytes(asset.source)
    else:
        shutil.copyfile(asset.source, file)


def _keep(plan: Plan, target: Path, folder: Path) -> None:
    """What is renewed without a build outlives one: is the study open, and who may upload."""
    if (target / "study.json").is_file():
        shutil.copyfile(target / "study.json", folder / "study.json")
    if _is_signed_for(target / "upload.json", plan.uploads_to):
        shutil.copyfile(target / "upload.json", folder / "upload.json")


def _is_signed_for(file: Path, destination: str | None) -> bool:
    """A signature for another bucket, prefix or mode would send records to the wrong place."""
    try:
        policy = PostPolicy.model_validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return False
    return f"{policy.url}{policy.prefix}" == destination


def _swap(folder: Path, target: Path) -> None:
    old = target.with_name(f".{target.name}.{os.getpid()}.old")
    if target.exists():
        target.rename(old)
    try:
        folder.rename(target)
    except BaseException:  # Ctrl-C too
        if old.exists() and not target.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
