"""What a rerun is told of a recorded episode: a line of JSON, with its seeds and its actions."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from gymbrowser.contract.manifest import Manifest
from gymbrowser.contract.steps import GameStep
from gymbrowser.contract.wire import Layout
from gymbrowser.data.columns import Value, packed_rows
from gymbrowser.data.episodes import Episode
from gymbrowser.data.trajectory import Trajectory, decode, info_texts

type Action = int | str
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


def numbered_agents(manifest: Manifest) -> Numbered:
    """Those of a site whose actions are numbers."""
    games = [step for step in manifest.steps if isinstance(step, GameStep)]
    return frozenset(
        (game.id, name)
        for game in games
        for name, agent in game.agents.items()
        if agent.action_space is not None
    )


def job_line(episode: Recorded, numbered: Numbered) -> str:
    """What a rerun reads of an episode: a line of JSON."""
    agents = {
        name: _agent_job(agent, is_number=(episode.step, name) in numbered)
        for name, agent in episode.agents.items()
    }
    job = {"step": episode.step, "seed": episode.seed, "agents": agents}
    return f"{json.dumps(job)}\n"


def _agent_job(agent: RecordedAgent, *, is_number: bool) -> dict[str, Any]:
    trajectory, steps = agent.trajectory, len(agent.trajectory.rewards)
    return {
        "actions": actions_of(trajectory.actions, agent.action, steps, is_number=is_number),
        "uniforms": _drawn(trajectory.uniforms),
        "asked": (trajectory.sources == "policy").tolist(),
        "actor": agent.actor,
        "policy_seed": agent.policy_seed,
        "recorded": {
            "rule": trajectory.rule.model_dump(),
            "layout": [field.model_dump() for field in agent.observation],
        },
    }


def _drawn(uniforms: NDArray[np.float64]) -> list[Any]:
    """Null for NaN, which JSON does not have."""
    drawn = uniforms.astype(object)
    drawn[np.isnan(uniforms)] = None
    return cast("list[Any]", drawn.tolist())


def actions_of(value: Value, layout: Layout, steps: int, *, is_number: bool) -> list[Action]:
    """As `step` takes them: numbers of a Discrete space, or else packed rows in base64."""
    if not is_number:
        return [base64.b64encode(row).decode() for row in packed_rows(value, layout, steps)]
    assert not isinstance(value, dict)
    return cast("list[Action]", value.tolist())
