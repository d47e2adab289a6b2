"""What an environment draws, in the three forms that JavaScript can show."""

import json
from copy import deepcopy
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gymbrowser.bridge.errors import GameError

type Layers = dict[str, list[Any]]
"""Layer to its shapes, as the browser has them already."""


def shown(picture: Any, sent: Layers) -> tuple[str, str | NDArray[np.uint8]]:
    """Return what a picture is, and the picture as JavaScript takes it.

    Args:
        picture: What was drawn.
        sent: The layers that were sent before, to which new ones are added.

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
            return "scene", _scene_json(picture, sent)
        case np.ndarray():
            return "rgb", _rgb(picture)
    raise GameError(
        f"The environment drew a {type(picture).__name__}. It must be a uint8 array of shape "
        "[height, width, 3], a text, or a scene of gymbrowser.draw."
    )


def _scene_json(scene: dict[str, Any], sent: Layers) -> str:
    try:
        return json.dumps(_without_known_layers(scene, sent), allow_nan=False, default=_plain)
    except (TypeError, ValueError) as error:
        raise GameError(f"The scene cannot be drawn: {error}.") from error


def _without_known_layers(scene: dict[str, Any], sent: Layers) -> dict[str, Any]:
    """Leave out the shapes of layers that are as they were; mostly there is nothing to do."""
    shapes = scene.get("shapes", ())
    if not any(_is_layer(shape) for shape in shapes):
        return scene
    return {**scene, "shapes": [_as_sent(shape, sent) for shape in shapes]}


def _is_layer(shape: Any) -> bool:
    return isinstance(shape, dict) and shape.get("kind") == "layer"


def _as_sent(shape: dict[str, Any], sent: Layers) -> dict[str, Any]:
    if not _is_layer(shape):
        return shape
    if sent.get(shape["id"]) == shape["shapes"]:
        return {key: value for key, value in shape.items() if key != "shapes"}
    # A copy, since its shapes may be changed where they are.
    sent[shape["id"]] = deepcopy(list(shape["shapes"]))
    return shape


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
