"""Why requirements cannot be had in the browser, in words and with the chain that led there."""

import re
from collections.abc import Iterable, Mapping, Sequence

from packaging.utils import NormalizedName, canonicalize_name

from gymbrowser.errors import GymbrowserError, Problem, UserError
from gymbrowser.resolve.asked import Asked
from gymbrowser.resolve.base import BaseRuntime
from gymbrowser.resolve.distribution import Distribution
from gymbrowser.resolve.uv import Candidate, UnreachableError, UvError

_CAUSE_LINES = 12

type Graph = Mapping[NormalizedName, Sequence[NormalizedName]]
"""Package to the packages that need it; none for what the experiment asked for itself."""


def check_fixed_versions(
    asked: Iterable[Asked], base: BaseRuntime, distribution: Distribution
) -> None:
    """Refuse what asks for another version than the only one that runs in the browser.

    Raises:
        UserError: All such requirements.
    """
    carried = {canonicalize_name(wheel.name): wheel.version for wheel in base.wheels}
    compiled = {package.name: package.version for package in distribution.values()}
    problems = []
    for item in asked:
        version = carried.get(item.name) or compiled.get(item.name)
        if version is not None and item.applies(base.python) and not item.accepts(version):
            whose = "gymbrowser" if item.name in carried else "the Pyodide distribution"
            problems.append(
                Problem(
                    f"`{item.text}` cannot be met: a site has {item.name} {version}",
                    item.place,
                    f"It comes with {whose}, compiled or tried for Pyodide {base.pyodide}.",
                    f"Ask for `{item.name}` without a version, or for a range that holds "
                    f"{version}.",
                )
            )
    if problems:
        raise UserError.of(problems)


def no_build_for_browser(
    culprits: Iterable[Candidate], asked: Sequence[Asked], graph: Graph, base: BaseRuntime
) -> UserError:
    """Packages whose compiled code nobody built for our runtime."""
    return UserError.of(
        Problem(
            f"`{culprit.name}` {culprit.version} cannot run in the browser",
            _root(culprit.name, asked, graph).place,
            f"It has compiled code, and neither the Pyodide {base.pyodide} distribution nor the "
            f"index has a build with the tag {base.platform}.{_chain(culprit.name, graph)}",
            "Use a package that does without it, ask for a version that has such a build, or put "
            "one that you built yourself in a folder and name the folder by `--wheelhouse`.",
        )
        for culprit in culprits
    )


def no_solution(error: UvError, asked: Sequence[Asked]) -> UserError:
    """No versions fit together, or a package does not exist, or exists as source only."""
    text = str(error)
    by_name = {item.name: item for item in asked}
    missing = re.search(r"[Bb]ecause (\S+) was not found in the package registry", text)
    if missing:
        name = canonicalize_name(missing[1])
        return UserError(
            f"there is no package `{name}`",
            where=by_name.get(name, asked[0]).place,
            why="Neither the package index nor a wheelhouse has it.",
            remedy="Look at its spelling. Python of your own belongs in `environment.source`.",
            quote=None if name in by_name else _cause(text),
        )
    without = re.search(r"[Ww]heels are (?:required|available) for `([^`]+)`", text)
    if without:
        name = canonicalize_name(without[1])
        return UserError(
            f"no version of `{name}` that fits has a wheel for the browser",
            where=by_name.get(name, asked[0]).place,
            why="It is published as source alone, or compiled for other Pythons.",
            remedy="Use another package; or build a pure wheel of it (`pip wheel --no-deps`), put "
            "it in a folder and name the folder by `--wheelhouse`.",
            quote=_cause(text),
        )
    return UserError(
        "the requirements do not fit together",
        where=asked[0].place,
        remedy="Loosen one of those that are named here.",
        quote=_cause(text),
    )


def unreachable(error: UnreachableError, asked: Sequence[Asked], *, offline: bool) -> UserError:
    """The index could not be asked."""
    return UserError(
        "the requirements cannot be resolved without the package index",
        where=asked[0].place,
        why="`--offline` was given, and uv's cache does not have all that is needed."
        if offline
        else "It could not be reached.",
        remedy="Build once on line; or put the wheels in a folder and name it by `--wheelhouse`.",
        quote=_cause(str(error)),
    )


def uv_failed(error: UvError) -> GymbrowserError:
    """The resolver itself stopped before it had looked for any version."""
    return GymbrowserError(
        "the requirements were not resolved, for uv failed",
        remedy="Mend what it names: it is steered by uv.toml and by variables such as "
        "UV_DEFAULT_INDEX.",
        quote=str(error),
    )


def _root(name: NormalizedName, asked: Sequence[Asked], graph: Graph) -> Asked:
    by_name = {item.name: item for item in asked}
    return by_name.get(_path(name, graph)[0], asked[0])


def _chain(name: NormalizedName, graph: Graph) -> str:
    path = _path(name, graph)
    return f" It is needed here: {' → '.join(path)}." if len(path) > 1 else ""


def _path(name: NormalizedName, graph: Graph) -> list[NormalizedName]:
    """A way from what the experiment asked for down to a package."""
    path = [name]
    while True:
        above = [parent for parent in graph.get(path[0], ()) if parent not in path]
        if not above:
            return path
        path.insert(0, above[0])


def _cause(text: str) -> str:
    """Uv's own sentences, without its headline."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("hint:")]
    words = [line.strip().removeprefix("cause: ") for line in lines[1:] or lines]
    if len(words) > _CAUSE_LINES:
        # It begins with what is lacking and ends with who asked for it.
        half = _CAUSE_LINES // 2
        words = [*words[:half], "…", *words[-half:]]
    return "\n".join(words)
