"""Runs a session's episodes again, and judges whether they come out as they were recorded.

Each is held against the version of the site that it was recorded by, in that version's own locked
Pyodide under Node. Natively it can be done beside, as a second opinion.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gymbrowser.contract.manifest import Manifest
from gymbrowser.contract.steps import GameStep
from gymbrowser.data.columns import DamageError
from gymbrowser.data.episodes import Episode
from gymbrowser.data.sessions import Session
from gymbrowser.differences import Difference
from gymbrowser.environment.native import NativePython
from gymbrowser.errors import GymbrowserError
from gymbrowser.parity import Comparison, compare_natively, comparison_of
from gymbrowser.rerun_jobs import Recorded, job_line, numbered_agents
from gymbrowser.rerunner import NoStartError, Rerunner, RerunnerDiedError, require_start
from gymbrowser.store.site import read_site

type PythonOf = Callable[[str], NativePython]
"""The native Python of a version of the site."""


@dataclass(frozen=True)
class Native:
    """The second opinion, of this machine's own arithmetic."""

    first_difference: Difference | None = None
    drift: float = 0.0
    """Largest absolute difference of any recorded observation or reward."""
    why: str | None = None
    """Why there is none."""


@dataclass(frozen=True)
class Verdict:
    """What became of one episode."""

    session: str
    step: str
    attempt: int
    episode: int
    steps: int
    """Environment steps."""
    state: Literal["equal", "different", "not_run"]
    first_difference: Difference | None = None
    other_actions: int | None = None
    """How often a policy chose another action; None where no policy was asked again."""
    why: str | None = None
    """Why it was not run."""
    native: Native | None = None


@dataclass(frozen=True)
class Judged:
    """A session."""

    verdicts: list[Verdict]
    is_damaged: bool
    """Something of it is missing or wrong: perhaps episodes that nobody could judge."""


class Referee:
    """Judges one session after the other, in a process for the version of the episode before.

    Args:
        site: The folder that `build` wrote.
        python_of: For a second opinion, natively; None: without one.
    """

    def __init__(self, site: Path, python_of: PythonOf | None) -> None:
        self._site = site
        self._python_of = python_of
        self._rerunner: Rerunner | None = None
        self._version = ""
        self._manifests: dict[str, Manifest] = {}

    def __enter__(self) -> "Referee":
        return self

    def __exit__(self, *_: object) -> None:
        if self._rerunner is not None:
            self._rerunner.close()

    def judge(self, session: Session) -> Judged:
        """A verdict for each of its episodes.

        Raises:
            NoStartError: The site's Python can't be started.
        """
        verdicts = [self._judge(session.id, episode) for episode in session.episodes]
        return Judged(verdicts, is_damaged=bool(session.problems))

    def _judge(self, session: str, episode: Episode) -> Verdict:
        version = episode.header.site
        if not (self._site / "v" / version).is_dir():
            why = f"it was recorded by the version {version[:8]}, which is not in the site"
            return _not_run(session, episode, why)
        try:
            recorded = Recorded.of(episode)
            require_fit(episode, self._manifest(version))
            comparison = self._compare(recorded, version)
        except NoStartError:
            raise
        except GymbrowserError as error:
            return _not_run(session, episode, _said(error))
        native = self._natively(recorded, version)
        return _verdict(session, episode, comparison, native)

    def _manifest(self, version: str) -> Manifest:
        if version not in self._manifests:
            self._manifests[version] = read_site(self._site, version).manifest
        return self._manifests[version]

    def _compare(self, recorded: Recorded, version: str) -> Comparison:
        numbered = numbered_agents(self._manifest(version))
        if self._rerunner is None or self._version != version:
            self.__exit__()
            self._rerunner, self._version = Rerunner(self._site, version), version
        try:
            result = self._rerunner.rerun(job_line(recorded, numbered))
        except RerunnerDiedError:
            require_start(self._site, version)
            raise
        return comparison_of(recorded, result, numbered)

    def _natively(self, recorded: Recorded, version: str) -> Native | None:
        if self._python_of is None:
            return None
        python = self._python_of(version)
        try:
            [one] = compare_natively(self._site, python, [recorded], version)
        except GymbrowserError as error:
            return Native(why=_said(error))
        return Native(one.first_difference, one.drift)


def require_fit(episode: Episode, manifest: Manifest) -> None:
    """A stranger's record may speak of any game: it is only run where it is the site's.

    Raises:
        DamageError: It is not.
    """
    start = episode.start
    games = {step.id: step for step in manifest.steps if isinstance(step, GameStep)}
    if start.step not in games:
        raise DamageError(f"the site has no game '{start.step[:80]}'")
    expected = {
        name: (agent.layout.action, agent.recorded.layout, agent.layout.output)
        for name, agent in games[start.step].agents.items()
    }
    said = {
        name: (layout.action, layout.observation, layout.output)
        for name, layout in episode.header.layouts[start.step].items()
    }
    if said != expected or start.observation.keys() != expected.keys():
        raise DamageError("its agents, or their layouts, are not the site's")


def _verdict(
    session: str, episode: Episode, comparison: Comparison, native: Native | None
) -> Verdict:
    start = episode.start
    return Verdict(
        session,
        start.step,
        start.attempt,
        start.episode,
        comparison.steps,
        "equal" if comparison.first_difference is None else "different",
        comparison.first_difference,
        comparison.other_actions,
        native=native,
    )


def _not_run(session: str, episode: Episode, why: str) -> Verdict:
    start = episode.start
    return Verdict(session, start.step, start.attempt, start.episode, 0, "not_run", why=why)


def _said(error: GymbrowserError) -> str:
    """What happened, and of a traceback its last line."""
    [problem] = error.problems
    lines = (problem.quote or "").strip().splitlines()
    said = f"{problem.what}: {lines[-1].strip()}" if lines else problem.what
    died = isinstance(error, RerunnerDiedError)
    return f"{said} (its process ended)" if died else said
