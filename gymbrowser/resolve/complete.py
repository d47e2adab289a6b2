"""Does a lock have everything that its packages need? A line may be lost in a merge."""

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from packaging.metadata import parse_email
from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

from gymbrowser.errors import Place, Problem, UserError
from gymbrowser.resolve.asked import holds_in_browser
from gymbrowser.resolve.lock import LockedWheel


def check_complete(wheels: Sequence[LockedWheel], lock: Path, python: str) -> None:
    """Hold the packages of the index against each other's requirements.

    Args:
        wheels: All of the site.
        lock: exp.lock, which named them.
        python: Version of the site's Python, `3.14`.

    Raises:
        UserError: Some package is needed and not there.
    """
    names = {canonicalize_name(wheel.name) for wheel in wheels}
    problems = [
        Problem(
            f"the lock lacks `{needed}`, which {wheel.name} {wheel.version} needs",
            Place(lock),
            remedy="Take it back from version control, or run `gymbrowser lock` to renew it.",
        )
        for wheel in wheels
        if wheel.origin == "index"
        for needed in _needed(wheel, python)
        if needed not in names
    ]
    if problems:
        raise UserError.of(problems)


def _needed(wheel: LockedWheel, python: str) -> Iterator[NormalizedName]:
    assert isinstance(wheel.content, Path)  # it was fetched into the cache
    with zipfile.ZipFile(wheel.content) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        metadata, _ = parse_email(archive.read(name))
    for text in metadata.get("requires_dist", []):
        requirement = Requirement(text)
        if holds_in_browser(requirement.marker, python):
            yield canonicalize_name(requirement.name)
