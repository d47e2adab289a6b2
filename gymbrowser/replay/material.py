"""A session beside the very version of the site that it was recorded by."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gymbrowser.contract.replay import ReplayEpisode, ReplayHead, ReplayIndex, ReplaySession
from gymbrowser.data.episodes import Episode
from gymbrowser.data.sessions import Session
from gymbrowser.data.trajectory import step_count
from gymbrowser.errors import GymbrowserError, UserError
from gymbrowser.referee import require_fit
from gymbrowser.replay.sound import read_sound, sound_of
from gymbrowser.replay.tape import tape_of
from gymbrowser.store.site import Site, read_site

_MOST_PROBLEMS = 20
"""Strangers decide how many there are."""


@dataclass(frozen=True)
class Material:
    """All that a session is replayed from."""

    session: Session
    site: Site
    """In the version of `head.site`."""
    head: ReplaySession

    def tape(self, index: int) -> ReplayEpisode:
        """One of its episodes.

        Raises:
            GymbrowserError: It is damaged.
        """
        episode = self.session.episodes[index]
        tape = tape_of(self.session, episode, self.site.manifest)
        return tape.model_copy(update={"sound": sound_of(self.session, episode)})

    def sound(self, number: int) -> tuple[str, bytes] | None:
        """A recording of the session: its media type and its bytes; see `read_sound`."""
        return read_sound(self.session, number)


def gather(session: Session, site: Path | None = None) -> Material:
    """Hold a session against its site.

    Args:
        session: What was recorded.
        site: The folder that `build` wrote; None: `build/<the session's experiment>`.

    Raises:
        UserError: It has no episodes; or the folder is no site, or does not have the version that
            recorded them.
        GymbrowserError: Every episode is damaged.
    """
    if not session.episodes:
        problem = session.problems[0] if session.problems else "Nobody has played in it."
        raise UserError(f"Session {session.id} has no episode that could be replayed.", why=problem)
    header = session.episodes[0].header
    # A stranger wrote the name: it is one of a folder, and no way to another.
    folder = site or Path("build") / Path(header.experiment).name
    built = _version_of(session, folder)
    heads = [_head(session, episode, built) for episode in session.episodes]
    if all(head.why is not None for head in heads):
        raise GymbrowserError(
            f"No episode of session {session.id} can be replayed",
            why=f"{_place(heads[0])}: {heads[0].why}.",
            remedy="`gymbrowser data check` says what is missing or wrong.",
        )
    head = ReplaySession(
        id=session.id,
        experiment=header.experiment,
        mode=session.mode,
        site=built.version.name,
        simulated=any(visit.simulated for visit in session.visits),
        episodes=heads,
        problems=list(session.problems[:_MOST_PROBLEMS]),
    )
    return Material(session, built, head)


def index_of(materials: Sequence[Material], wanted: str | None = None) -> ReplayIndex:
    """What the page begins with.

    Args:
        materials: One session, or two.
        wanted: `GAME` or `GAME/NUMBER`, counted from 0: the episode to begin with. None: the first
            one that can be replayed.

    Raises:
        UserError: A session has no such episode.
    """
    first = [_position(material.head, wanted) for material in materials]
    return ReplayIndex(sessions=[material.head for material in materials], first=first)


def _version_of(session: Session, folder: Path) -> Site:
    """The version of the newest episodes that the site has: others can't be replayed beside them.

    Raises:
        UserError: It has none of them.
    """
    newest = read_site(folder)
    recorded = list(dict.fromkeys(episode.header.site for episode in session.episodes))
    for version in reversed(recorded):
        if (folder / "v" / version).is_dir():
            return read_site(folder, version)
    raise UserError(
        f"Session {session.id[:8]} was recorded by another version of the site.",
        why=f"It was version {recorded[-1][:8]}; {folder} has {newest.version.name[:8]} and the "
        "versions that were built into it before.",
        remedy="Name the site that was played with --site, or build the study of that time again.",
    )


def _head(session: Session, episode: Episode, site: Site) -> ReplayHead:
    start = episode.start
    return ReplayHead(
        step=start.step,
        attempt=start.attempt,
        episode=start.episode,
        practice=start.practice,
        steps=step_count(episode),
        why=_obstacle(session, episode, site),
    )


def _obstacle(session: Session, episode: Episode, site: Site) -> str | None:
    version = episode.header.site
    if version != site.version.name:
        return f"it was recorded by the version {version[:8]} of the site"
    try:
        require_fit(episode, site.manifest)
        tape_of(session, episode, site.manifest)
    except GymbrowserError as error:
        return error.problems[0].what
    return None


def _position(head: ReplaySession, wanted: str | None) -> int:
    """Of several attempts at one episode, the last one's."""
    game, _, number = (wanted or "").partition("/")
    fitting = [
        index
        for index, one in enumerate(head.episodes)
        if (wanted is None or one.step == game) and (not number or str(one.episode) == number)
    ]
    if not fitting:
        known = ", ".join(dict.fromkeys(f"{one.step}/{one.episode}" for one in head.episodes))
        raise UserError(
            f"Session {head.id[:8]} has no episode `{wanted}`.",
            why=f"It has: {known[:500]}.",
            remedy="Write GAME/NUMBER; the first episode of a game is 0.",
        )
    able = [index for index in fitting if head.episodes[index].why is None]
    if not able:
        chosen = head.episodes[fitting[0]]
        raise UserError(f"{_place(chosen)} can't be replayed: {chosen.why}.")
    return able[-1] if number else able[0]


def _place(head: ReplayHead) -> str:
    return f"{head.step}, attempt {head.attempt}, episode {head.episode}"
