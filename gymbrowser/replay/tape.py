"""An episode as the page takes it: what to run again, and what must come of it."""

import base64
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gymbrowser.contract.manifest import Manifest
from gymbrowser.contract.replay import ReplayAgent, ReplayEpisode, ReplayInput
from gymbrowser.contract.steps import Recorded as RecordedPart
from gymbrowser.data.columns import packed_rows
from gymbrowser.data.episodes import Episode
from gymbrowser.data.inputs import decode_inputs
from gymbrowser.data.sessions import Session
from gymbrowser.data.trajectory import Decoded, decode, info_texts
from gymbrowser.replay.story import events_of
from gymbrowser.rerun_jobs import actions_of, numbered_agents

LONGEST_WAIT_MS = 1_000.0
"""A longer one between two pictures is shown as this: nobody wants to sit through a pause."""
USUAL_WAIT_MS = 100.0
"""Between pictures where the record knows no times, as in a simulated session."""


def tape_of(session: Session, episode: Episode, manifest: Manifest) -> ReplayEpisode:
    """Decode a whole episode, and what happened around it.

    Raises:
        DamageError: Something of it is missing, or does not follow its layout.
    """
    decoded = decode(episode)
    start = episode.start
    numbered = numbered_agents(manifest)
    agents = {
        name: _agent(episode, decoded, name, is_number=(start.step, name) in numbered)
        for name in decoded.agents
    }
    times = times_ms(decoded.stepped)
    return ReplayEpisode(
        step=start.step,
        seed=start.seed,
        agents=agents,
        infos=[start.info, *info_texts(episode)],
        times_ms=times.tolist(),
        inputs=_inputs(episode),
        events=events_of(session, episode),
        sound=None,
    )


def times_ms(stepped: NDArray[np.float64]) -> NDArray[np.float64]:
    """When the picture of `reset` comes, and that of each step.

    Args:
        stepped: [T], ms: when the environment had answered.

    Returns:
        [T + 1], ms from 0, never less than the one before. How long the first picture was seen is
        not recorded: it stays as long as most others. So do those of steps that were taken again
        after a reload, whose times are in another attempt.
    """
    if not stepped.size:
        return np.zeros(1)
    waits = np.clip(np.diff(stepped), 0.0, LONGEST_WAIT_MS)
    known = waits[~np.isnan(waits)]
    usual = float(np.median(known)) if known.any() else USUAL_WAIT_MS
    waits = np.nan_to_num(waits, nan=usual) if known.any() else np.full(len(waits), usual)
    return np.concatenate([[0.0], np.cumsum([usual, *waits])])


def _agent(episode: Episode, decoded: Decoded, name: str, *, is_number: bool) -> ReplayAgent:
    trajectory = decoded.agents[name]
    layout = episode.header.layouts[episode.start.step][name]
    recorded = RecordedPart(rule=trajectory.rule, layout=layout.observation)
    steps = len(trajectory.rewards)
    seen = packed_rows(trajectory.observations, layout.observation, int(trajectory.observed.sum()))
    return ReplayAgent(
        actor=episode.start.actors[name],
        actions=actions_of(trajectory.actions, layout.action, steps, is_number=is_number),
        sources=trajectory.sources.tolist(),
        recorded=recorded,
        present=_text(trajectory.present),
        observed=_text(trajectory.observed),
        observations=_joined(seen),
        digests=_text(trajectory.digests),
        rewards=_text(trajectory.rewards),
        terminated=_text(trajectory.terminated),
        truncated=_text(trajectory.truncated),
        outputs=_joined(packed_rows(trajectory.outputs, layout.output, steps)),
    )


def _inputs(episode: Episode) -> list[ReplayInput]:
    inputs = decode_inputs(episode)
    columns: Mapping[str, list[Any]] = {
        "after": inputs.after.tolist(),
        "kind": inputs.kinds.tolist(),
        "agent": inputs.agents.tolist(),
        "code": inputs.codes.tolist(),
        "x": _with_none(inputs.x),
        "y": _with_none(inputs.y),
    }
    rows = zip(*columns.values(), strict=True)
    return [ReplayInput.model_validate(dict(zip(columns, row, strict=True))) for row in rows]


def _with_none(values: NDArray[np.float64]) -> list[float | None]:
    """JSON has no NaN, and no infinity."""
    return [value if np.isfinite(value) else None for value in values.tolist()]


def _text(array: NDArray[Any]) -> str:
    return base64.b64encode(array.tobytes()).decode()


def _joined(rows: list[bytes]) -> str:
    return base64.b64encode(b"".join(rows)).decode()
