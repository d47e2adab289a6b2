"""Which session is meant: by the beginning of its id."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from gymbrowser.console import printable
from gymbrowser.contract.wire import Mode
from gymbrowser.data.sessions import (
    Files,
    Folder,
    Session,
    read_session,
    require_folder,
    scan,
    withdrawn_sessions,
)
from gymbrowser.errors import UserError

_MOST = 10
"""Candidates that are listed."""


@dataclass(frozen=True)
class _Found:
    id: str
    mode: Mode
    files: Files

    def __str__(self) -> str:
        return f"{self.id} ({self.mode})"


def choose_sessions(folder: Path, prefixes: Iterable[str]) -> list[Session]:
    """Read the sessions whose ids begin like this, without who took part.

    Args:
        folder: A pulled folder, or the store of `gymbrowser serve`.
        prefixes: Of ids, each of exactly one session, whatever its mode.

    Raises:
        UserError: There is no such folder; a prefix is that of no session, or of several; or the
            participant asked that the session be deleted.
        OSError: A file can't be read.
    """
    require_folder(folder)
    found = scan(folder)
    chosen = [_choose(found, folder, prefix.lower()) for prefix in prefixes]
    return [read_session(one.id, one.mode, one.files) for one in chosen]


def _choose(found: Folder, folder: Path, prefix: str) -> _Found:
    every = [
        _Found(session, mode, files)
        for mode, sessions in found.sessions.items()
        for session, files in sorted(sessions.items())
    ]
    fitting = [one for one in every if one.id.startswith(prefix)]
    if not fitting:
        raise _unknown(found, folder, prefix, every)
    if len(fitting) > 1:
        raise UserError(
            f"{len(fitting)} sessions in {folder} begin with `{prefix}`.",
            why=_listed(fitting),
            remedy="Give more of its id.",
        )
    [one] = fitting
    if one.id in withdrawn_sessions(found, one.mode):
        raise UserError(
            f"The participant of session {one.id} asked that it be deleted.",
            remedy="Erase it with `gymbrowser data erase --withdrawn`.",
        )
    return one


def _unknown(found: Folder, folder: Path, prefix: str, every: list[_Found]) -> UserError:
    if any(name.startswith(prefix) for gone in found.erased.values() for name in gone):
        return UserError(
            f"The session `{printable(prefix, 40)}` was erased.",
            why="Of an erased session nothing is read, even where chunks of it are still there.",
        )
    return UserError(
        f"No session in {folder} begins with `{printable(prefix, 40)}`.",
        why=_listed(every) if every else "There is no session in it at all.",
        remedy="`gymbrowser data show` lists them; --data names another folder.",
    )


def _listed(every: list[_Found]) -> str:
    more = f" … and {len(every) - _MOST} more" if len(every) > _MOST else ""
    return f"There are: {', '.join(map(str, every[:_MOST]))}{more}."
