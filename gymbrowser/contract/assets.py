"""The images, atlases and sounds of a study, as its manifest names them."""

from typing import Annotated

from pydantic import Field

from gymbrowser.contract.wire import Sha256, Wire

type Pixels = Annotated[list[int], Field(min_length=4, max_length=4)]
"""x, y, width and height of a rectangle in an image."""


class Picture(Wire):
    """An image file."""

    file: str
    """Relative to the manifest."""
    sha256: Sha256


class Atlas(Wire):
    """One image with many frames: those of `frames` by their names, or those of a `grid`."""

    picture: Picture
    frames: dict[str, Pixels]
    grid: Annotated[list[int], Field(min_length=2, max_length=2)] | None
    """Width and height of each frame; they are named "0", "1", … row by row."""


class Sound(Wire):
    """A sound file."""

    file: str
    sha256: Sha256


class Assets(Wire):
    """What `gymbrowser.draw` and `gymbrowser.ui` can name."""

    images: dict[str, Picture]
    atlases: dict[str, Atlas]
    sounds: dict[str, Sound]
