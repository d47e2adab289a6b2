"""The shape of `assets` in exp.yml: the images and sounds that games use."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from gymbrowser.config.base import Config, StepId

type _Side = Annotated[int, Field(ge=1, le=8192)]


class AtlasConfig(Config):
    """One image with many frames, of which `draw.sprite` draws one."""

    image: str
    """The image file, relative to exp.yml."""
    frames: str | None = None
    """JSON file with the places of the frames, as TexturePacker and Aseprite write it (hash or
    array, frames not rotated)."""
    grid: Annotated[list[_Side], Field(min_length=2, max_length=2)] | None = None
    """Width and height of every frame, where they lie side by side; they are numbered from 0, row
    by row."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.frames is None) == (self.grid is None):
            raise ValueError("give exactly one of `frames` and `grid`")
        return self


class AssetsConfig(Config):
    """Images and sounds that Python can name. All are loaded before the first game begins."""

    images: dict[StepId, str] = {}
    """Name to a .png, .jpg, .webp or .gif file, for `draw.image` and `ui.image`. Twice as large as
    it is shown, it stays sharp on all screens."""
    atlases: dict[StepId, AtlasConfig] = {}
    """Name to an image with many frames, for `draw.sprite`."""
    sounds: dict[StepId, str] = {}
    """Name to a .mp3, .m4a, .ogg or .wav file, for `ui.sound`."""
