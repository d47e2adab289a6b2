"""Writes a site beside its target and then renames it: there is never half a site."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from gymbrowser.caching import BY_CONTENT
from gymbrowser.contract.upload import OneUpload, PostPolicy
from gymbrowser.errors import GymbrowserError, Place, UserError
from gymbrowser.plan import Asset, Plan
from gymbrowser.store.files import FULL, NO_PLACE, name_beside
from gymbrowser.store.upload_file import read_destinations, upload_text

_OURS = frozenset(
    {
        *("index.html", "sw.js", "upload.json", "study.json", ".nojekyll", "THIRD_PARTY_LICENSES"),
        *BY_CONTENT,
    }
)
"""Of a site's folder: what `plan/site.py` puts there."""
_DESKTOPS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""Leave these wherever somebody looks."""


@dataclass(frozen=True)
class Earlier:
    """What a site keeps of the versions before it: sessions that began on them go on with them."""

    versions: int
    """How many other folders are below `v/`."""
    size: int
    """In bytes, of the files below `v/` and `rt/` that the newest version does not use."""


def write_site(
    plan: Plan, target: Path, wrote: Callable[[Asset], None], *, clean: bool = False
) -> Earlier:
    """Write every asset, then put the new site in the place of the old one.

    Args:
        plan: The site.
        target: Its folder; replaced only if it holds a site of ours or nothing.
        wrote: Called after each file.
        clean: Drop what only earlier versions use.

    Raises:
        UserError: The target is not ours, or cannot be written.
    """
    require_target(target)
    with _beside(target) as folder:
        for asset in plan.assets:
            _write(asset, folder)
            wrote(asset)
        earlier = Earlier(0, 0) if clean else _keep_versions(target, folder)
        _keep(plan, target, folder)
        _swap(folder, target)
    return earlier


def require_target(target: Path) -> None:
    """A folder that a site may take the place of, as far as can be told before there is one.

    Raises:
        UserError: It holds what is not ours, or is none.
    """
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
    foreign = sorted(path.name for path in _foreign(target))
    if foreign:
        more = f" and {len(foreign) - 3} more" if len(foreign) > 3 else ""
        raise UserError(
            f"beside a site the output folder holds {', '.join(foreign[:3])}{more}",
            where=Place(target),
            why="A build replaces the whole folder, with all that is in it.",
            remedy="Name another folder with `-o`, or move that elsewhere.",
        )


def _foreign(target: Path) -> Iterator[Path]:
    """What no build has put there: a study's own files, where a site was deployed among them."""
    if target.is_dir():
        for path in target.iterdir():
            if path.name.removesuffix(".br").removesuffix(".gz") not in _OURS | _DESKTOPS:
                yield path


def is_site(folder: Path) -> bool:
    """Whether a folder holds a site that `build` made."""
    index = folder / "index.html"
    return index.is_file() and b'name="gymbrowser-site"' in index.read_bytes()


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A folder on the same file system as the target, gone at the end whatever happens."""
    folder = name_beside(target, "new")
    try:
        folder.mkdir(parents=True)
        yield folder
    except OSError as error:
        raise _explanation(error, target) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _explanation(error: OSError, target: Path) -> GymbrowserError:
    if error.errno in NO_PLACE:
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


def _keep_versions(target: Path, folder: Path) -> Earlier:
    """Take over the folders that are named by their content and that the new site has not."""
    missing = [
        path
        for kind in ("v", "rt")
        if (target / kind).is_dir()
        for path in sorted((target / kind).iterdir())
        if path.is_dir() and not (folder / kind / path.name).exists()
    ]
    size = sum(_take_over(path, folder / path.parent.name / path.name) for path in missing)
    return Earlier(sum(path.parent.name == "v" for path in missing), size)


def _take_over(version: Path, place: Path) -> int:
    """The size of what was taken over, in bytes."""
    size = 0
    for parent, _, names in version.walk():
        into = place / parent.relative_to(version)
        into.mkdir(parents=True, exist_ok=True)
        for name in names:
            _link(parent / name, into / name)
            size += (into / name).stat().st_size
    return size


def _link(source: Path, target: Path) -> None:
    """Nothing ever writes into such a file, so that both sites can have the same one."""
    try:
        target.hardlink_to(source)
    except OSError:  # not every file system has links
        shutil.copyfile(source, target)


def _keep(plan: Plan, target: Path, folder: Path) -> None:
    """What is renewed without a build outlives one: is the study open, and who may upload."""
    if (target / "study.json").is_file():
        shutil.copyfile(target / "study.json", folder / "study.json")
    kept = _signatures(target / "upload.json", plan.manifest.experiment)
    if any(address in kept for address in plan.uploads_to):
        new = read_destinations(folder / "upload.json")
        signed = [kept.get(address, one) for address, one in zip(plan.uploads_to, new, strict=True)]
        (folder / "upload.json").write_text(upload_text(signed), encoding="utf-8")


def _signatures(file: Path, experiment: str) -> dict[str | None, OneUpload]:
    """By the place that they are for: for another bucket, prefix or mode they would be wrong."""
    try:
        found = read_destinations(file)
    except (OSError, ValidationError):
        return {}
    policies = [one for one in found if isinstance(one, PostPolicy)]
    return {
        f"{one.url}{one.prefix}": one for one in policies if one.experiment in {None, experiment}
    }


def _swap(folder: Path, target: Path) -> None:
    old = name_beside(target, "old")
    if target.exists():
        target.rename(old)
    try:
        folder.rename(target)
    except BaseException:  # Ctrl-C too
        if old.exists() and not target.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
