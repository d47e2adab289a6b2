"""Where and when sessions began: the order in which they are exported."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from gymbrowser.contract.wire import Mode
from gymbrowser.data.moments import moment
from gymbrowser.data.sessions import Files, Folder, Session, read_session, withdrawn_sessions

_LONGEST = 200
"""Characters of a study's id: a stranger's could be of any length."""


@dataclass(frozen=True)
class Origin:
    """What the first record of a session says of it."""

    session: str
    experiment: str
    started: float | None
    """ms since 1970, by the participant's clock; None if that record is missing, or says no
    date."""

    @classmethod
    def of(cls, session: Session) -> "Origin":
        """By its first visit, or else by the header of any chunk."""
        started = session.visits[0].t if session.visits else None
        headers = (chunk.header for chain in session.chains.values() for chunk in chain.chunks)
        experiment = next((header.experiment for header in headers), "")
        return cls(
            session.id, experiment[:_LONGEST], started if moment(started) is not None else None
        )

    @property
    def moment(self) -> datetime | None:
        """In UTC."""
        return moment(self.started)

    @property
    def date(self) -> str | None:
        """The day, in UTC."""
        begun = self.moment
        return None if begun is None else f"{begun:%Y-%m-%d}"


def sessions_by_date(
    folder: Folder, mode: Mode, *, identities: bool
) -> Iterator[tuple[Origin, Session]]:
    """All but the withdrawn ones, by study, then by day: one is held in memory at a time.

    Raises:
        OSError: A file can't be read.
    """
    gone = set(withdrawn_sessions(folder, mode))
    sessions = folder.sessions.get(mode, {})
    origins = (_origin(name, mode, files) for name, files in sessions.items() if name not in gone)
    for origin in sorted(origins, key=_order):
        files = sessions[origin.session]
        yield origin, read_session(origin.session, mode, files, identities=identities)


def _origin(session: str, mode: Mode, files: Files) -> Origin:
    """Read of the first chunks alone; where these are damaged, of the whole session."""
    first = {key: path for key, path in files.items() if key.kind == "page" and key.number == 0}
    origin = Origin.of(read_session(session, mode, first))
    return origin if origin.experiment else Origin.of(read_session(session, mode, files))


def _order(origin: Origin) -> tuple[str, str, str]:
    return origin.experiment, origin.date or "", origin.session
