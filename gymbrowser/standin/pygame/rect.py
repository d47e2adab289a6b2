"""Rectangles of whole pixels."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ._missing import refuse_others


def _edge(axis: int, share: float) -> property:
    """A coordinate that moves the rectangle when it is set."""

    def get(self: "Rect") -> int:
        return self._corner[axis] + int(self._size[axis] * share)

    def set_(self: "Rect", value: float) -> None:
        self._corner[axis] = int(value) - int(self._size[axis] * share)

    return property(get, set_)


def _point(x: float, y: float) -> property:
    """A point that moves the rectangle when it is set, by its share of width and height."""
    across, along = _edge(0, x), _edge(1, y)

    def get(self: "Rect") -> tuple[int, int]:
        return across.__get__(self), along.__get__(self)

    def set_(self: "Rect", value: Sequence[float]) -> None:
        across.__set__(self, value[0])
        along.__set__(self, value[1])

    return property(get, set_)


def _extent(axis: int) -> property:
    def get(self: "Rect") -> int:
        return self._size[axis]

    def set_(self: "Rect", value: float) -> None:
        self._size[axis] = int(value)

    return property(get, set_)


class Rect(Sequence[int]):
    """Left, top, width and height.

    Args:
        value: Four numbers, two pairs of them, a sequence of either, or something with a `rect`.
    """

    x, left, right, centerx = _edge(0, 0), _edge(0, 0), _edge(0, 1), _edge(0, 0.5)
    y, top, bottom, centery = _edge(1, 0), _edge(1, 0), _edge(1, 1), _edge(1, 0.5)
    topleft, topright, midtop = _point(0, 0), _point(1, 0), _point(0.5, 0)
    bottomleft, bottomright, midbottom = _point(0, 1), _point(1, 1), _point(0.5, 1)
    center, midleft, midright = _point(0.5, 0.5), _point(0, 0.5), _point(1, 0.5)
    width, w, height, h = _extent(0), _extent(0), _extent(1), _extent(1)

    def __init__(self, *value: Any) -> None:
        x, y, width, height = _four(value)
        self._corner, self._size = [x, y], [width, height]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self._size[0], self._size[1]

    @size.setter
    def size(self, value: Sequence[float]) -> None:
        self._size = [int(value[0]), int(value[1])]

    def __len__(self) -> int:
        return 4

    def __iter__(self) -> Iterator[int]:
        return iter((*self._corner, *self._size))

    def __getitem__(self, index: Any) -> Any:
        return (*self._corner, *self._size)[index]

    def __setitem__(self, index: int, value: float) -> None:
        (self._corner if index % 4 < 2 else self._size)[index % 2] = int(value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]  # it changes

    def __bool__(self) -> bool:
        return bool(self.width and self.height)

    def __repr__(self) -> str:
        return f"<rect({self.x}, {self.y}, {self.width}, {self.height})>"

    def copy(self) -> "Rect":
        """Another one of the same place and size."""
        return type(self)(*self)

    def move(self, *by: Any) -> "Rect":
        """This one elsewhere."""
        x, y = by[0] if len(by) == 1 else by
        return type(self)(self.x + int(x), self.y + int(y), *self._size)

    def inflate(self, *by: Any) -> "Rect":
        """A larger one about the same centre."""
        x, y = (int(part) for part in (by[0] if len(by) == 1 else by))
        left, top = self.x - int(x / 2), self.y - int(y / 2)
        return type(self)(left, top, self.width + x, self.height + y)

    def clip(self, *other: Any) -> "Rect":
        """What is in both; of no size if that is nothing."""
        that = Rect(*other)
        left, top = max(self.left, that.left), max(self.top, that.top)
        right, bottom = min(self.right, that.right), min(self.bottom, that.bottom)
        if right <= left or bottom <= top:
            return type(self)(self.x, self.y, 0, 0)
        return type(self)(left, top, right - left, bottom - top)

    def union(self, *other: Any) -> "Rect":
        """The smallest one that has both in it."""
        that = Rect(*other)
        left, top = min(self.left, that.left), min(self.top, that.top)
        right, bottom = max(self.right, that.right), max(self.bottom, that.bottom)
        return type(self)(left, top, right - left, bottom - top)

    def clamp(self, *other: Any) -> "Rect":
        """This one moved into another, or about its centre if it is too large."""
        that = Rect(*other)
        x, y = (_clamped(self[i], self[i + 2], that[i], that[i + 2]) for i in (0, 1))
        return type(self)(x, y, *self._size)

    def collidepoint(self, *point: Any) -> bool:
        """Whether a point lies in it; its right and lower edges are outside."""
        x, y = point[0] if len(point) == 1 else point
        return bool(self.left <= x < self.right and self.top <= y < self.bottom)

    def colliderect(self, *other: Any) -> bool:
        """Whether they share a pixel."""
        return bool(self.clip(*other))

    def contains(self, *other: Any) -> bool:
        """Whether another one lies in it."""
        that = Rect(*other)
        begins = self.left <= that.left < self.right and self.top <= that.top < self.bottom
        return bool(begins and self.right >= that.right and self.bottom >= that.bottom)

    def update(self, *value: Any) -> None:
        """Take over another place and size."""
        self.__init__(*value)  # type: ignore[misc]

    def move_ip(self, *by: Any) -> None:
        """See `move`."""
        self.update(self.move(*by))

    def inflate_ip(self, *by: Any) -> None:
        """See `inflate`."""
        self.update(self.inflate(*by))

    def clamp_ip(self, *other: Any) -> None:
        """See `clamp`."""
        self.update(self.clamp(*other))

    def union_ip(self, *other: Any) -> None:
        """See `union`."""
        self.update(self.union(*other))

    def normalize(self) -> None:
        """Make width and height positive, where they are."""
        for axis in (0, 1):
            if self._size[axis] < 0:
                self._corner[axis] += self._size[axis]
                self._size[axis] = -self._size[axis]

    __getattr__: Callable[..., Any] = staticmethod(refuse_others("Rect"))


def _clamped(at: int, size: int, edge: int, room: int) -> int:
    if size >= room:
        return edge + room // 2 - size // 2
    return min(max(at, edge), edge + room - size)


def _four(value: Sequence[Any]) -> list[int]:
    if len(value) == 1:
        inner = getattr(value[0], "rect", value[0])
        value = inner() if callable(inner) else inner
    if len(value) == 2:
        value = [*value[0], *value[1]]
    if len(value) != 4:
        raise TypeError("Argument must be rect style object")
    return [int(part) for part in value]
