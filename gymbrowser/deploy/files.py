"""A site's files in the order in which they become public, and the headers of each.

The order is what makes a deploy safe at any moment. What is named by its content comes first: no
page asks for it yet. `index.html`, which names the version, comes last, and takes the place of the
former one in a single step of the host's. So whoever opens the study at any time gets one version,
whole; and a deploy that broke off is finished by the next.
"""

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from gymbrowser.asset import Asset, digest
from gymbrowser.boot.compress import ENDINGS
from gymbrowser.caching import BY_CONTENT, IMMUTABLE, is_by_content
from gymbrowser.errors import Place, UserError
from gymbrowser.media_types import media_type
from gymbrowser.store.site import Site

INDEX = "index.html"
CHANGES = "no-cache"

_HIDDEN = frozenset({".nojekyll"})
"""Files of a site whose names begin with a dot; others are an editor's or a system's."""


@dataclass(frozen=True)
class Stage:
    """Files that may become public in any order, once all of the stage before are."""

    title: str
    assets: Sequence[Asset]


def stages_of(site: Site, *, current: bool = False) -> tuple[Stage, ...]:
    """What is to be copied, in the order that keeps every moment whole.

    Args:
        site: A built site.
        current: Leave out what only earlier versions use.

    Raises:
        UserError: The version that `index.html` names is not what was built.
    """
    kept = used_folders(site)
    by_content = [
        asset
        for asset in _below(site.root, *BY_CONTENT)
        if not current or asset.path.startswith(kept)
    ]
    _check_whole(site, by_content)
    root = [asset for asset in _at_root(site.root) if asset.path != INDEX]
    return (
        Stage("Copying versions", by_content),
        Stage("Copying what may change", root),
        Stage("Publishing", [Asset(INDEX, site.root / INDEX)]),
    )


def used_folders(site: Site) -> tuple[str, ...]:
    """The folders that the version uses which `index.html` names, each with a slash at its end."""
    version = site.version.relative_to(site.root).as_posix()
    core = posixpath.normpath(f"{version}/{site.manifest.runtime.core}")
    return (f"{version}/", f"{'/'.join(core.split('/')[:2])}/")


def headers_of(path: str) -> dict[str, str]:
    """What a host should say of a file: its media type, and how long it may be kept.

    The compressed copies `.br` and `.gz` are files of bytes: under their own names they are never
    sent with a `Content-Encoding`.
    """
    return {
        "Content-Type": media_type(path),
        "Cache-Control": IMMUTABLE if is_by_content(path) else CHANGES,
    }


def _at_root(root: Path) -> Iterator[Asset]:
    for file in sorted(root.iterdir()):
        if file.is_file() and (not file.name.startswith(".") or file.name in _HIDDEN):
            yield Asset(file.name, file)


def _below(root: Path, *folders: str) -> Iterator[Asset]:
    for folder in folders:
        for file in sorted((root / folder).rglob("*")):
            path = file.relative_to(root)
            if file.is_file() and not any(part.startswith(".") for part in path.parts):
                yield Asset(path.as_posix(), file)


def _check_whole(site: Site, assets: Sequence[Asset]) -> None:
    """What the version uses is what its names say: a copy of a site that broke off is not."""
    for folder in used_folders(site):
        inside = [
            Asset(asset.path.removeprefix(folder), asset.source)
            for asset in assets
            if asset.path.startswith(folder)
        ]
        if digest(_originals(inside)) != PurePosixPath(folder).name:
            raise UserError(
                f"the site is not whole: what lies in {folder} is not what was built",
                where=Place(site.root),
                why="Its name is a hash of its files; one is missing, changed, or does not belong.",
                remedy="Build it again: gymbrowser build exp.yml",
            )


def _originals(assets: Sequence[Asset]) -> Iterator[Asset]:
    """Without the compressed copies, which no hash is of."""
    paths = {asset.path for asset in assets}
    for asset in assets:
        original, dot, ending = asset.path.rpartition(".")
        if f"{dot}{ending}" not in ENDINGS or original not in paths:
            yield asset
