"""The author's own Python as one pure wheel: from a bare folder, a project, or a wheel."""

import io
import sys
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from gymbrowser.config.requirements import why_unusable
from gymbrowser.errors import Place, Problem, UserError
from gymbrowser.resolve.asked import holds_in_browser
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.project import build_project, is_project
from gymbrowser.resolve.secrets import refuse_secrets
from gymbrowser.resolve.walk import files_below
from gymbrowser.resolve.wheels import (
    WheelInfo,
    check_wheel,
    compiled_members,
    is_compiled,
    is_pure,
    make_wheel,
    top_level_modules,
    wheel_name,
)

_BARE_NAME, _BARE_VERSION = "experiment_source", "0"
_SHOWN = 3


@dataclass(frozen=True)
class SourceWheel:
    """The author's Python, ready for the site."""

    name: str
    version: str
    file_name: str
    content: bytes
    requires: tuple[str, ...]
    """What it needs in the browser (PEP 508), without markers; nothing for a bare folder."""


def source_wheel(
    source: Path,
    cache: Cache,
    *,
    python: str,
    offline: bool,
    taken: frozenset[str],
    place: Place,
) -> SourceWheel:
    """The wheel of what `environment.source` names.

    Args:
        source: A folder that would stand on `sys.path`; a folder with a `pyproject.toml`, which its
            own build back end makes into a wheel; or a wheel.
        cache: Keeps what a back end built, so that it is asked once for the same files.
        python: Version of the site's Python, `3.14`.
        offline: A back end may not be fetched.
        taken: Top-level modules that the site has already.
        place: Where exp.yml names the source.

    Raises:
        UserError: It cannot become a pure wheel for this Python, and why; or it holds secrets.
        GymbrowserError: The cache or the machine failed.
    """
    if source.is_dir() and not is_project(source):
        files = source_files(source, taken)
        refuse_secrets(files, lambda name, line: Place(source / name, line))
        content = make_wheel(_BARE_NAME, _BARE_VERSION, files, cache)
        file_name = wheel_name(_BARE_NAME, _BARE_VERSION)
        return SourceWheel(
            _BARE_NAME.replace("_", "-"), _BARE_VERSION, file_name, content, requires=()
        )
    wheel = build_project(source, cache, offline, place) if source.is_dir() else source
    info = check_wheel(wheel, place)
    if problems := list(_problems(wheel, info, python, taken, place)):
        raise UserError.of(problems)
    requires, content = tuple(_requires(info, python, place)), wheel.read_bytes()
    refuse_secrets(_members(content), lambda name, line: Place(source / name, line))
    return SourceWheel(info.name, info.version, wheel.name, content, requires)


def _members(wheel: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def source_files(folder: Path, taken: frozenset[str]) -> dict[str, bytes]:
    """Every file of a bare source folder, by its path in site-packages.

    Args:
        folder: Holds modules and packages, as if it stood on `sys.path`.
        taken: Top-level modules that the site has already.

    Raises:
        UserError: Machine code, links that lead outside, or modules whose names are taken.
    """
    files = files_below(folder, hidden=False)
    problems = list(_hiding(files, taken))
    if compiled := [name for name in files if is_compiled(name)]:
        problems.append(_machine_code(compiled, Place(folder)))
    if problems:
        raise UserError.of(problems)
    if not any(name.endswith(".py") for name in files):
        raise UserError("`source` holds no Python module", where=Place(folder))
    return {name: file.read_bytes() for name, file in files.items()}


def _hiding(files: dict[str, Path], taken: frozenset[str]) -> Iterator[Problem]:
    for name, file in files.items():
        module = name.partition("/")[0].partition(".")[0]
        if name.endswith(".py") and module in taken | sys.stdlib_module_names:
            yield Problem(
                f"the module `{module}` would hide the site's own `{module}`",
                Place(file),
                remedy="Give the file another name.",
            )


def _problems(
    wheel: Path, info: WheelInfo, python: str, taken: frozenset[str], place: Place
) -> Iterator[Problem]:
    """What keeps a wheel that is sound from being the author's source."""
    if compiled := compiled_members(wheel):
        yield _machine_code(compiled, place)
    elif not is_pure(info.tags, python):
        yield Problem(
            f"{wheel.name} is not for every platform and Python {python}",
            place,
            "Its name says for which Python and platform it was built.",
            "Build it as pure Python: its name then ends in py3-none-any.whl.",
        )
    if not _accepts(info, python):
        yield Problem(
            f"{info.name} does not accept Python {python}, which the browser has",
            place,
            f"It says `requires-python = {info.requires_python!r}`.",
            "Widen that, if nothing else is in the way.",
        )
    for module in top_level_modules(wheel):
        if module in taken | sys.stdlib_module_names:
            yield Problem(
                f"the module `{module}` of {info.name} would hide the site's own `{module}`",
                place,
                remedy="Give the module another name.",
            )


def _machine_code(names: Sequence[str], place: Place) -> Problem:
    shown = ", ".join(names[:_SHOWN])
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return Problem(
        f"compiled extensions cannot run in the browser: {shown}{more}",
        place,
        "The site's Python is WebAssembly: what was compiled for this machine does not load there.",
        "Write it in pure Python or numpy, or name under `requirements` a package that the Pyodide "
        "distribution has or that publishes wheels for it (PEP 783).",
    )


def _accepts(info: WheelInfo, python: str) -> bool:
    if info.requires_python is None:
        return True
    try:
        return SpecifierSet(info.requires_python).contains(python, prereleases=True)
    except InvalidSpecifier:
        return False


def _requires(info: WheelInfo, python: str, place: Place) -> Iterable[str]:
    for text in info.requires:
        try:
            requirement = Requirement(text)
        except InvalidRequirement as error:
            raise UserError(
                f"{info.name} asks for something that is no requirement: {text!r}",
                where=place,
                why=str(error),
                remedy="Mend its dependencies.",
            ) from error
        if holds_in_browser(requirement.marker, python):
            if unusable := why_unusable(text):
                what, why, remedy = unusable
                raise UserError(f"of {info.name}, {what}", where=place, why=why, remedy=remedy)
            requirement.marker = None
            yield str(requirement)
