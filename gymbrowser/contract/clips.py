"""Clips: pieces of an episode that a page shows without Python.

A clip has two files, each the gzip of one JSON value, named by the SHA-256 of that value: its
pictures, which the page shows, and what was observed, done and rewarded, which is for the analysis.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from gymbrowser.contract.wire import AgentLayout, Base64, Count, Positive, Sha256, Wire


class ScenePicture(Wire):
    """A scene of `gymbrowser.draw`, its layers with all their shapes."""

    kind: Literal["scene"]
    scene: dict[str, Any]


class WindowPicture(Wire):
    """What an environment drew into its window, as js/src/worker/view/window.ts draws it."""

    kind: Literal["window"]
    scene: dict[str, Any]


class TextPicture(Wire):
    """Text, maybe with the colours of a terminal."""

    kind: Literal["text"]
    text: str


class PixelPicture(Wire):
    """An array of pixels."""

    kind: Literal["png"]
    png: Base64
    """The bytes of a PNG file."""


type ClipPicture = Annotated[
    ScenePicture | WindowPicture | TextPicture | PixelPicture, Field(discriminator="kind")
]


class ClipImage(Wire):
    """Pixels that the pictures of a window name by their number."""

    width: Positive
    height: Positive
    rgba: Base64
    """uint8 of shape [height, width, 4], in C order; alpha is not multiplied into the others."""


class ClipPictures(Wire):
    """What a clip looks like."""

    format: Literal["gymbrowser.clip/1"]
    pictures: list[ClipPicture]
    """Each once."""
    frames: list[Count]
    """The position in `pictures` of each frame. Frame 0 shows the state before the first step."""
    images: dict[str, ClipImage]


class ClipAgent(Wire):
    """What one agent saw, did and got. Rows are packed by `layout`, one after the other."""

    actor: str
    """Who acted: a policy, `random`, or `donor` for a recorded trajectory."""
    layout: AgentLayout
    observations: Base64
    """One row for each frame."""
    actions: Base64
    """One row for each step; where the agent did not act, zeros."""
    rewards: Base64
    """`<f8`, one for each step."""
    acted: Base64
    """`|u1`, one for each step: whether the agent acted in it."""


class ClipData(Wire):
    """What happened in a clip."""

    format: Literal["gymbrowser.clip-data/1"]
    clip: str
    """Its name."""
    environment: Sha256
    """As in a `session` record."""
    seed: Count
    """What `reset(seed=seed)` was called with."""
    first: Count
    """How many environment steps of the episode lie before the clip."""
    steps: Positive
    """How many it has; one less than its frames."""
    terminated: bool
    truncated: bool
    """Whether the environment ended the episode with the clip's last step."""
    agents: dict[str, ClipAgent]


class Clip(Wire):
    """A clip as the manifest has it."""

    file: str
    """The gzip of its ClipPictures, relative to the manifest."""
    sha256: Sha256
    """Of the JSON in it."""
    data: str
    """The gzip of its ClipData, which no page asks for."""
    data_sha256: Sha256
    """Of the JSON in it: what the records name the clip by."""
    frames: Positive
    fps: float
    """Frames per second at the speed 1."""
    width: Positive
    height: Positive
    """The picture in CSS pixels at its full size."""
    first: Count
    """How many environment steps of the episode lie before it."""
