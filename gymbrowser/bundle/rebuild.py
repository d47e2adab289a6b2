"""From a bundle to the site again: without a network, and compared byte for byte."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import gymbrowser
from gymbrowser.build import build
from gymbrowser.bundle.contents import SITE, STUDY, WHEELHOUSE, Contents
from gymbrowser.bundle.pack import hashes_of, unpacked
from gymbrowser.console import Stages
from gymbrowser.errors import Place, UserError
from gymbrowser.resolve.sources import Sources
from gymbrowser.resolve.wheels import source_date_epoch


@dataclass(frozen=True)
class Rebuilt:
    """A site that was built again."""

    contents: Contents
    files: int
    """That are the same to the last byte."""
    differences: tuple[str, ...]
    """Sentences about the others."""
    folder: Path | None
    """Where the new one is; None: it was only compared."""
    sha256: str | None
    """Of the bundle's archive; None: it was a folder."""


def rebuild(bundle: Path, output: Path | None, stages: Stages, sources: Sources) -> Rebuilt:
    """Build the study of a bundle, and compare the site with the one that is in it.

    This runs the Python of the study on this machine.

    Args:
        bundle: The archive, or the folder that it was unpacked to.
        output: The folder of the new site; None: it is only compared.
        stages: Shows what is under way.
        sources: Where packages come from, beside the bundle itself: nothing is fetched.

    Raises:
        UserError: It is no bundle, not whole, or of another version of gymbrowser.
    """
    with stages("Checking the bundle's files"):
        sha256 = None if bundle.is_dir() else _sha256(bundle)
    with unpacked(bundle) as (folder, contents), TemporaryDirectory() as temporary:
        _check_version(contents, bundle)
        target = output or Path(temporary, SITE)
        houses = (folder / WHEELHOUSE,) if (folder / WHEELHOUSE).is_dir() else ()
        offline = replace(sources, offline=True, wheelhouses=(*houses, *sources.wheelhouses))
        experiment = _experiment(folder, bundle)
        build(experiment, target, stages, offline, clean=True, snapshot=contents.snapshot)
        with stages("Comparing"):
            before, after = hashes_of(folder / SITE), hashes_of(target)
    differences = tuple(_differences(before, after))
    same = sum(after.get(name) == sha for name, sha in before.items())
    return Rebuilt(contents, same, differences, output, sha256)


def _differences(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            yield f"{name} is in the bundle alone"
        elif name not in before:
            yield f"{name} is in the new site alone"
        elif before[name] != after[name]:
            yield f"{name} has other bytes"


def _experiment(folder: Path, bundle: Path) -> Path:
    found = sorted((folder / STUDY).glob("*.yml"))
    named = [file for file in found if file.with_suffix(".lock").is_file()]
    if len(named) != 1:
        raise UserError(f"{STUDY}/ has no exp.yml with its lock", where=Place(bundle))
    return named[0]


def _check_version(contents: Contents, bundle: Path) -> None:
    if contents.gymbrowser != gymbrowser.__version__:
        raise UserError(
            f"it was made by gymbrowser {contents.gymbrowser}, and this is "
            f"{gymbrowser.__version__}",
            where=Place(bundle),
            why="A site has gymbrowser's own files in it.",
            remedy=f"Install gymbrowser {contents.gymbrowser}.",
        )
    if contents.source_date_epoch != source_date_epoch():
        raise UserError(
            "its wheels name another moment than those that are made here",
            where=Place(bundle),
            remedy=f"Set SOURCE_DATE_EPOCH={contents.source_date_epoch}.",
        )


def _sha256(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise UserError(
            f"There is no file {file}.", why="A bundle is what `gymbrowser bundle` makes."
        ) from error
