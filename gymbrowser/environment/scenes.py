"""Whether what an environment shows can be shown: by the images and sounds that exp.yml names."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from gymbrowser.environment.findings import UnusableError

type Assets = Mapping[str, Mapping[str, Any]]
"""`images`, `atlases` and `sounds`: each name to the frames of an atlas, None where they are the
cells of a grid; of the others, to nothing."""

NO_ASSETS: Assets = {"images": {}, "atlases": {}, "sounds": {}}


def check_scene(scene: Mapping[str, Any], assets: Assets) -> None:
    """Look for images, atlases and frames that there are not.

    Raises:
        UnusableError: There is one.
    """
    _check_shapes(scene.get("shapes", ()), assets)


def check_calls(calls: Iterable[Mapping[str, Any]], assets: Assets) -> None:
    """Look for images and sounds of `gymbrowser.ui` that there are not.

    Raises:
        UnusableError: There is one.
    """
    for call in calls:
        if call["call"] == "image" and call["image"] is not None:
            _check(call["image"], "image", assets["images"], "assets.images")
        elif call["call"] == "sound":
            _check(call["sound"], "sound", assets["sounds"], "assets.sounds")
        elif call["call"] == "widget" and (icon := (call["widget"] or {}).get("icon")) is not None:
            _check(icon, "image", assets["images"], "assets.images")


def _check_shapes(shapes: Iterable[Mapping[str, Any]], assets: Assets) -> None:
    for shape in shapes:
        match shape.get("kind"):
            case "layer":
                _check_shapes(shape.get("shapes", ()), assets)
            case "image":
                _check(shape["image"], "image", assets["images"], "assets.images")
            case "sprite":
                _check(shape["atlas"], "atlas", assets["atlases"], "assets.atlases")
                _check_frame(shape, assets["atlases"][shape["atlas"]])


def _check_frame(shape: Mapping[str, Any], frames: Iterable[str] | None) -> None:
    frame, atlas = shape["frame"], shape["atlas"]
    if frames is not None:
        _check(frame, f"frame of the atlas `{atlas}`", frames, "its file")
    elif not frame.isdecimal():
        raise UnusableError(
            f"the picture has the frame `{frame}` of the atlas `{atlas}`, which is a grid",
            why="The frames of a grid are numbered from 0, row by row.",
        )


def _check(name: str, what: str, known: Iterable[str], place: str) -> None:
    names = list(known)
    if name in names:
        return
    near = get_close_matches(name, names, n=1)
    raise UnusableError(
        f"Python names the {what} `{name}`, which there is not",
        why=f"{place} has: {', '.join(names) or 'nothing'}.",
        remedy=f"Did you mean `{near[0]}`?" if near else "Declare it there.",
    )
