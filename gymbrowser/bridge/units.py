"""Relative units of a scene, turned into its pixels."""

from collections.abc import Mapping
from typing import Any

_ALONG_X = ("x", "width", "radius_x")
_ALONG_Y = ("y", "height", "radius_y")
_NEITHER = ("radius", "line_width", "size")


def in_pixels(shape: Mapping[str, Any], width: float, height: float) -> dict[str, object]:
    """Return a shape in the pixels of a scene of this size, of whose sides it has parts.

    Lengths along no axis are parts of the shorter side: a circle stays one.
    """
    scales = {
        **dict.fromkeys(_ALONG_X, width),
        **dict.fromkeys(_ALONG_Y, height),
        **dict.fromkeys(_NEITHER, min(width, height)),
    }
    scaled = {
        name: value * scales[name] if name in scales else value for name, value in shape.items()
    }
    if "points" in shape:
        scaled["points"] = [[x * width, y * height] for x, y in shape["points"]]
    if "shapes" in shape:
        scaled["shapes"] = [in_pixels(inner, width, height) for inner in shape["shapes"]]
    return scaled
