"""Does an episode come out the same when it is run again from its seed and actions?

The judge is the site's own locked Pyodide under Node, whose arithmetic is that of the participant's
browser: there every number must be equal, bit for bit. Native CPython is a second opinion: its libm
differs, so it reports the first difference and how far the numbers drift apart.
"""

import base64
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gymbrowser import resources
from gymbrowser.contract.manifest import GameStep, Manifest
from gymbrowser.contract.wire import Layout
from gymbrowser.data.columns import Value, unpack
from gymbrowser.data.sessions import Episode
from gymbrowser.data.trajectory import Trajectory, decode
from gymbrowser.errors import GymbrowserError
from gymbrowser.node import node_executable
from gymbrowser.store.site import read_site


@dataclass(frozen=True)
class Recorded:
    """One agent's episode as it was recorded."""

    step: str
    episode: int
    seed: int
    observation: Layout
    trajectory: Trajectory

    @classmethod
    def of(cls, episode: Episode) -> "Recorded":
        """The only agent of an episode.

        Raises:
            DamageError: The episode is not whole.
        """
        ((agent, trajectory),) = decode(episode).agents.items()
        layout = episode.header.layouts[episode.start.step][agent].observation
        start = episode.start
        return cls(start.step, start.episode, start.seed, layout, trajectory)


@dataclass(frozen=True)
class Difference:
    """The first number that is not the same."""

    field: str
    index: int
    """Environment step; for observations 0 is what `reset` gave."""


@dataclass(frozen=True)
class Comparison:
    """A recorded episode beside its rerun."""

    recorded: Recorded
    steps: int
    first_difference: Difference | None
    """None: equal bit for bit."""
    drift: float
    """Largest absolute difference of any observation or reward."""
    other_actions: int | None
    """Steps at which the policy chose another action; None where no policy acted."""


def compare_in_pyodide(site: Path, episodes: Sequence[Recorded]) -> list[Comparison]:
    """Run episodes again in the site's own Pyodide and ONNX Runtime, under Node.

    Args:
        site: The folder that `build` wrote.
        episodes: In any order.

    Raises:
        GymbrowserError: The rerun failed.
    """
    command = [str(node_executable()), str(resources.bundles() / "rerun.mjs"), str(site)]
    return _compare(episodes, _run(command, episodes))


def compare_natively(
    site: Path, sources: Iterable[Path], episodes: Sequence[Recorded]
) -> list[Comparison]:
    """Run episodes again in this machine's own Python.

    Args:
        site: The folder that `build` wrote.
        sources: The author's folders of Python.
        episodes: In any order.

    Raises:
        GymbrowserError: The rerun failed.
    """
    manifest = read_site(site).manifest
    with tempfile.TemporaryDirectory() as folder:
        specs = Path(folder, "specs.json")
        specs.write_text(json.dumps(_native_specs(manifest, sources)), encoding="utf-8")
        command = [sys.executable, "-P", "-m", "gymbrowser.environment.rerun", str(specs)]
        return _compare(episodes, _run(command, episodes))


def _native_specs(manifest: Manifest, sources: Iterable[Path]) -> dict[str, Any]:
    environment = manifest.environment.model_dump(include={"gym_id", "entry_point", "kwargs"})
    games = [step for step in manifest.steps if isinstance(step, GameStep)]
    return {
        "sources": [str(source.resolve()) for source in sources],
        "games": {
            game.id: {
                **environment,
                "render_mode": None,  # nothing is drawn
                "draw": None,
                "agents": {n: a.layout.model_dump() for n, a in game.agents.items()},
            }
            for game in games
        },
    }


def _run(command: list[str], episodes: Sequence[Recorded]) -> list[dict[str, Any]]:
    jobs = "".join(json.dumps(_job(episode)) + "\n" for episode in episodes)
    done = subprocess.run(command, input=jobs, capture_output=True, text=True, check=False)
    results = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode != 0 or len(results) != len(episodes):
        raise GymbrowserError(
            f"the rerun stopped after {len(results)} of {len(episodes)} episodes",
            quote=done.stderr[-4000:],
        )
    return results


def _job(episode: Recorded) -> dict[str, Any]:
    uniforms = episode.trajectory.uniforms
    return {
        "step": episode.step,
        "seed": episode.seed,
        "actions": _array(episode.trajectory.actions).tolist(),
        "uniforms": [None if np.isnan(number) else float(number) for number in uniforms],
    }


def _compare(episodes: Sequence[Recorded], results: list[dict[str, Any]]) -> list[Comparison]:
    return [_comparison(*pair) for pair in zip(episodes, results, strict=True)]


def _comparison(recorded: Recorded, result: dict[str, Any]) -> Comparison:
    trajectory = recorded.trajectory
    steps = len(trajectory.rewards)
    packed = base64.b64decode(result["observation0"]) + base64.b64decode(result["observations"])
    text = base64.b64encode(packed).decode()
    again = unpack(text, recorded.observation, steps + 1, "observations")
    pairs: list[tuple[str, NDArray[Any], NDArray[Any]]] = [
        *_observation_pairs(trajectory.observations, again),
        ("reward", trajectory.rewards, _from_base64(result["rewards"], "<f8")),
        ("terminated", trajectory.terminated, _from_base64(result["terminated"], "|b1")),
        ("truncated", trajectory.truncated, _from_base64(result["truncated"], "|b1")),
    ]
    differences = [found for found in (_difference(*pair) for pair in pairs) if found]
    return Comparison(
        recorded=recorded,
        steps=steps,
        first_difference=min(differences, key=lambda found: found.index, default=None),
        drift=max(_drift(ours, theirs) for _, ours, theirs in pairs),
        other_actions=_other_actions(recorded, result),
    )


def _observation_pairs(ours: Value, theirs: Value) -> list[tuple[str, NDArray[Any], NDArray[Any]]]:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return [(f"observation {name}", ours[name], theirs[name]) for name in ours]
    return [("observation", _array(ours), _array(theirs))]


def _difference(field: str, ours: NDArray[Any], theirs: NDArray[Any]) -> Difference | None:
    """Compares bytes, so that NaNs and signed zeros count as what they are."""
    for index, (a, b) in enumerate(zip(ours, theirs, strict=True)):
        if a.tobytes() != b.tobytes():
            return Difference(field, index)
    return None


def _drift(ours: NDArray[Any], theirs: NDArray[Any]) -> float:
    if ours.size == 0:
        return 0.0
    return float(np.max(np.abs(ours.astype(np.float64) - theirs.astype(np.float64))))


def _other_actions(recorded: Recorded, result: dict[str, Any]) -> int | None:
    by_policy = recorded.trajectory.sources == "policy"
    chosen = result.get("actions")
    if not chosen or not by_policy.any():
        return None
    intended = _array(recorded.trajectory.intended)
    return int(np.count_nonzero((intended != np.array(chosen)) & by_policy))


def _from_base64(text: str, dtype: str) -> NDArray[Any]:
    return np.frombuffer(base64.b64decode(text), dtype)


def _array(value: Value) -> NDArray[Any]:
    if isinstance(value, dict):
        raise GymbrowserError("an action of several parts cannot be run again yet")
    return value
