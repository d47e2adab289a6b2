"""From what the camera gave to the two files of a clip."""

import gzip
import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from gymbrowser.asset import Asset
from gymbrowser.config import Experiment
from gymbrowser.config.clips import ClipDraft
from gymbrowser.contract.clips import Clip, ClipAgent, ClipData, ClipPictures
from gymbrowser.contract.manifest import Manifest
from gymbrowser.contract.steps import GameStep
from gymbrowser.contract.wire import ArrayField, Layout
from gymbrowser.errors import UserError

FOLDER = "clips"
"""Where the files lie, relative to the manifest."""
_ENDING = ".json.gz"


@dataclass(frozen=True)
class Cut:
    """A clip, and its files."""

    clip: Clip
    assets: tuple[Asset, Asset]


def cut(draft: ClipDraft, take: Mapping[str, Any], studio: Manifest, experiment: Experiment) -> Cut:
    """A clip from what was seen and done.

    Args:
        draft: What was asked for.
        take: `Take` of js/src/node/clips.ts.
        studio: The manifest of the studio.
        experiment: Whose clip it is.

    Raises:
        UserError: The episode was over before the clip began.
    """
    if len(take["pictures"]) < 2:  # the first shows the state before any step
        raise UserError(
            f"clip `{draft.name}` has no step",
            where=experiment.place(*draft.game.location, "from"),
            why=f"Its episode was over after {take['length']} steps, and the clip begins after "
            f"{draft.first}.",
            remedy="Begin earlier, or take another seed.",
        )
    game = next(step for step in studio.steps if step.id == draft.name)
    assert isinstance(game, GameStep)
    shown = _json(_pictures(take))
    happened = _json(_data(draft, take, game, studio))
    files = [_asset(shown), _asset(happened)]
    clip = Clip(
        file=files[0].path,
        sha256=_sha256(shown),
        data=files[1].path,
        data_sha256=_sha256(happened),
        frames=len(take["pictures"]),
        fps=game.fps or 1,
        width=game.view.width,
        height=game.view.height,
        first=draft.first,
    )
    return Cut(clip, (files[0], files[1]))


def _pictures(take: Mapping[str, Any]) -> ClipPictures:
    """Each picture once: in many environments few of the frames differ."""
    positions: dict[str, int] = {}
    frames = []
    for picture in take["pictures"]:
        text = json.dumps(picture, sort_keys=True)
        frames.append(positions.setdefault(text, len(positions)))
    return ClipPictures(
        format="gymbrowser.clip/1",
        pictures=[json.loads(text) for text in positions],
        frames=frames,
        images=take["images"],
    )


def _data(draft: ClipDraft, take: Mapping[str, Any], game: GameStep, studio: Manifest) -> ClipData:
    agents = {
        name: ClipAgent(
            actor=said["actor"],
            layout=game.agents[name].layout,
            observations=said["observations"],
            actions=_packed(said["actions"], game.agents[name].layout.action),
            rewards=said["rewards"],
            acted=said["acted"],
        )
        for name, said in take["agents"].items()
    }
    return ClipData(
        format="gymbrowser.clip-data/1",
        clip=draft.name,
        environment=studio.environment.sha256,
        seed=draft.seed,
        first=draft.first,
        steps=len(take["pictures"]) - 1,
        terminated=take["terminated"],
        truncated=take["truncated"],
        agents=agents,
    )


def _packed(actions: Sequence[int | str], layout: Layout) -> str:
    """Rows of a layout; an action of a Discrete space is one `<i8`, and no action is zeros."""
    size = sum(map(_least, layout))
    rows = [
        b64decode(each) if isinstance(each, str) else each.to_bytes(size, "little", signed=True)
        for each in actions
    ]
    return b64encode(b"".join(rows)).decode()


def _least(field: ArrayField) -> int:
    """Bytes of a field, or of the length of a text."""
    return 4 if field.dtype == "exact" else int(field.dtype[2:]) * prod(field.shape)


def _json(value: ClipPictures | ClipData) -> bytes:
    return value.model_dump_json().encode()


def _asset(content: bytes) -> Asset:
    """Named by what is in it: compressing may differ between machines."""
    return Asset(f"{FOLDER}/{_sha256(content)[:16]}{_ENDING}", gzip.compress(content, 9, mtime=0))


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
