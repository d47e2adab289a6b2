"""Why a package is in a site: which requirement brought it."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from email.parser import HeaderParser
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from gymbrowser.resolve.asked import holds_in_browser
from gymbrowser.resolve.lock import Lock, LockedWheel

_OURS = {
    "base": "every site has it",
    "bridge": "every site has it",
    "source": "`source` of exp.yml",
}


def reasons(lock: Lock, asked: Iterable[str]) -> dict[str, str]:
    """Name of each wheel to what brought it.

    Args:
        lock: The site's wheels.
        asked: The requirements that exp.yml and `source` name (PEP 508).
    """
    named = {canonicalize_name(Requirement(text).name): text for text in asked}
    found = {}
    for wheel in lock.wheels:
        name = canonicalize_name(wheel.name)
        if wheel.origin in _OURS:
            found[wheel.name] = _OURS[wheel.origin]
        elif name in named:
            found[wheel.name] = f"`{named[name]}` of exp.yml"
        else:
            users = sorted(user.name for user in lock.wheels if name in set(_needs(user, lock)))
            found[wheel.name] = f"required by {', '.join(users)}" if users else "exp.lock"
    return found


def _needs(wheel: LockedWheel, lock: Lock) -> Iterator[str]:
    """The packages that a wheel's metadata requires in the browser."""
    for text in _requirements(wheel):
        try:
            requirement = Requirement(text)
        except InvalidRequirement:
            continue  # whoever resolved it has understood it, and here it only explains
        if holds_in_browser(requirement.marker, lock.python):
            yield canonicalize_name(requirement.name)


def _requirements(wheel: LockedWheel) -> list[str]:
    content = wheel.content
    with zipfile.ZipFile(content if isinstance(content, Path) else io.BytesIO(content)) as archive:
        names = [n for n in archive.namelist() if n.endswith(".dist-info/METADATA")]
        texts = [archive.read(name).decode(errors="replace") for name in names]
    return [
        need
        for text in texts
        for need in HeaderParser().parsestr(text).get_all("Requires-Dist", [])
    ]
