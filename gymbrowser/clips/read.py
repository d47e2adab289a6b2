"""Reads what happened in the clips of a site: for what is learnt from people's judgements."""

import gzip
import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gymbrowser.contract.clips import ClipAgent, ClipData
from gymbrowser.data.columns import Value, doubles, small, unpack
from gymbrowser.errors import GymbrowserError, Place
from gymbrowser.store.site import read_site


@dataclass(frozen=True)
class ClipTrack:
    """What one agent saw, did and got in a clip of n steps.

    Attributes:
        actor: Who acted: a policy, `random`, or `donor`.
        observations: [n + 1, *shape]; the first one is that before the first step. Of a Dict or
            Tuple, an array for each of its arrays, by its path with slashes.
        actions: [n, *shape], likewise.
        rewards: float64 of shape [n].
        acted: bool of shape [n]; where it is False the action is none.
    """

    actor: str
    observations: Value
    actions: Value
    rewards: NDArray[np.float64]
    acted: NDArray[np.bool_]


@dataclass(frozen=True)
class LoadedClip:
    """What happened in a clip.

    Attributes:
        name: As in exp.yml.
        sha256: What the records name it by: `first_data` and `second_data` of a comparison.
        seed: What the environment was reset with.
        first: How many steps of the episode lie before the clip.
        terminated: Whether the environment terminated the episode with its last step.
        truncated: Whether it truncated the episode there.
        agents: By their names.
    """

    name: str
    sha256: str
    seed: int
    first: int
    terminated: bool
    truncated: bool
    agents: Mapping[str, ClipTrack]


def load_clips(site: Path, version: str | None = None) -> dict[str, LoadedClip]:
    """All clips of a site, by name.

    Args:
        site: The folder that `build` wrote.
        version: Of a folder below its `v/`, as in the column `site` of the sessions; None: the
            version that the page names.

    Raises:
        UserError: It is not a site.
        GymbrowserError: A file is missing, or was changed.
    """
    built = read_site(Path(site), version)
    clips = {}
    for name, clip in built.manifest.clips.items():
        data = _read(built.version / clip.data, clip.data_sha256)
        clips[name] = _loaded(name, clip.data_sha256, ClipData.model_validate_json(data))
    return clips


def _loaded(name: str, sha256: str, data: ClipData) -> LoadedClip:
    return LoadedClip(
        name=name,
        sha256=sha256,
        seed=data.seed,
        first=data.first,
        terminated=data.terminated,
        truncated=data.truncated,
        agents={agent: _track(said, data.steps) for agent, said in data.agents.items()},
    )


def _track(said: ClipAgent, steps: int) -> ClipTrack:
    layout = said.layout
    return ClipTrack(
        actor=said.actor,
        observations=unpack(said.observations, layout.observation, steps + 1, "observations"),
        actions=unpack(said.actions, layout.action, steps, "actions"),
        rewards=doubles(said.rewards, steps, "rewards"),
        acted=small(said.acted, steps, 2, "acted").astype(np.bool_),
    )


def _read(file: Path, sha256: str) -> bytes:
    try:
        content = gzip.decompress(file.read_bytes())
    except (OSError, EOFError, zlib.error) as error:
        content = None
        why = f"{type(error).__name__}: {error}."
    else:
        why = f"The manifest names its SHA-256, {sha256}."
    if content is None or hashlib.sha256(content).hexdigest() != sha256:
        raise GymbrowserError(
            "the site is damaged: a clip is missing or was changed",
            where=Place(file),
            why=why,
            remedy="Copy the site again from where it is whole, or build it again.",
        )
    return content
