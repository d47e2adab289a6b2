"""A picture that is changed rather than made anew: its objects stay until they are removed."""

from typing import Literal

from gymbrowser.bridge.shapes import Number, Scene, Shape, scene


class Stage:
    """Objects by their ids, in the order in which they came.

        stage = draw.Stage(600, 400, background="#eee")
        stage.put("ball", draw.circle(100, 100, 12))
        stage.change("ball", x=120, tween_ms=100)
        return stage.scene()

    Keep it in the environment, and `clear` it in `reset`: then a picture depends on nothing but
    what happened in its episode.

    Args:
        width, height: Of the picture, in pixels.
        background: A CSS colour.
        units: See `gymbrowser.draw.scene`.
    """

    def __init__(
        self,
        width: Number,
        height: Number,
        *,
        background: str = "white",
        units: Literal["pixel", "relative"] = "pixel",
    ) -> None:
        self._size = width, height
        self._background = background
        self._units = units
        self._objects: dict[str, Shape] = {}

    def put(self, id: str, shape: Shape) -> None:  # noqa: A002
        """Add an object, or let it be another shape from now on."""
        self._objects[id] = {**shape, "id": id}

    def change(self, id: str, **properties: object) -> None:  # noqa: A002
        """Give an object other properties, named as the shape's arguments.

        Raises:
            KeyError: There is no such object.
        """
        self._objects[id] = {**self._objects[id], **properties}

    def remove(self, id: str) -> None:  # noqa: A002
        """Take an object away; nothing happens if there is none of this id."""
        self._objects.pop(id, None)

    def clear(self) -> None:
        """Take all objects away."""
        self._objects.clear()

    def scene(self) -> Scene:
        """Return the picture as it is now."""
        return scene(
            *self._size, self._objects.values(), background=self._background, units=self._units
        )
