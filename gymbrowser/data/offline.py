"""Episodes as Minari datasets, from which offline reinforcement learning learns.

Minari (Younis et al. 2024, https://minari.farama.org) is the Farama Foundation's format of recorded
trajectories. A dataset has one observation space and one action space, so there is one for each
game and agent: `EXPERIMENT/STEP-AGENT-v0`.
"""

import os
import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from gymbrowser.contract.manifest import Manifest
from gymbrowser.contract.steps import Agent, Discrete, GameStep
from gymbrowser.contract.wire import ArrayField, Layout, Mode
from gymbrowser.data.columns import DamageError
from gymbrowser.data.episodes import Episode
from gymbrowser.data.new_folder import new_folder
from gymbrowser.data.sessions import Session, require_folder, scan
from gymbrowser.data.tables.origin import sessions_by_date
from gymbrowser.data.trajectory import Trajectory, decode
from gymbrowser.errors import UserError
from gymbrowser.store.site import read_site

if TYPE_CHECKING:
    from minari import MinariDataset

type _Space = spaces.Space[Any]

_ODD = re.compile(r"[^-\w]+")
"""What the id of a dataset can't have."""


@dataclass(frozen=True)
class ExportedDatasets:
    """What was written."""

    folder: Path
    """To be Minari's: `MINARI_DATASETS_PATH`."""
    mode: Mode
    episodes: Mapping[str, int]
    """Id of a dataset to how many episodes it has."""
    left_out: Mapping[str, int]
    """Why episodes of an agent are in none, and how many."""


def export_minari(
    folder: Path,
    output: Path,
    site: Path,
    mode: Mode = "live",
    *,
    progress: Callable[[], None] = lambda: None,
) -> ExportedDatasets:
    """Write one dataset for each game and agent; one episode is held in memory at a time.

    Observations are those that were recorded, after downsampling if there was one, lossless. A
    Discrete action space is the agent's own; of Boxes only shape and dtype are recorded, so their
    bounds are infinite. An episode's metadata have its seed, and under `options` session, attempt,
    number and actor: nothing that tells who took part. An episode that did not end by itself is
    truncated.

    Args:
        folder: A pulled folder, or the store of `gymbrowser serve`.
        output: A folder that is not there, or empty. It is there whole, or not at all.
        site: The built site, which knows the action spaces.
        mode: Which sessions.
        progress: Called after each session.

    Raises:
        UserError: There is no such folder or site, the output is taken, or Minari is not installed.
        OSError: A file can't be read or written.
    """
    _require_minari()
    require_folder(folder)
    manifest = read_site(site).manifest
    with new_folder(output) as place, _minari_root(place):
        datasets = _Datasets(manifest)
        for _, session in sessions_by_date(scan(folder), mode, identities=False):
            for episode in _of(session, manifest):
                datasets.add(session.id, episode)
            progress()
    return ExportedDatasets(output, mode, dict(datasets.episodes), dict(datasets.left_out))


def space_of(layout: Layout, discrete: Discrete | None = None) -> _Space | None:
    """The space of what a layout packs; None where its values have no fixed size.

    Args:
        layout: Of an observation or an action.
        discrete: What is known of it beyond that.
    """
    if discrete is not None:
        return spaces.Discrete(discrete.n, start=discrete.start)
    if any(array.dtype == "exact" for array in layout):
        return None
    if len(layout) == 1 and not layout[0].path:
        return _box(layout[0])
    return spaces.Dict({"/".join(array.path): _box(array) for array in layout})


def _box(array: ArrayField) -> spaces.Box:
    dtype = np.dtype(array.dtype)
    low, high = (-np.inf, np.inf) if dtype.kind == "f" else _limits(dtype)
    # The dtype is one of NumPy's own; Gymnasium's types know only some of them.
    return spaces.Box(low, high, tuple(array.shape), dtype.type)


def _limits(dtype: np.dtype[Any]) -> tuple[Any, Any]:
    return (0, 1) if dtype.kind == "b" else (np.iinfo(dtype).min, np.iinfo(dtype).max)


def _of(session: Session, manifest: Manifest) -> Iterator[Episode]:
    """Those of the site's own experiment."""
    for episode in session.episodes:
        if episode.header.experiment == manifest.experiment:
            yield episode


@dataclass
class _Datasets:
    """Those that have an episode, by id."""

    manifest: Manifest
    episodes: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    _open: dict[str, "MinariDataset"] = field(default_factory=dict)

    def add(self, session: str, episode: Episode) -> None:
        """An episode, once for each agent of which everything is known."""
        game = _game(self.manifest, episode.start.step)
        if game is None:
            self.left_out["the site has no such game"] += 1
            return
        try:
            agents = decode(episode).agents
        except DamageError:
            self.left_out["something of the episode is missing"] += 1
            return
        for agent, trajectory in agents.items():
            lack = _lack(episode, trajectory)
            known = game.agents.get(agent)
            observed = None if known is None else space_of(known.recorded.layout)
            acted = None if known is None else space_of(known.layout.action, known.action_space)
            if lack is None and (known is None or not _fits(known, episode, agent, trajectory)):
                lack = "the game had other spaces in the version it was played in"
            if lack is None and (observed is None or acted is None):
                lack = "observations or actions have no fixed size"
            if lack is not None:
                self.left_out[lack] += 1
                continue
            name = _ODD.sub("_", f"{game.id}-{agent}")
            dataset = f"{_ODD.sub('_', self.manifest.experiment)}/{name}-v0"
            self._append(dataset, _buffer(session, episode, agent, trajectory), observed, acted)

    def _append(
        self, dataset: str, buffer: Any, observed: _Space | None, acted: _Space | None
    ) -> None:
        import minari

        self.episodes[dataset] += 1
        if dataset in self._open:
            self._open[dataset].update_dataset_from_buffer([buffer])
            return
        with warnings.catch_warnings():
            # It asks for an author, an algorithm, and an environment by its id.
            warnings.simplefilter("ignore", UserWarning)
            self._open[dataset] = minari.create_dataset_from_buffers(
                dataset,
                [buffer],
                observation_space=observed,
                action_space=acted,
                description=f"{self.manifest.title}: recorded by gymbrowser.",
                data_format="arrow",
                jpeg_encoding=False,  # which loses bits
            )


def _game(manifest: Manifest, step: str) -> GameStep | None:
    games = (one for one in manifest.steps if isinstance(one, GameStep))
    return next((game for game in games if game.id == step), None)


def _lack(episode: Episode, trajectory: Trajectory) -> str | None:
    """Why it is no trajectory of Minari's; None if it is one."""
    if not episode.is_over:
        return "the episode has no end"
    if not len(trajectory.rewards):
        return "the episode has no step"
    if not trajectory.observed.all():
        return "not every observation was recorded whole"
    if not trajectory.present.all() or (trajectory.sources == "absent").any():
        return "the agent was not there, or not to act, at every step"
    return None


def _fits(known: Agent, episode: Episode, agent: str, trajectory: Trajectory) -> bool:
    """Whether it had these spaces then: a folder may hold sessions of several versions."""
    layout = episode.header.layouts[episode.start.step][agent]
    if (layout.observation, layout.action) != (known.recorded.layout, known.layout.action):
        return False
    if known.action_space is None:
        return True
    number = cast("NDArray[np.int64]", trajectory.actions) - known.action_space.start
    return bool(((number >= 0) & (number < known.action_space.n)).all())


def _buffer(session: str, episode: Episode, agent: str, trajectory: Trajectory) -> Any:
    """Minari's EpisodeBuffer: T + 1 observations, T of all else."""
    from minari.data_collector import EpisodeBuffer

    terminated, truncated = trajectory.terminated, trajectory.truncated.copy()
    truncated[-1] |= not terminated[-1]
    start = episode.start
    return EpisodeBuffer(
        seed=start.seed,
        options={
            "session": session,
            "attempt": start.attempt,
            "episode": start.episode,
            "actor": start.actors[agent],
        },
        observations=_named(trajectory.observations),
        actions=_named(trajectory.actions),
        rewards=list(trajectory.rewards),
        terminations=list(terminated),
        truncations=list(truncated),
    )


def _named(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else value


def _require_minari() -> None:
    try:
        import minari  # noqa: F401
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise UserError(
            "`--format minari` needs the package minari, which is not installed here.",
            why="With what it needs itself it is large, and nothing else of gymbrowser needs it.",
            remedy="Install gymbrowser[minari], or take --format parquet.",
        ) from error


@contextmanager
def _minari_root(folder: Path) -> Iterator[None]:
    """Minari writes below a folder that the environment of the process names."""
    before = os.environ.get("MINARI_DATASETS_PATH")
    os.environ["MINARI_DATASETS_PATH"] = str(folder)
    try:
        yield
    finally:
        os.environ.pop("MINARI_DATASETS_PATH")
        if before is not None:
            os.environ["MINARI_DATASETS_PATH"] = before
