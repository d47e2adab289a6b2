"""Reads the images, atlases and sounds that exp.yml names."""

import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from gymbrowser.config.asset_models import AssetsConfig, AtlasConfig
from gymbrowser.config.pages import Media, inside
from gymbrowser.config.yaml import missing_file, read_text
from gymbrowser.contract.assets import Assets, Atlas, Picture, Sound
from gymbrowser.errors import Place, Problem, UserError

_IMAGES = (".gif", ".jpeg", ".jpg", ".png", ".webp")
_SOUNDS = (".m4a", ".mp3", ".ogg", ".wav")
_VECTORS = (
    "A game is drawn in a worker, where browsers read no SVG. Export it as .png, twice as large "
    "as it is shown; or draw it from the shapes of `gymbrowser.draw`."
)

_MALFORMED = (ValueError, KeyError, TypeError, AttributeError, OverflowError)
"""What JSON of another shape leads to; `Infinity`, which is no whole number, to the last."""

type PlaceOf = Callable[..., Place]
"""From a location below `assets` to the line in exp.yml."""


def read_assets(config: AssetsConfig, folder: Path, media: Media, place_of: PlaceOf) -> Assets:
    """What the site knows of them; the files themselves go to `media`.

    Raises:
        UserError: Everything that is wrong with them.
    """
    reader = _Reader(folder, media, place_of)
    assets = Assets(
        images=reader.each(config.images, "images", reader.image),
        atlases=reader.each(config.atlases, "atlases", reader.atlas),
        sounds=reader.each(config.sounds, "sounds", reader.sound),
    )
    if reader.problems:
        raise UserError.of(reader.problems)
    return assets


class _Reader:
    def __init__(self, folder: Path, media: Media, place_of: PlaceOf) -> None:
        self.problems: list[Problem] = []
        self._folder = folder
        self._media = media
        self._place_of = place_of

    def each[C, A](
        self, named: dict[str, C], kind: str, read: Callable[[C, tuple[str, ...]], A]
    ) -> dict[str, A]:
        found = {}
        for name, config in named.items():
            try:
                found[name] = read(config, (kind, name))
            except UserError as error:
                self.problems.extend(error.problems)
        return found

    def image(self, named: str, location: tuple[str, ...]) -> Picture:
        path, sha256 = self._take(named, location, "image", _IMAGES)
        return Picture(file=path, sha256=sha256)

    def sound(self, named: str, location: tuple[str, ...]) -> Sound:
        path, sha256 = self._take(named, location, "sound", _SOUNDS)
        return Sound(file=path, sha256=sha256)

    def atlas(self, config: AtlasConfig, location: tuple[str, ...]) -> Atlas:
        picture = self.image(config.image, (*location, "image"))
        if config.frames is None:
            return Atlas(picture=picture, frames={}, grid=config.grid)
        file = self._file(config.frames, (*location, "frames"))
        return Atlas(picture=picture, frames=_read_frames(file), grid=None)

    def _take(
        self, named: str, location: tuple[str, ...], what: str, suffixes: Iterable[str]
    ) -> tuple[str, str]:
        *others, last = suffixes
        suffix = Path(named).suffix.lower()
        if suffix not in (*others, last):
            raise UserError(
                f"`{named}` is no {what} that games can use",
                where=self._place_of(*location),
                why=f"Its name must end in {', '.join(others)} or {last}.",
                remedy=_VECTORS if suffix == ".svg" else None,
            )
        file = self._file(named, location)
        return self._media.add(file), hashlib.sha256(file.read_bytes()).hexdigest()

    def _file(self, named: str, location: tuple[str, ...]) -> Path:
        place = self._place_of(*location)
        file = inside(self._folder / named, self._folder, place)
        if not file.is_file():
            raise UserError.of([missing_file(self._folder / named, place, named)])
        return file


def _read_frames(file: Path) -> dict[str, list[int]]:
    """The frames of a file that TexturePacker ("JSON (Hash)", "JSON (Array)") or Aseprite wrote."""
    try:
        frames = json.loads(read_text(file))["frames"]
        if isinstance(frames, list):
            frames = {frame["filename"]: frame for frame in frames}
        return {str(name): _pixels(frame, str(name), file) for name, frame in frames.items()}
    except (*_MALFORMED, RecursionError) as error:
        raise UserError(
            f"{file.name} does not say where the frames of an atlas are",
            where=Place(file),
            why=f"It should be JSON with `frames`, each with a `frame` (x, y, w, h): {error!r}.",
            remedy="Export it as JSON (Hash) or JSON (Array).",
        ) from error


def _pixels(frame: Any, name: str, file: Path) -> list[int]:
    if frame.get("rotated"):
        raise UserError(
            f"the frame `{name}` lies rotated in its atlas",
            where=Place(file),
            remedy="Export the atlas without rotation.",
        )
    return [int(frame["frame"][side]) for side in "xywh"]
