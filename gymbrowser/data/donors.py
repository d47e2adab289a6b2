"""Sessions whose seeds and actions later ones get: what `yoke` reads, made from pulled data."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

from gymbrowser.config.donors import Donor, DonorFile, packed
from gymbrowser.contract.donors import DonorEpisode, DonorFeedback
from gymbrowser.contract.wire import Layout, Mode
from gymbrowser.data.columns import DamageError, packed_rows
from gymbrowser.data.episodes import Episode, last_way
from gymbrowser.data.sessions import Session, read_sessions, require_folder, scan
from gymbrowser.data.trajectory import Trajectory, decode
from gymbrowser.errors import UserError

type _Layouts = Mapping[str, Layout]
"""Agent to how its actions are packed."""


@dataclass(frozen=True)
class Donors:
    """The donors that were found, and the sessions that could have been some."""

    file: DonorFile
    left_out: Mapping[str, str]
    """Session to why it is none, although it played the game to its end."""


def donors_of(folder: Path, step: str, mode: Mode) -> Donors:
    """The seeds and actions of every session that was done, by the time that it began.

    Args:
        folder: A pulled folder, or the store of `gymbrowser serve`.
        step: The game that they played.
        mode: Which sessions.

    Raises:
        UserError: There is no such folder, or no session in it has played the game to its end.
    """
    require_folder(folder)
    found: list[tuple[float, Donor, _Layouts]] = []
    left_out: dict[str, str] = {}
    for session in filter(_is_done, read_sessions(scan(folder), mode, identities=False)):
        try:
            if episodes := _played(session, step):
                found.append((session.visits[0].t, *_donor(session.id, episodes)))
        except DamageError as error:
            left_out[session.id] = str(error)
    if not found:
        raise UserError(
            f"No `{mode}` session in {folder} has played the game `{step}` to its end.",
            remedy="Name another step, or other sessions with --mode.",
        )
    found.sort(key=itemgetter(0))
    layouts = found[0][2]
    donors = [donor for _, donor, theirs in found if theirs == layouts]
    others = [donor.session for _, donor, theirs in found if theirs != layouts]
    left_out |= dict.fromkeys(others, "its agents, or their actions, are not the first donor's")
    return Donors(
        DonorFile(step=step, actions=dict(layouts), feedback=True, donors=donors), left_out
    )


def _is_done(session: Session) -> bool:
    done = session.end is not None and session.end.outcome == "done"
    return done and bool(session.visits) and not session.problems


def _played(session: Session, step: str) -> list[Episode]:
    """Those of the last way through the game that came to an end: all of them, or none."""
    way = last_way(episode for episode in session.episodes if episode.start.step == step)
    order = [episode.start.episode for episode in way]
    return way if order == list(range(len(order))) else []


def _donor(session: str, episodes: Sequence[Episode]) -> tuple[Donor, _Layouts]:
    layouts = [_layouts(episode) for episode in episodes]
    if any(each != layouts[0] for each in layouts):
        raise DamageError("its episodes differ in their agents, or in their actions")
    seeds = [episode.start.seed for episode in episodes]
    if max(seeds) >= 2**32:
        raise DamageError("one of its seeds is none of an environment's")
    given = [_episode(episode, layouts[0]) for episode in episodes]
    return Donor(session=session, seeds=seeds, episodes=given), layouts[0]


def _layouts(episode: Episode) -> _Layouts:
    layouts = episode.header.layouts.get(episode.start.step, {})
    return {agent: layout.action for agent, layout in layouts.items()}


def _episode(episode: Episode, layouts: _Layouts) -> DonorEpisode:
    decoded = decode(episode)
    rows = {agent: _rows(each, layouts[agent]) for agent, each in decoded.agents.items()}
    actions = {agent: packed(each) for agent, each in rows.items()}
    feedback = list(_feedback(episode))
    return DonorEpisode(steps=len(decoded.due), actions=actions, feedback=feedback)


def _feedback(episode: Episode) -> Iterator[DonorFeedback]:
    """What the session's own person has judged: of a donor of its own it is no donor."""
    for said in episode.signals:
        if said.kind == "feedback" and said.source == "device":
            if not isinstance(said.value, float):
                raise DamageError("a judgement of it is no number")
            yield DonorFeedback(after=said.after, name=said.name, value=said.value)


def _rows(trajectory: Trajectory, layout: Layout) -> bytes:
    """Of the steps in which the agent acted."""
    rows = packed_rows(trajectory.actions, layout, len(trajectory.rewards))
    acted = (trajectory.sources != "absent").tolist()
    return b"".join(row for row, did in zip(rows, acted, strict=True) if did)
