"""Paints a draw list with Pillow, for pictures where there is no browser: papers, videos, tests.

The page paints the same list by itself, and sharper; so this is for `render()` alone.
"""

from collections.abc import Iterator
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from gymbrowser import draw as d

FINER = 3
"""Painted so many times larger and then shrunk, since Pillow's edges are hard."""

_ANCHORS = {"left": "lm", "center": "mm", "right": "rm"}


def paint(scene: d.Scene, scale: float = 1) -> NDArray[np.uint8]:
    """Return a scene of `gymbrowser.draw` as uint8 [height * scale, width * scale, 3].

    Colours are those that both CSS and Pillow know: names, #rrggbb and #rrggbbaa.

    Raises:
        ValueError: if a rectangle is turned.
    """
    picture = cast(dict[str, Any], scene)
    size = round(picture["width"] * scale), round(picture["height"] * scale)
    image = Image.new("RGB", (size[0] * FINER, size[1] * FINER), picture["background"])
    brush = _Brush(image, scale * FINER)
    for shape in picture["shapes"]:
        getattr(brush, shape["kind"])(shape)
    return np.asarray(image.resize(size, Image.Resampling.BOX))


class _Brush:
    """Has one method for each kind of shape, by its name."""

    def __init__(self, image: Image.Image, scale: float) -> None:
        self._draw = ImageDraw.Draw(image, "RGBA")
        self._scale = scale

    def rectangle(self, shape: dict[str, Any]) -> None:
        if shape.get("angle"):
            raise ValueError("A turned rectangle cannot be painted here: draw a polygon instead.")
        x, y, width, height = (shape[name] for name in ("x", "y", "width", "height"))
        for paint, grow in self._layers(shape):
            radius = shape["radius"] + grow if shape["radius"] else 0
            box = self._box(x - grow, y - grow, x + width + grow, y + height + grow)
            self._draw.rounded_rectangle(box, radius * self._scale, **paint)

    def circle(self, shape: dict[str, Any]) -> None:
        x, y = shape["x"], shape["y"]
        for paint, grow in self._layers(shape):
            radius = shape["radius"] + grow
            self._draw.ellipse(self._box(x - radius, y - radius, x + radius, y + radius), **paint)

    def line(self, shape: dict[str, Any]) -> None:
        points = [(x * self._scale, y * self._scale) for x, y in shape["points"]]
        self._stroke(points, shape)

    def polygon(self, shape: dict[str, Any]) -> None:
        points = [(x * self._scale, y * self._scale) for x, y in shape["points"]]
        if shape["fill"] is not None:
            self._draw.polygon(points, fill=shape["fill"])
        if shape["stroke"] is not None:
            self._stroke([*points, points[0]], shape)

    def text(self, shape: dict[str, Any]) -> None:
        size = shape["size"] * self._scale
        self._draw.text(
            (shape["x"] * self._scale, shape["y"] * self._scale),
            shape["content"],
            fill=shape["fill"],
            font=ImageFont.load_default(size),
            anchor=_ANCHORS[shape["align"]],
            # Pillow's own font has one weight.
            stroke_width=size * 0.025 if shape["bold"] else 0,
        )

    def _layers(self, shape: dict[str, Any]) -> Iterator[tuple[dict[str, Any], float]]:
        """Yield how to paint the fill and the stroke, and how far each reaches over the outline.

        A canvas strokes to both sides of an outline, Pillow to its inner side.
        """
        if shape["fill"] is not None:
            yield {"fill": shape["fill"]}, 0
        if shape["stroke"] is not None:
            width = round(shape["line_width"] * self._scale)
            yield {"outline": shape["stroke"], "width": width}, shape["line_width"] / 2

    def _stroke(self, points: list[tuple[float, float]], shape: dict[str, Any]) -> None:
        line_width = shape["line_width"] * self._scale
        self._draw.line(points, fill=shape["stroke"], width=round(line_width))
        for x, y in points:  # round ends and joints
            reach = line_width / 2
            self._draw.ellipse((x - reach, y - reach, x + reach, y + reach), fill=shape["stroke"])

    def _box(self, *corners: float) -> tuple[float, float, float, float]:
        left, top, right, bottom = (corner * self._scale for corner in corners)
        return left, top, right, bottom
