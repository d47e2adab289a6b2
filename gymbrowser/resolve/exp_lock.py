"""exp.lock: which wheels a site is made of, for the author to commit.

Names, versions and hashes, no addresses: a wheel is the same wherever it comes from.
"""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import tomli_w
from packaging.utils import NormalizedName, canonicalize_name, parse_wheel_filename
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gymbrowser.errors import Place, Problem, UserError
from gymbrowser.resolve.asked import Asked, texts
from gymbrowser.resolve.base import BaseRuntime
from gymbrowser.resolve.sources import Wanted
from gymbrowser.resolve.wheel_check import version_of
from gymbrowser.resolve.wheels import is_usable

_HEADER = "# Made by `gymbrowser lock`: commit it, so that every build is of the same packages.\n\n"


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Package(_Closed):
    """One wheel."""

    name: str
    version: str
    file: str
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    origin: Literal["gymbrowser", "distribution", "index"]
    """Which came with gymbrowser, which from the Pyodide distribution, which from the index."""


class ExpLock(_Closed):
    """The content of exp.lock."""

    format: Literal["gymbrowser.lock/1"]
    pyodide: str
    python: str
    requirements: list[str]
    """What the packages answer: exp.yml's requirements and those of `source`."""
    package: list[Package]

    def wanted(self) -> tuple[Wanted, ...]:
        """The wheels that have to be fetched."""
        return tuple(
            Wanted(
                name=package.name,
                version=package.version,
                file_name=package.file,
                sha256=package.sha256,
                origin=package.origin,
            )
            for package in self.package
            if package.origin != "gymbrowser"
        )

    def versions(self) -> dict[NormalizedName, str]:
        """Name to version."""
        return {canonicalize_name(package.name): package.version for package in self.package}


@dataclass(frozen=True)
class Change:
    """One line of the difference between two locks."""

    name: str
    before: str | None
    after: str | None


def lock_path(experiment: Path) -> Path:
    """`exp.lock` beside `exp.yml`."""
    return experiment.with_suffix(".lock")


def make_exp_lock(asked: Sequence[Asked], base: BaseRuntime, wanted: Iterable[Wanted]) -> ExpLock:
    """Write down what was resolved."""
    ours = [
        Package(
            name=wheel.name,
            version=wheel.version,
            file=wheel.file_name,
            sha256=wheel.sha256,
            origin="gymbrowser",
        )
        for wheel in base.wheels
    ]
    theirs = [
        Package(
            name=item.name,
            version=item.version,
            file=item.file_name,
            sha256=item.sha256,
            origin=item.origin,
        )
        for item in wanted
    ]
    return ExpLock(
        format="gymbrowser.lock/1",
        pyodide=base.pyodide,
        python=base.python,
        requirements=texts(asked),
        package=sorted([*ours, *theirs], key=lambda package: package.name),
    )


def encode(lock: ExpLock) -> bytes:
    """The text of exp.lock: the same lock gives the same bytes."""
    return (_HEADER + tomli_w.dumps(lock.model_dump())).encode()


def read_exp_lock(file: Path) -> ExpLock | None:
    """The lock beside an experiment; None if there is none.

    Raises:
        UserError: It is damaged.
    """
    try:
        return ExpLock.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError) as error:
        raise UserError(
            "this is not a lock that `gymbrowser lock` made",
            where=Place(file),
            why=_first_sentence(error),
            remedy="Take it back from version control, or delete it and run `gymbrowser lock`.",
        ) from error


def check_fits(
    lock: ExpLock,
    file: Path,
    asked: Sequence[Asked],
    base: BaseRuntime,
    without: frozenset[NormalizedName] = frozenset(),
) -> None:
    """Hold a lock against what it is to be used for.

    Args:
        lock: The lock.
        file: Where it lies.
        asked: What it is to answer.
        base: What every site has.
        without: Packages that are not needed, whoever requires them.

    Raises:
        UserError: It answers other requirements, was made for another runtime, or was changed by
            hand, or by a merge, into what no `gymbrowser lock` writes.
    """
    problems = [*_other_runtime(lock, file, base), *_other_requirements(lock, file, asked)]
    problems = problems or list(_unusable(lock, file, base))
    problems = problems or list(
        _incomplete(lock, file, [item for item in asked if item.name not in without])
    )
    if problems:
        raise UserError.of(problems)


def changes(before: ExpLock | None, after: ExpLock) -> list[Change]:
    """What is different, in the order of the names."""
    old = {} if before is None else before.versions()
    new = after.versions()
    return [
        Change(name, old.get(name), new.get(name))
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    ]


def _other_runtime(lock: ExpLock, file: Path, base: BaseRuntime) -> Iterable[Problem]:
    ours = {(wheel.file_name, wheel.sha256) for wheel in base.wheels}
    theirs = {(p.file, p.sha256) for p in lock.package if p.origin == "gymbrowser"}
    remedy = (
        "Run `gymbrowser lock` to move the experiment to this runtime; or, to build the site as it "
        "was, install the gymbrowser that made the lock."
    )
    if (lock.pyodide, lock.python) != (base.pyodide, base.python):
        what = f"the lock was made for Pyodide {lock.pyodide}, but a site gets {base.pyodide} now"
        if lock.pyodide == base.pyodide:
            what = f"the lock was made for Python {lock.python}, but a site gets {base.python} now"
        why = "Compiled packages of one do not run in the other."
        yield Problem(what, Place(file), why, remedy)
    elif ours != theirs:
        names = sorted({name.partition("-")[0] for name, _ in ours ^ theirs})
        what = f"the lock was made with another base runtime: {', '.join(names)} differ"
        yield Problem(what, Place(file), None, remedy)


def _other_requirements(lock: ExpLock, file: Path, asked: Sequence[Asked]) -> Iterable[Problem]:
    now, then = set(texts(asked)), set(lock.requirements)
    said = [f"`{text}` is new" for text in sorted(now - then)]
    said += [f"`{text}` is gone" for text in sorted(then - now)]
    if said:
        yield Problem(
            "the lock answers other requirements than exp.yml and `source` have now",
            Place(file),
            f"{'; '.join(said)}.",
            "Run `gymbrowser lock` to renew it; versions that still fit stay.",
        )


def _unusable(lock: ExpLock, file: Path, base: BaseRuntime) -> Iterable[Problem]:
    for package in lock.package:
        if not is_usable(package.file, base.python, base.abi):
            yield Problem(
                f"the lock names {package.file}, which does not run in the browser",
                Place(file),
                f"Its tag must be pure Python's or {base.platform}.",
                "Run `gymbrowser lock` to renew it.",
            )


def _incomplete(lock: ExpLock, file: Path, asked: Sequence[Asked]) -> Iterable[Problem]:
    """What a file that was changed by hand, or merged, says of itself wrongly.

    The site's own list goes by these names: of two that are alike, one would be lost.
    """
    by_name: dict[NormalizedName, Package] = {}
    remedy = "Take the lock back from version control, or renew it by `gymbrowser lock`."
    for package in lock.package:
        name, version = parse_wheel_filename(package.file)[:2]
        if (canonicalize_name(package.name), version_of(package.version)) != (name, version):
            what = f"the lock calls {package.file} {package.name!r} {package.version!r}"
            yield Problem(what, Place(file), "It was changed by hand.", remedy)
        if name in by_name:
            what = f"the lock names {name} twice: {by_name[name].file} and {package.file}"
            yield Problem(what, Place(file), "A merge may leave both versions there.", remedy)
        by_name[name] = package
    for item in asked:
        if not item.applies(lock.python):
            continue
        if item.name not in by_name or not item.accepts(by_name[item.name].version):
            what = f"the lock has no package for `{item.text}`"
            yield Problem(what, Place(file), "A package is gone from it, or another one.", remedy)


def _first_sentence(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}."
    return f"{error}."
