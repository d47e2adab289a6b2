"""The stand-in for pygame: when it joins a site, and for which packages it stands."""

import hashlib
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from packaging.metadata import parse_email
from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

import gymbrowser
from gymbrowser.resolve.asked import Asked, holds_in_browser
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.lock import LockedWheel
from gymbrowser.resolve.wheels import make_wheel, top_level_modules, wheel_name

NAME = canonicalize_name("pygame-standin")
_REAL = canonicalize_name("pygame-ce")
_STANDS_FOR = frozenset({canonicalize_name("pygame"), _REAL})
_MODULE = "pygame"
_FOLDER = Path(__file__).parent.parent / "standin" / _MODULE


def stood_for(asked_by_author: Iterable[Asked], python: str) -> frozenset[NormalizedName]:
    """The packages that need not be found, because the stand-in has their module.

    Args:
        asked_by_author: What exp.yml requires: who names the real one there gets it.
        python: Version of the site's Python.
    """
    wanted = {item.name for item in asked_by_author if item.applies(python)}
    return _STANDS_FOR - ({_REAL} & wanted)


def with_standin(wheels: Sequence[LockedWheel], cache: Cache) -> list[LockedWheel]:
    """The wheels, and the stand-in if none of them brings a module of its name."""
    is_there = any(_MODULE in wheel.imports for wheel in wheels)
    return [*wheels] if is_there else [*wheels, standin_wheel(cache)]


def standin_wheel(cache: Cache | None = None) -> LockedWheel:
    """`gymbrowser.standin.pygame` as a wheel, in which it is `pygame`.

    Args:
        cache: See `make_wheel`.
    """
    files = {f"{_MODULE}/{file.name}": file.read_bytes() for file in sorted(_FOLDER.glob("*.py"))}
    name, version = NAME.replace("-", "_"), gymbrowser.__version__
    content = make_wheel(name, version, files, cache)
    return LockedWheel(
        name=NAME,
        version=version,
        file_name=wheel_name(name, version),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        imports=top_level_modules(content),
        origin="bridge",
    )


def provided(wheels: Iterable[LockedWheel]) -> frozenset[NormalizedName]:
    """Names under which packages may require what these wheels have."""
    wheels = [*wheels]
    names = {canonicalize_name(wheel.name) for wheel in wheels}
    has_pygame = any(_MODULE in wheel.imports for wheel in wheels)
    return frozenset(names | _STANDS_FOR) if has_pygame else frozenset(names)


def who_needs_it(wheels: Sequence[LockedWheel], asked: Iterable[Asked], python: str) -> list[str]:
    """What requires a pygame and gets the stand-in; empty if that is not in the site."""
    if not any(wheel.name == NAME for wheel in wheels):
        return []
    direct = [item.text for item in asked if item.name in _STANDS_FOR and item.applies(python)]
    packages = [wheel.name for wheel in wheels if _STANDS_FOR & set(needed_by(wheel, python))]
    return sorted({*direct, *packages})


def needed_by(wheel: LockedWheel, python: str) -> Iterator[NormalizedName]:
    """The packages that a wheel requires in the browser; nothing of what was not fetched."""
    if wheel.origin != "index" or not isinstance(wheel.content, Path):
        return
    with zipfile.ZipFile(wheel.content) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        metadata, _ = parse_email(archive.read(name))
    for text in metadata.get("requires_dist", []):
        requirement = Requirement(text)
        if holds_in_browser(requirement.marker, python):
            yield canonicalize_name(requirement.name)
