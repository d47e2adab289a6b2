"""Does an episode come out the same when it is run again from its seed and actions?

The judge is the site's own locked Pyodide under Node, whose arithmetic is that of the participant's
browser: there every number must be equal, bit for bit. Native CPython is a second opinion: its libm
differs, so it reports the first difference and how far the numbers drift apart.

The rerun records as the session did: so an observation of which only the SHA-256 was recorded is
compared by that, and one that was not recorded is not compared.
"""

import base64
import json
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from gymbrowser import resources
from gymbrowser.contract.manifest import Manifest, PythonPolicy
from gymbrowser.contract.steps import GameStep
from gymbrowser.contract.wire import Layout
from gymbrowser.data.columns import Value, packed_rows
from gymbrowser.data.episodes import Episode
from gymbrowser.data.trajectory import Trajectory, decode, info_texts
from gymbrowser.differences import Difference, drift, first_difference, other_info, pairs
from gymbrowser.environment.native import NativePython, TimeLimitError
from gymbrowser.errors import GymbrowserError
from gymbrowser.node import node_executable
from gymbrowser.store.site import read_site

_START_S = 30.0
_STEP_S = 0.1
"""A native step that takes longer is not playable in the browser either."""
_QUOTE = 4_000
"""So many characters of a process's last words."""

type _Action = int | str
"""One of a Discrete space; or else its packed row in base64."""
type Numbered = frozenset[tuple[str, str]]
"""Game step and agent, of those whose action space is Discrete."""


@dataclass(frozen=True)
class RecordedAgent:
    """What one agent of an episode saw and did."""

    observation: Layout
    """Of the observations as they were recorded."""
    action: Layout
    actor: str
    """Who acted; of a population the one that was drawn."""
    policy_seed: int | None
    """What its Python policy was reset with."""
    trajectory: Trajectory


@dataclass(frozen=True)
class Recorded:
    """An episode as it was recorded."""

    step: str
    episode: int
    seed: int
    agents: Mapping[str, RecordedAgent]
    infos: tuple[str | None, ...] | None = None
    """Exact JSON: what `reset` gave, then what each step gave, None where that was empty. None in
    place of all: they are not compared."""

    @classmethod
    def of(cls, episode: Episode) -> "Recorded":
        """An episode with all its agents.

        Raises:
            DamageError: The episode is not whole.
        """
        decoded = decode(episode)
        start, layouts = episode.start, episode.header.layouts[episode.start.step]
        agents = {
            agent: RecordedAgent(
                observation=layouts[agent].observation,
                action=layouts[agent].action,
                actor=start.actors[agent],
                policy_seed=start.policy_seeds.get(agent),
                trajectory=trajectory,
            )
            for agent, trajectory in decoded.agents.items()
        }
        infos = (start.info, *info_texts(episode))
        return cls(start.step, start.episode, start.seed, agents, infos)

    @property
    def steps(self) -> int:
        """How many environment steps it has."""
        return max(len(agent.trajectory.rewards) for agent in self.agents.values())


@dataclass(frozen=True)
class Comparison:
    """A recorded episode beside its rerun."""

    recorded: Recorded
    steps: int
    first_difference: Difference | None
    """None: equal bit for bit."""
    drift: float
    """Largest absolute difference of any recorded observation or reward."""
    other_actions: int | None
    """How often a policy chose another action; None where no policy was asked again."""


def compare_in_pyodide(site: Path, episodes: Sequence[Recorded]) -> list[Comparison]:
    """Run episodes again in the site's own Pyodide and ONNX Runtime, under Node.

    Args:
        site: The folder that `build` wrote.
        episodes: In any order.

    Raises:
        GymbrowserError: The rerun failed.
    """
    command = [str(node_executable()), str(resources.bundles() / "rerun.mjs"), str(site)]
    numbered = numbered_agents(read_site(site).manifest)
    jobs = _jobs(episodes, numbered)
    done = subprocess.run(command, input=jobs, capture_output=True, text=True, check=False)
    return _compare(episodes, _results(done.stdout, done, episodes), numbered)


def compare_natively(
    site: Path, python: NativePython, episodes: Sequence[Recorded], version: str | None = None
) -> list[Comparison]:
    """Run episodes again in this machine's own Python, without their ONNX policies.

    Args:
        site: The folder that `build` wrote.
        python: Has the site's modules.
        episodes: In any order.
        version: Of a folder below `v/`; None: the version that the page names.

    Raises:
        GymbrowserError: The rerun failed.
    """
    manifest = read_site(site, version).manifest
    numbered = numbered_agents(manifest)
    policies = {
        name: policy.model_dump(include={"entry_point", "kwargs"})
        for name, policy in manifest.policies.items()
        if isinstance(policy, PythonPolicy)
    }
    with tempfile.TemporaryDirectory() as folder:
        specs, results = Path(folder, "specs.json"), Path(folder, "results.jsonl")
        specs.write_text(json.dumps(_native_specs(manifest, policies)), encoding="utf-8")
        limit_s = _START_S + _STEP_S * sum(each.steps for each in episodes)
        try:
            done = python.run(
                "gymbrowser.environment.rerun",
                str(specs),
                str(results),
                stdin=_jobs(episodes, numbered),
                timeout_s=limit_s,
            )
        except TimeLimitError as error:
            what = f"the rerun did not end within {limit_s:.0f} s"
            raise GymbrowserError(what, quote=error.stack[:_QUOTE] or None) from error
        text = results.read_text(encoding="utf-8") if results.exists() else ""
        return _compare(episodes, _results(text, done, episodes), numbered)


def _native_specs(manifest: Manifest, policies: Mapping[str, Any]) -> dict[str, Any]:
    environment = manifest.environment.model_dump(include={"gym_id", "entry_point", "kwargs"})
    games = [step for step in manifest.steps if isinstance(step, GameStep)]
    return {
        game.id: {
            **environment,
            "render_mode": None,  # nothing is drawn
            "draw": None,
            "agents": {n: a.layout.model_dump() for n, a in game.agents.items()},
            # A hook may have taught them something.
            "policies": policies if game.hook is None else {},
        }
        for game in games
    }


def numbered_agents(manifest: Manifest) -> Numbered:
    """Those of a site whose actions are numbers."""
    games = [step for step in manifest.steps if isinstance(step, GameStep)]
    return frozenset(
        (game.id, name)
        for game in games
        for name, agent in game.agents.items()
        if agent.action_space is not None
    )


def _jobs(episodes: Sequence[Recorded], numbered: Numbered) -> str:
    return "".join(job_line(episode, numbered) for episode in episodes)


def _results(
    text: str, done: subprocess.CompletedProcess[str], episodes: Sequence[Recorded]
) -> list[dict[str, Any]]:
    results = [json.loads(line) for line in text.split("\n")[:-1]]  # the last may be cut off
    if done.returncode != 0 or len(results) != len(episodes):
        raise GymbrowserError(
            f"the rerun stopped after {len(results)} of {len(episodes)} episodes",
            quote=done.stderr[-_QUOTE:],
        )
    return results


def job_line(episode: Recorded, numbered: Numbered) -> str:
    """What a rerun reads of an episode: a line of JSON."""
    agents = {
        name: _agent_job(agent, is_number=(episode.step, name) in numbered)
        for name, agent in episode.agents.items()
    }
    job = {"step": episode.step, "seed": episode.seed, "agents": agents}
    return f"{json.dumps(job)}\n"


def _agent_job(agent: RecordedAgent, *, is_number: bool) -> dict[str, Any]:
    return {
        "actions": actions_of(agent.trajectory.actions, agent.action, is_number=is_number),
        "uniforms": _drawn(agent.trajectory.uniforms),
        "asked": (agent.trajectory.sources == "policy").tolist(),
        "actor": agent.actor,
        "policy_seed": agent.policy_seed,
        "recorded": {
            "rule": agent.trajectory.rule.model_dump(),
            "layout": [field.model_dump() for field in agent.observation],
        },
    }


def _drawn(uniforms: NDArray[np.float64]) -> list[Any]:
    """Null for NaN, which JSON does not have."""
    drawn = uniforms.astype(object)
    drawn[np.isnan(uniforms)] = None
    return cast("list[Any]", drawn.tolist())


def _compare(
    episodes: Sequence[Recorded], results: list[dict[str, Any]], numbered: Numbered
) -> list[Comparison]:
    return [comparison_of(*pair, numbered) for pair in zip(episodes, results, strict=True)]


def comparison_of(recorded: Recorded, result: dict[str, Any], numbered: Numbered) -> Comparison:
    """Hold a line of a rerun against the record.

    Raises:
        GymbrowserError: The environment or a policy failed in the rerun.
    """
    if "error" in result:
        raise GymbrowserError(
            f"episode {recorded.episode} of `{recorded.step}` could not be run again",
            quote=result["error"][-_QUOTE:],
        )
    results = result["agents"]
    compared = [
        (agent, pair)
        for agent, one in recorded.agents.items()
        for pair in pairs(one.trajectory, one.observation, results[agent])
    ]
    differences = [found for found in (first_difference(*each) for each in compared) if found]
    if recorded.infos is not None:
        differences += other_info(recorded.infos, result["infos"])
    return Comparison(
        recorded=recorded,
        steps=recorded.steps,
        first_difference=min(differences, key=lambda found: found.index, default=None),
        drift=max(drift(pair) for _, pair in compared),
        other_actions=_other_actions(recorded, results, numbered),
    )


def _other_actions(recorded: Recorded, results: dict[str, Any], numbered: Numbered) -> int | None:
    counts = [
        _others(agent, results[name].get("actions"), is_number=(recorded.step, name) in numbered)
        for name, agent in recorded.agents.items()
    ]
    asked = [count for count in counts if count is not None]
    return sum(asked) if asked else None


def _others(
    agent: RecordedAgent, chosen: list[_Action | None] | None, *, is_number: bool
) -> int | None:
    by_policy = agent.trajectory.sources == "policy"
    if not chosen or not by_policy.any():
        return None
    intended = actions_of(agent.trajectory.intended, agent.action, is_number=is_number)
    choices = zip(intended, chosen, by_policy.tolist(), strict=True)
    return sum(1 for ours, theirs, asked in choices if asked and ours != theirs)


def actions_of(value: Value, layout: Layout, *, is_number: bool) -> list[_Action]:
    """As `step` takes them: numbers of a Discrete space, or else packed rows in base64."""
    if not is_number:
        return [base64.b64encode(row).decode() for row in packed_rows(value, layout)]
    assert not isinstance(value, dict)
    return cast("list[_Action]", value.tolist())
