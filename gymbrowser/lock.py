"""exp.yml to exp.lock, without building anything."""

import errno
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from gymbrowser.config import load_experiment
from gymbrowser.console import Stages
from gymbrowser.errors import Place, UserError
from gymbrowser.resolve import Renewal, Resolved, resolve
from gymbrowser.resolve.exp_lock import Change, changes, encode, lock_path
from gymbrowser.resolve.sources import Sources
from gymbrowser.store.files import write_atomically

_NO_PLACE = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


@dataclass(frozen=True)
class Locked:
    """An exp.lock that was written."""

    file: Path
    resolved: Resolved
    changes: list[Change]


def lock(file: Path, stages: Stages, sources: Sources, renewal: Renewal) -> Locked:
    """Resolve anew as far as `renewal` says, fetch, and write exp.lock.

    Raises:
        UserError: The requirements cannot be had in the browser; exp.lock is untouched.
    """
    with stages("Reading exp.yml"):
        experiment = load_experiment(file)
    resolved = resolve(experiment, sources, renewal=renewal, stages=stages)
    _check_known(renewal, resolved, file)
    write_lock(resolved, file)
    return Locked(lock_path(file), resolved, changes(resolved.before, resolved.exp_lock))


def _check_known(renewal: Renewal, resolved: Resolved, experiment: Path) -> None:
    """A misspelt package must not look like one that is up to date."""
    known = resolved.exp_lock.versions()
    for name in sorted(renewal.packages - known.keys()):
        near = get_close_matches(name, known, n=1)
        raise UserError(
            f"there is no `{name}` among the packages of the experiment",
            where=Place(experiment),
            remedy=f"Did you mean `{near[0]}`?" if near else f"There are {', '.join(known)}.",
        )


def write_lock(resolved: Resolved, experiment: Path) -> None:
    """Put exp.lock beside an exp.yml, whole or not at all.

    Raises:
        UserError: The folder cannot be written to.
    """
    file = lock_path(experiment)
    try:
        write_atomically(file, [encode(resolved.exp_lock)])
    except OSError as error:
        if error.errno not in _NO_PLACE:
            raise
        raise UserError(
            f"cannot write the lock: {error.strerror}",
            where=Place(file),
            why="It keeps the versions of all packages, so that a later build is of the same.",
            remedy="Make the folder writable, or build a copy of it.",
        ) from error
