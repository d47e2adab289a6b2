"""From an episode to rows: of its agents, its steps, its observations, and the person's inputs."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gymbrowser.contract.wire import AgentLayout, Layout
from gymbrowser.data.columns import DamageError, Value
from gymbrowser.data.episodes import Episode
from gymbrowser.data.inputs import Inputs, decode_inputs
from gymbrowser.data.sums import name_of, wrong_sums
from gymbrowser.data.tables.batch import Batch, Values
from gymbrowser.data.tables.schema import Table
from gymbrowser.data.trajectory import Decoded, Trajectory, decode, info_texts, step_count, sum_of

_ROOM_BYTES = 16 * 1024 * 1024
"""Of observations that are made into float64 at once: those of pixels grow eightfold."""

type Tables = Mapping[str, Table]
type Same = Mapping[str, Any]


@dataclass(frozen=True)
class Played:
    """An episode, decoded if it can be."""

    episode: Episode
    decoded: tuple[Decoded, Inputs] | None
    problems: tuple[str, ...]
    """What is wrong with it, in sentences."""
    interrupted: bool = False
    """By a reload, so that it has no end."""

    @property
    def reason(self) -> str | None:
        """What ended it; None: the session broke off."""
        if self.episode.end is not None:
            return self.episode.end.reason
        return "reload" if self.interrupted else None

    @classmethod
    def of(cls, episode: Episode, *, interrupted: bool = False) -> "Played":
        """Decode it."""
        try:
            decoded, inputs = decode(episode), decode_inputs(episode)
        except DamageError as damage:
            return cls(episode, None, (f"{name_of(episode)}: {damage}.",), interrupted)
        sums = {agent: sum_of(each.rewards) for agent, each in decoded.agents.items()}
        wrong = tuple(wrong_sums(episode, sums))
        return cls(episode, (decoded, inputs), wrong, interrupted)


def batches_of_game(
    played: Played, started: float | None, same: Same, known: Tables, *, public: bool = False
) -> Iterator[Batch]:
    """All rows of an episode. One that is damaged has rows in `episodes` alone, and says why.

    Args:
        played: The episode.
        started: When the session began: ms since 1970.
        same: The columns that all rows of the session have.
        known: Name to table.
        public: Without what a person wrote: where an action may be a text, the infos may repeat it.
    """
    episode, start = played.episode, played.episode.start
    here = {**same, "step": start.step, "attempt": start.attempt, "episode": start.episode}
    yield Batch.of_rows(known["episodes"], here, list(_episode_rows(played, started)))
    if played.decoded is None:
        return
    decoded, inputs = played.decoded
    layouts = episode.header.layouts[start.step]
    infos = info_texts(episode)
    if public and any(_texts(layouts[agent].action) for agent in decoded.agents):
        infos = [None] * len(infos)
    for agent, trajectory in decoded.agents.items():
        of_agent = {**here, "agent": agent}
        layout = layouts[agent]
        columns = _step_columns(decoded, trajectory, layout, infos)
        yield Batch(known["steps"], len(decoded.due), of_agent, columns)
        yield from _observations(trajectory, layout.observation, of_agent, known["observations"])
    yield Batch(known["inputs"], len(inputs.kinds), here, _input_columns(inputs))


def _episode_rows(played: Played, started: float | None) -> Iterator[dict[str, Any]]:
    episode, start, timing = played.episode, played.episode.start, played.episode.timing
    trajectories = played.decoded[0].agents if played.decoded else {}
    layouts = episode.header.layouts.get(start.step, {})
    for agent, actor in start.actors.items():
        yield {
            "agent": agent,
            "t_ms": None if started is None else start.t - started,
            "actor": actor,
            "pace": start.pace,
            "practice": start.practice,
            "replayed": start.replayed,
            "seed": start.seed,
            "seed_from": start.seed_from,
            "donor": start.donor,
            "policy_seed": start.policy_seeds.get(agent),
            "steps": step_count(episode),
            "reason": played.reason,
            "episode_return": sum_of(trajectories[agent].rewards)
            if agent in trajectories
            else None,
            "intervals": timing and timing.interval.count,
            "late": timing and timing.late,
            "input_to_paint_p95_ms": timing and timing.input_to_paint.p95,
            "observation_rule": start.recorded[agent].model_dump_json()
            if agent in start.recorded
            else "{}",
            **_layout_columns(layouts.get(agent)),
            "problem": None if played.decoded else " ".join(played.problems),
        }


def _layout_columns(layout: AgentLayout | None) -> dict[str, str]:
    said = layout.model_dump() if layout else {}
    return {
        f"{part}_layout": json.dumps(said.get(part, []), separators=(",", ":"))
        for part in ("observation", "action", "output")
    }


def _step_columns(
    decoded: Decoded, trajectory: Trajectory, layout: AgentLayout, infos: Sequence[str | None]
) -> dict[str, Values]:
    count = len(decoded.due)
    return {
        "index": np.arange(count),
        **_action_columns("action", trajectory.actions, layout.action, count),
        **_action_columns("intended", trajectory.intended, layout.action, count),
        "source": trajectory.sources.tolist(),
        "present": trajectory.present[1:],
        "input_t_ms": trajectory.input_t,
        "reward": trajectory.rewards,
        "terminated": trajectory.terminated,
        "truncated": trajectory.truncated,
        **({"output": _numbers(trajectory.outputs, layout.output, count)} if layout.output else {}),
        "uniform" if trajectory.uniforms.ndim == 1 else "uniform_values": trajectory.uniforms,
        "due_ms": decoded.due,
        "started_ms": decoded.started,
        "stepped_ms": decoded.stepped,
        "drawn_ms": decoded.drawn,
        "painted_ms": decoded.painted,
        "info": infos,
    }


def _action_columns(name: str, value: Value, layout: Layout, count: int) -> dict[str, Values]:
    """A whole number has a column of its own: so it is in most studies."""
    if isinstance(value, np.ndarray) and value.ndim == 1 and layout[0].dtype in _WHOLE:
        return {name: value.astype(np.int64)}
    found: dict[str, Values] = {f"{name}_values": _numbers(value, layout, count)}
    if _texts(layout):
        found[f"{name}_texts"] = _texts_of(value, layout)
    return found


_WHOLE = frozenset({"|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8"})
"""Dtypes whose every value is an int64."""


def _observations(
    trajectory: Trajectory, layout: Layout, same: Same, table: Table
) -> Iterator[Batch]:
    """Those that were recorded, in parts of bounded size; then the hashes of the others."""
    observed, digests = np.flatnonzero(trajectory.observed), trajectory.digests
    elements = max(1, sum(prod(f.shape) for f in layout if f.dtype != "exact"))
    rows = max(1, _ROOM_BYTES // (8 * elements))
    for begin in range(0, len(observed), rows):
        index = observed[begin : begin + rows]
        part = _rows(trajectory.observations, slice(begin, begin + rows))
        columns: dict[str, Values] = {"index": index, "values": _numbers(part, layout, len(index))}
        if _texts(layout):
            columns["texts"] = _texts_of(part, layout)
        if len(digests):
            columns["digest"] = _hexadecimal(digests[index])
        yield Batch(table, len(index), same, columns)
    others = np.flatnonzero(~trajectory.observed)
    if len(digests) and len(others):
        columns = {"index": others, "digest": _hexadecimal(digests[others])}
        yield Batch(table, len(others), same, columns)


def _rows(value: Value, part: slice) -> Value:
    if isinstance(value, dict):
        return {name: array[part] for name, array in value.items()}
    return value[part]


def _texts(layout: Layout) -> list[str]:
    return ["/".join(field.path) for field in layout if field.dtype == "exact"]


def _numbers(value: Value, layout: Layout, count: int) -> NDArray[np.float64]:
    """The elements of all arrays of a fixed size, one array after the other: [count, elements]."""
    arrays = value if isinstance(value, dict) else {"": value}
    parts = [
        arrays["/".join(field.path)].reshape(count, prod(field.shape)).astype(np.float64)
        for field in layout
        if field.dtype != "exact"
    ]
    return np.concatenate([np.empty((count, 0)), *parts], axis=1)


def _texts_of(value: Value, layout: Layout) -> list[list[str]]:
    """The parts of no fixed size, as exact JSON: for each row a list."""
    arrays = value if isinstance(value, dict) else {"": value}
    columns = [arrays[name].tolist() for name in _texts(layout)]
    return [list(row) for row in zip(*columns, strict=True)]


def _hexadecimal(digests: NDArray[np.uint8]) -> list[str]:
    return [row.tobytes().hex() for row in digests]


def _input_columns(inputs: Inputs) -> dict[str, Values]:
    return {
        "after": inputs.after.astype(np.int64),
        "agent": [agent or None for agent in inputs.agents.tolist()],
        "kind": inputs.kinds.tolist(),
        "code": [code or None for code in inputs.codes.tolist()],
        "x": inputs.x,
        "y": inputs.y,
        "event_t_ms": inputs.event_t,
        "received_ms": inputs.received_t,
    }
