"""Scenes as PNG, natively: the SVG of a scene, made pixels by resvg."""

from collections.abc import Mapping
from typing import Any

from gymbrowser.bridge.svg import Pictures, to_svg


def to_png(
    scene: Mapping[str, Any], pictures: Pictures | None = None, *, scale: float = 1
) -> bytes:
    """Return a scene of `gymbrowser.draw` as the bytes of a PNG file.

    Args:
        scene: What `draw.scene` gave.
        pictures: The files of its images, see `to_svg`.
        scale: Pixels of the file for each pixel of the scene, along both axes.

    Raises:
        ImportError: resvg is not installed; in the browser it never is.
        ValueError: As `to_svg`.
    """
    try:
        from resvg_py import svg_to_bytes
    except ImportError as error:
        raise ImportError(
            "draw.to_png needs resvg, which the browser does not have. Install it natively: "
            "pip install 'gymbrowser[png]'"
        ) from error
    return bytes(svg_to_bytes(svg_string=to_svg(scene, pictures), zoom=scale))
