"""Episodes that a reload of the page, or a crash of the browser, has interrupted."""

from gymbrowser.contract.game_records import EpisodeRecord, RecoveryRecord
from gymbrowser.data.sessions import Session

type Place = tuple[str, int, int]
"""Game step, attempt and episode."""


def interrupted_episodes(session: Session) -> frozenset[Place]:
    """Those that have no end, since the next visit found them still running."""
    return frozenset(
        place_of(record) for record in session.records(RecoveryRecord) if record.cause == "reload"
    )


def place_of(record: EpisodeRecord | RecoveryRecord) -> Place:
    """Which episode a record is of."""
    return record.step, record.attempt, record.episode
