"""Sessions whose seeds later ones get: what `yoke` reads, made from pulled data."""

from pathlib import Path

from gymbrowser.config.seeds import Donor, DonorFile
from gymbrowser.contract.wire import Mode
from gymbrowser.data.sessions import Session, read_sessions, scan
from gymbrowser.errors import UserError


def donors_of(folder: Path, step: str, mode: Mode) -> DonorFile:
    """The seeds of every session that was done, by the time that it began.

    Args:
        folder: A pulled folder, or the store of `gymbrowser serve`.
        step: The game whose seeds are given on.
        mode: Which sessions.

    Raises:
        UserError: No session has played the game to its end.
    """
    if not folder.is_dir():
        raise UserError(f"There is no folder {folder}.", remedy="Fetch it with `data pull`.")
    sessions = [s for s in read_sessions(scan(folder), mode, identities=False) if _is_done(s)]
    ordered = sorted(sessions, key=lambda session: session.visits[0].t)
    donors = [
        Donor(session=session.id, seeds=seeds)
        for session in ordered
        if (seeds := _seeds(session, step))
    ]
    if not donors:
        raise UserError(
            f"No `{mode}` session in {folder} has played the game `{step}` to its end.",
            remedy="Name another step, or other sessions with --mode.",
        )
    return DonorFile(step=step, donors=donors)


def _is_done(session: Session) -> bool:
    done = session.end is not None and session.end.outcome == "done"
    return done and bool(session.visits) and not session.problems


def _seeds(session: Session, step: str) -> list[int]:
    """Of each episode that came to an end; of one that was tried again, as it was played last."""
    played = {
        episode.start.episode: episode.start.seed
        for episode in session.episodes
        if episode.start.step == step and episode.end is not None and episode.end.reason != "error"
    }
    return [played[index] for index in sorted(played)] if _has_no_gap(played) else []


def _has_no_gap(played: dict[int, int]) -> bool:
    return sorted(played) == list(range(len(played)))
