"""Scenes as SVG: the same pictures without a browser, for papers, for a look and for tests.

Source: SVG 1.1 second edition, W3C 2011.
"""

import base64
import math
import mimetypes
import re
from collections.abc import Callable, Iterable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

type Pictures = Mapping[str, str | PathLike[str]]
"""Name of an image, as exp.yml declares it, to its file."""

_FONT = "system-ui, sans-serif"
_ANCHORS = {"left": "start", "center": "middle", "right": "end"}
_NEW_NAMES = {"rebeccapurple": "#663399"}
"""The colours of CSS that SVG has no name for."""


def to_svg(scene: Mapping[str, Any], pictures: Pictures | None = None) -> str:
    """Return a scene of `gymbrowser.draw` as the text of an SVG file, which needs no other file.

    Args:
        scene: What `draw.scene` gave.
        pictures: The files of its images. One that is not named, and the sprites of an atlas, are
            shown as a box with its name.

    Raises:
        ValueError: The scene has a shape of an unknown kind, or a colour that SVG does not have.
    """
    width, height = _number(scene["width"]), _number(scene["height"])
    inner = "\n".join(_element(shape, pictures or {}) for shape in scene["shapes"])
    background = _tag("rect", width=width, height=height, fill=scene["background"])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">\n{background}\n{inner}\n</svg>\n'
    )


def _element(shape: Mapping[str, Any], pictures: Pictures) -> str:
    drawn = _drawn(shape, pictures)
    around = {"opacity": shape.get("alpha"), "transform": _turn(shape)}
    if all(value is None for value in around.values()):
        return drawn
    return _tag("g", drawn, **around)


def _drawn(shape: Mapping[str, Any], pictures: Pictures) -> str:
    kind = shape["kind"]
    if kind == "layer":
        return _tag("g", "".join(_element(inner, pictures) for inner in shape["shapes"]))
    if kind == "image":
        return _image(shape, pictures)
    if kind not in _PLAIN:
        raise ValueError(f"A scene has no shape of the kind {kind!r}.")
    return _PLAIN[kind](shape)


def _rectangle(shape: Mapping[str, Any]) -> str:
    return _tag("rect", **_box(shape), rx=shape["radius"], **_paint(shape))


def _circle(shape: Mapping[str, Any]) -> str:
    return _tag("circle", **_centre(shape), r=shape["radius"], **_paint(shape))


def _ellipse(shape: Mapping[str, Any]) -> str:
    radii = {"rx": shape["radius_x"], "ry": shape["radius_y"]}
    return _tag("ellipse", **_centre(shape), **radii, **_paint(shape))


def _line(shape: Mapping[str, Any]) -> str:
    return _tag("polyline", points=_points(shape), **_paint(shape), **_ROUND)


def _polygon(shape: Mapping[str, Any]) -> str:
    return _tag("polygon", points=_points(shape), **_paint(shape), **_ROUND)


def _sprite(shape: Mapping[str, Any]) -> str:
    return _unknown(shape, f"{shape['atlas']} {shape['frame']}")


_ROUND = {"stroke-linecap": "round", "stroke-linejoin": "round"}


def _arc(shape: Mapping[str, Any]) -> str:
    """A path: SVG names the ends of an arc, and cannot say a whole turn in one piece."""
    x, y, radius = shape["x"], shape["y"], shape["radius"]
    start, sweep = shape["start"], shape["end"] - shape["start"]
    if sweep < 0:
        sweep %= 360
    sweep = min(sweep, 360)
    turns = [start, start + sweep / 2, start + sweep]
    ends = [
        (x + radius * math.cos(math.radians(turn)), y + radius * math.sin(math.radians(turn)))
        for turn in turns
    ]
    curve = "".join(f"A{_number(radius)} {_number(radius)} 0 0 1 {_pair(end)}" for end in ends[1:])
    parts = []
    if shape["fill"] is not None:
        slice_ = f"M{_pair((x, y))}L{_pair(ends[0])}{curve}Z"
        parts.append(_tag("path", d=slice_, fill=shape["fill"]))
    if shape["stroke"] is not None:
        paint = {**_paint(shape), "fill": "none"}
        parts.append(_tag("path", d=f"M{_pair(ends[0])}{curve}", **paint, **_ROUND))
    return "".join(parts)


def _text(shape: Mapping[str, Any]) -> str:
    look = {
        "font-size": shape["size"],
        "font-family": _FONT,
        "font-weight": "bold" if shape["bold"] else None,
        "text-anchor": _ANCHORS[shape["align"]],
        "dominant-baseline": "central",
        "fill": shape["fill"],
    }
    return _tag("text", escape(shape["content"]), x=shape["x"], y=shape["y"], **look)


def _image(shape: Mapping[str, Any], pictures: Pictures) -> str:
    if shape["image"] not in pictures:
        return _unknown(shape, shape["image"])
    file = Path(pictures[shape["image"]])
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    address = f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode()}"
    placed = {"href": address, "preserveAspectRatio": "none", **_box(shape)}
    if shape["flip"]:
        mirror = _number(2 * shape["x"] + shape["width"])
        placed["transform"] = f"translate({mirror} 0) scale(-1 1)"
    return _tag("image", **placed)


_PLAIN: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "rectangle": _rectangle,
    "circle": _circle,
    "ellipse": _ellipse,
    "arc": _arc,
    "line": _line,
    "polygon": _polygon,
    "text": _text,
    "sprite": _sprite,
}


def _unknown(shape: Mapping[str, Any], name: str) -> str:
    middle = {"x": shape["x"] + shape["width"] / 2, "y": shape["y"] + shape["height"] / 2}
    box = _tag("rect", **_box(shape), fill="none", stroke="gray")
    size = min(shape["height"] / 2, shape["width"] / max(1, len(name)) * 1.5)
    centred = {"text-anchor": "middle", "dominant-baseline": "central", "font-family": _FONT}
    label = {"font-size": size, "fill": "gray", **centred}
    return box + _tag("text", escape(name), **middle, **label)


def _turn(shape: Mapping[str, Any]) -> str | None:
    angle = shape.get("angle", 0)
    return f"rotate({_number(angle)} {_pair(middle(shape))})" if angle else None


def middle(shape: Mapping[str, Any]) -> tuple[float, float]:
    """Return the point about which a shape is turned."""
    if "points" in shape:
        xs, ys = zip(*shape["points"], strict=True)
        return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    return shape["x"] + shape.get("width", 0) / 2, shape["y"] + shape.get("height", 0) / 2


def _box(shape: Mapping[str, Any]) -> dict[str, Any]:
    return {name: shape[name] for name in ("x", "y", "width", "height")}


def _centre(shape: Mapping[str, Any]) -> dict[str, Any]:
    return {"cx": shape["x"], "cy": shape["y"]}


def _paint(shape: Mapping[str, Any]) -> dict[str, Any]:
    stroked = {"stroke": shape["stroke"], "stroke-width": shape["line_width"]}
    return {"fill": shape["fill"] or "none", **(stroked if shape["stroke"] is not None else {})}


def _points(shape: Mapping[str, Any]) -> str:
    return " ".join(map(_pair, shape["points"]))


def _pair(point: Iterable[float]) -> str:
    return " ".join(map(_number, point))


def _number(value: float) -> str:
    return f"{value:.6g}"


def _colour(colour: str) -> str:
    """Return a colour of CSS as SVG's readers know it, who are often older than `rgb(0 0 0 / 50%)`.

    Raises:
        ValueError: It is of a form that only browsers know.
    """
    form, _, rest = colour.strip().removesuffix(")").partition("(")
    if not rest:
        return _NEW_NAMES.get(form.lower(), colour)
    name = form.lower().removesuffix("a")
    parts = re.split(r"[\s,/]+", rest.strip())
    if name not in ("rgb", "hsl") or len(parts) not in (3, 4):
        raise ValueError(f"SVG has no colour {colour!r}: write it as #rrggbb, rgb(…) or hsl(…).")
    if len(parts) == 3:
        return f"{name}({', '.join(parts)})"
    alpha = float(parts[3].rstrip("%")) / (100 if parts[3].endswith("%") else 1)
    return f"{name}a({', '.join(parts[:3])}, {_number(alpha)})"


def _said(key: str, value: Any) -> str:
    if key in ("fill", "stroke"):
        return _colour(value)
    return _number(value) if isinstance(value, float) else str(value)


def _tag(name: str, content: str = "", /, **attributes: Any) -> str:
    said = "".join(
        f" {key}={quoteattr(_said(key, value))}"
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{said}>{content}</{name}>" if content else f"<{name}{said}/>"
