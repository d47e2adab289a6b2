"""Watching a study: pull what is new, count, show, wait."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from gymbrowser.config import Experiment
from gymbrowser.config.load import Which
from gymbrowser.contract.wire import Mode
from gymbrowser.data.pull import Pulled, pull
from gymbrowser.errors import GymbrowserError
from gymbrowser.watch.model import Standing
from gymbrowser.watch.sessions import Sessions
from gymbrowser.watch.standing import (
    by_level,
    count,
    expiry_of,
    is_closed,
    outcomes_of,
    results_of,
    states_of,
)

type Fetch = Callable[[], Pulled]
"""Brings the folder up to date."""


@dataclass(frozen=True)
class Watched:
    """What is watched, and how."""

    experiment: str
    mode: Mode
    folder: Path
    """Chunks are pulled to it: it may be one that `gymbrowser data pull` fills."""
    site: Path
    """The built site: until when it may upload, and whether the study is closed."""
    idle: timedelta
    """After so long without a record a session without an end counts as abandoned."""
    fetch: Fetch
    unblind: bool = False
    """Show what came of the games by condition although the study is open."""

    @property
    def shows_results(self) -> bool:
        """Whether nobody is influenced any more by what is seen, or it is insisted on."""
        return self.unblind or is_closed(self.site)

    def sessions(self) -> Sessions:
        """Nothing is read yet."""
        return Sessions(self.folder, self.mode, with_results=self.shows_results)

    @classmethod
    def of(
        cls,
        study: Experiment,
        mode: Mode,
        folder: Path,
        site: Path,
        *,
        idle: timedelta,
        unblind: bool = False,
        profile: str | None = None,
        which: Which = "first",
    ) -> "Watched":
        """A study whose records are in the bucket that exp.yml names.

        Raises:
            UserError: It names none.
        """
        place = study.s3(which)

        def fetch() -> Pulled:
            return pull(
                place.bucket,
                prefix=place.prefix,
                mode=mode,
                into=folder,
                identities=False,
                profile=profile,
            )

        return cls(study.config.id, mode, folder, site, idle, fetch, unblind)


def watch(
    watched: Watched,
    show: Callable[[Standing, str | None], None],
    clock: Callable[[], datetime],
    wait: Callable[[], None],
) -> None:
    """Look, show, wait, for ever. What has not changed is not read again.

    Args:
        watched: The study.
        show: Told how it stands; and why the latest look failed, where one did.
        clock: The time, with its zone.
        wait: Called between two looks; what it raises ends the watch.

    Raises:
        UserError: At the first look: credentials, permissions or the bucket's name are wrong.
        GymbrowserError: At the first look: the service failed or can't be reached.
    """
    sessions = watched.sessions()
    standing = look(watched, sessions, clock())
    trouble = None
    while True:
        show(standing, trouble)
        wait()
        if sessions.with_results != watched.shows_results:
            sessions = watched.sessions()
        try:
            standing, trouble = look(watched, sessions, clock()), None
        except GymbrowserError as error:
            trouble = error.problems[0].what


def look(watched: Watched, sessions: Sessions, now: datetime) -> Standing:
    """One look; see `watch`."""
    pulled = watched.fetch()
    sessions.refresh()
    seen = sessions.seen
    states = states_of(seen, now, watched.idle)
    return Standing(
        experiment=watched.experiment,
        mode=watched.mode,
        at=now,
        total=count(states.values()),
        outcomes=outcomes_of(seen.values()),
        levels=by_level(seen, states),
        errors=sum(one.has_errors for one in seen.values()),
        # Of a session that goes on, chunks arrive in any order: what is missing may be on its way.
        damaged=sum(one.is_damaged and states[name] != "active" for name, one in seen.items()),
        quarantined=len(pulled.quarantined),
        to_erase=sessions.to_erase,
        expiry=expiry_of(watched.site),
        results=results_of(seen.values()) if sessions.with_results else None,
    )
