"""What an environment draws, in the three forms that JavaScript can show."""

import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gymbrowser.bridge.errors import GameError


def shown(picture: Any) -> tuple[str, str | NDArray[np.uint8]]:
    """Return what a picture is, and the picture as JavaScript takes it.

    Returns:
        "text" and the text. "scene" and the JSON of a scene of `gymbrowser.draw`. "rgb" and uint8
        of shape [height, width, 3], C-contiguous.

    Raises:
        GameError: if it is nothing of the kind.
    """
    match picture:
        case str():
            return "text", picture
        case dict():
            return "scene", _scene_json(picture)
        case np.ndarray():
            return "rgb", _rgb(picture)
    raise GameError(
        f"The environment drew a {type(picture).__name__}. It must be a uint8 array of shape "
        "[height, width, 3], a text, or a scene of gymbrowser.draw."
    )


def _scene_json(scene: dict[str, Any]) -> str:
    try:
        return json.dumps(scene, allow_nan=False, default=_plain)
    except (TypeError, ValueError) as error:
        raise GameError(f"The scene cannot be drawn: {error}.") from error


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    raise TypeError(f"it holds a {type(value).__name__}")


def _rgb(picture: NDArray[Any]) -> NDArray[np.uint8]:
    if picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] != 3:
        raise GameError(
            f"The environment drew a {picture.dtype} array of shape {picture.shape}. "
            "It must be uint8 of shape [height, width, 3]."
        )
    return np.ascontiguousarray(picture)
