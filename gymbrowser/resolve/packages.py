"""From an experiment to the exact wheels of its site."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import NormalizedName, canonicalize_name

from gymbrowser.config import Experiment
from gymbrowser.console import Stages, quiet
from gymbrowser.errors import GymbrowserError, Problem, UserError
from gymbrowser.resolve.asked import Asked, asked_by
from gymbrowser.resolve.base import BaseRuntime, base_runtime, bridge_wheel
from gymbrowser.resolve.complete import check_complete
from gymbrowser.resolve.distribution import Distribution, read_distribution
from gymbrowser.resolve.exp_lock import (
    ExpLock,
    check_fits,
    lock_path,
    make_exp_lock,
    read_exp_lock,
)
from gymbrowser.resolve.lock import Lock, LockedWheel
from gymbrowser.resolve.project import is_project
from gymbrowser.resolve.solve import NOTHING, Solution, Solver
from gymbrowser.resolve.source import SourceWheel, source_wheel
from gymbrowser.resolve.sources import Sources, Wanted
from gymbrowser.resolve.standin import stood_for, who_needs_it, with_standin
from gymbrowser.resolve.uv import Uv, UvError, last_words
from gymbrowser.resolve.walk import left_out
from gymbrowser.resolve.wheels import check_wheel, top_level_modules

_SHOWN = 5
"""Files that are left out."""


@dataclass(frozen=True)
class Renewal:
    """How far a lock is to be made anew."""

    all: bool = False
    """Take the newest versions of everything that fit."""
    packages: frozenset[NormalizedName] = frozenset()
    """Take the newest versions of these, and stay with the others where they fit."""

    @property
    def upgrades(self) -> bool:
        """Whether anything is to become newer."""
        return self.all or bool(self.packages)


@dataclass(frozen=True)
class Resolved:
    """The wheels, and the two states of exp.lock."""

    lock: Lock
    exp_lock: ExpLock
    before: ExpLock | None
    """What lay beside exp.yml."""


def resolve(
    experiment: Experiment,
    sources: Sources,
    *,
    renewal: Renewal | None = None,
    stages: Stages = quiet,
) -> Resolved:
    """The base runtime's wheels, our bridge, what the author asks for, and the author's source.

    Args:
        experiment: Names requirements and source; its exp.lock is obeyed.
        sources: Where wheels come from.
        renewal: Make exp.lock anew instead of obeying it.
        stages: Shows what is under way.

    Raises:
        UserError: Something cannot be had in the browser, or exp.lock does not fit.
        GymbrowserError: A wheel that is locked could not be fetched from any source.
    """
    with stages("Resolving packages"):
        base = base_runtime()
        own = [*base.wheels, bridge_wheel(sources.cache)]
        source = _source(experiment, sources, base, own)
        by_author = asked_by(experiment)
        asked = [*by_author, *_asked_by_source(experiment, source)]
        without = stood_for(by_author, base.python)
        before = read_exp_lock(lock_path(experiment.file))
        solver = _solver(base, sources, without, refresh=renewal is not None and renewal.upgrades)
        if before is not None and renewal is None:
            check_fits(before, lock_path(experiment.file), asked, base, without)
            solution, exp_lock = Solution(before.wanted(), {}), before
        else:
            prefer = _preferences(before, renewal or Renewal())
            to_find = [item for item in asked if item.name not in without]
            solution = NOTHING if _all_carried(to_find, base) else solver.solve(to_find, prefer)
            exp_lock = make_exp_lock(asked, base, solution.wanted)
    theirs = [*_fetch(solution, sources, solver.uv, stages), *_as_wheels(source)]
    wheels = with_standin([*own, *theirs], sources.cache)
    _tell_of_standin(wheels, asked, base, sources)
    _check_nothing_is_hidden(wheels, experiment)
    check_complete(wheels, lock_path(experiment.file), base.python)
    ordered = tuple(sorted(wheels, key=lambda wheel: wheel.name))
    return Resolved(Lock(ordered, base.pyodide, base.python, base.abi), exp_lock, before)


def _tell_of_standin(
    wheels: Sequence[LockedWheel], asked: Sequence[Asked], base: BaseRuntime, sources: Sources
) -> None:
    if names := who_needs_it(wheels, asked, base.python):
        sources.warn(
            f"pygame: the site has gymbrowser's stand-in for it ({', '.join(names)}); to get the "
            "real one, add `pygame-ce` to `requirements`"
        )


def _source(
    experiment: Experiment, sources: Sources, base: BaseRuntime, own: Sequence[LockedWheel]
) -> SourceWheel | None:
    if experiment.source is None:
        return None
    _check_is_apart(experiment, experiment.source)
    _tell_what_is_left_out(experiment.source, sources)
    return source_wheel(
        experiment.source,
        sources.cache,
        python=base.python,
        offline=sources.offline,
        taken=frozenset(module for wheel in own for module in wheel.imports),
        place=experiment.place("environment", "source"),
    )


def _check_is_apart(experiment: Experiment, source: Path) -> None:
    """A bare folder goes into the site whole: exp.lock, built sites and stored records with it."""
    alike = source.resolve() == experiment.folder.resolve()
    if alike and source.is_dir() and not is_project(source):
        raise UserError(
            "`source` is the folder of the experiment itself",
            where=experiment.place("environment", "source"),
            why="All that lies in it would be in the public site, records and earlier sites too.",
            remedy="Put the Python of the environment into a folder of its own, such as `env`.",
        )


def _tell_what_is_left_out(source: Path, sources: Sources) -> None:
    """Of a project its own back end decides."""
    if source.is_dir() and not is_project(source) and (names := left_out(source, hidden=False)):
        shown = [*names[:_SHOWN], *([f"{len(names) - _SHOWN} more"] if names[_SHOWN:] else [])]
        what = "hidden files and backups of editors stay out of the site"
        sources.warn(f"{source.name}: {what}: {', '.join(map(str, shown))}")


def _asked_by_source(experiment: Experiment, source: SourceWheel | None) -> list[Asked]:
    """What the project in `source` requires of the browser's Python."""
    place = experiment.place("environment", "source")
    return [Asked(text, place) for text in (source.requires if source else ())]


def _all_carried(asked: Sequence[Asked], base: BaseRuntime) -> bool:
    """Whether the base runtime satisfies everything: then nobody has to be asked."""
    versions = {canonicalize_name(wheel.name): wheel.version for wheel in base.wheels}
    return all(
        item.name in versions and item.accepts(versions[item.name]) and not item.requirement.extras
        for item in asked
        if item.applies(base.python)
    )


def _solver(
    base: BaseRuntime, sources: Sources, without: frozenset[NormalizedName], *, refresh: bool
) -> Solver:
    distribution = read_distribution()
    return Solver(
        base=base,
        distribution=distribution,
        stubs=_stubs(distribution, sources),
        uv=Uv(base.python, sources.wheelhouses, sources.offline, refresh),
        without=without,
    )


def _stubs(distribution: Distribution, sources: Sources) -> Path:
    def fill(folder: Path) -> None:
        for package in distribution.values():
            package.write_stub(folder)

    content = json.dumps(sorted((p.stub_name, *p.depends) for p in distribution.values()))
    return sources.cache.folder("stubs", hashlib.sha256(content.encode()).hexdigest(), fill)


def _preferences(before: ExpLock | None, renewal: Renewal) -> Mapping[NormalizedName, str]:
    if before is None or renewal.all:
        return {}
    return {n: v for n, v in before.versions().items() if n not in renewal.packages}


def _fetch(solution: Solution, sources: Sources, uv: Uv, stages: Stages) -> list[LockedWheel]:
    if not solution.wanted:
        return []
    with stages("Fetching packages", total=len(solution.wanted)) as fetched:
        files = sources.fetch_all(solution.wanted, _address_finder(solution, uv), fetched)
    return [_locked(wanted, file) for wanted, file in zip(solution.wanted, files, strict=True)]


def _address_finder(solution: Solution, uv: Uv) -> Callable[[Wanted], str | None]:
    """Where the index has a wheel: known from resolving, or asked when exp.lock was obeyed."""

    def find(wanted: Wanted) -> str | None:
        known = solution.addresses.get(wanted.sha256)
        return known or _ask_index(wanted, uv)

    return find


def _ask_index(wanted: Wanted, uv: Uv) -> str | None:
    try:
        candidates = uv.wheels_of([(wanted.name, wanted.version)])
    except UvError as error:
        raise GymbrowserError(last_words(error)) from error
    wheels = [wheel for candidate in candidates for wheel in candidate.wheels]
    by_hash = {wheel.sha256: wheel.address for wheel in wheels}
    # One of the same name has other content, which is then said of it.
    by_name = {wheel.file_name: wheel.address for wheel in wheels}
    return by_hash.get(wanted.sha256) or by_name.get(wanted.file_name)


def _locked(wanted: Wanted, file: Path) -> LockedWheel:
    check_wheel(file, file_name=wanted.file_name)
    return LockedWheel(
        name=wanted.name,
        version=wanted.version,
        file_name=wanted.file_name,
        sha256=wanted.sha256,
        content=file,
        imports=top_level_modules(file),
        origin=wanted.origin,
    )


def _check_nothing_is_hidden(wheels: Sequence[LockedWheel], experiment: Experiment) -> None:
    """A module of the author's that is named like a required package's would be found instead."""
    owners = {module: w for w in wheels if w.origin != "source" for module in w.imports}
    hiding = {m for w in wheels if w.origin == "source" for m in w.imports} & owners.keys()
    place = experiment.place("environment", "source")
    others = {canonicalize_name(w.name) for w in wheels if w.origin != "source"}
    for source in (w for w in wheels if w.origin == "source"):
        # The site's list goes by names: one of the two would be lost.
        if canonicalize_name(source.name) in others:
            raise UserError(
                f"`source` calls itself {source.name}, like a package that the site has already",
                where=place,
                why="A Python has one package of a name.",
                remedy="Give its project another name, or take the package from `requirements`.",
            )
    if hiding:
        raise UserError.of(
            Problem(
                f"the module `{module}` would hide the one of {owners[module].name}",
                place,
                remedy="Give the file or folder in `source` another name.",
            )
            for module in sorted(hiding)
        )


def _as_wheels(source: SourceWheel | None) -> list[LockedWheel]:
    if source is None:
        return []
    return [
        LockedWheel(
            name=canonicalize_name(source.name),
            version=source.version,
            file_name=source.file_name,
            sha256=hashlib.sha256(source.content).hexdigest(),
            content=source.content,
            imports=top_level_modules(source.content),
            origin="source",
        )
    ]
