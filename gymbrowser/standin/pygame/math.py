"""Vectors of the plane."""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ._missing import refuse_others


class Vector2(Sequence[float]):
    """x and y.

    Args:
        value: Two numbers, a sequence of two, one number for both, or nothing for (0, 0).
    """

    def __init__(self, *value: Any) -> None:
        parts = value[0] if len(value) == 1 and not isinstance(value[0], int | float) else value
        parts = [*parts] or [0, 0]
        self.x, self.y = float(parts[0]), float(parts[-1])

    @property
    def xy(self) -> "Vector2":
        """The same."""
        return Vector2(self.x, self.y)

    def __len__(self) -> int:
        return 2

    def __iter__(self) -> Iterator[float]:
        return iter((self.x, self.y))

    def __getitem__(self, index: Any) -> Any:
        return (self.x, self.y)[index]

    def __setitem__(self, index: int, value: float) -> None:
        setattr(self, "xy"[index], float(value))

    def __add__(self, other: Sequence[float]) -> "Vector2":
        return Vector2(self.x + other[0], self.y + other[1])

    __radd__ = __add__

    def __sub__(self, other: Sequence[float]) -> "Vector2":
        return Vector2(self.x - other[0], self.y - other[1])

    def __rsub__(self, other: Sequence[float]) -> "Vector2":
        return Vector2(other[0] - self.x, other[1] - self.y)

    def __mul__(self, other: Any) -> Any:
        """By a number; by a vector it is the dot product."""
        if isinstance(other, Sequence):
            return self.dot(other)
        return Vector2(self.x * other, self.y * other)

    __rmul__ = __mul__

    def __truediv__(self, other: float) -> "Vector2":
        return Vector2(self.x / other, self.y / other)

    def __neg__(self) -> "Vector2":
        return Vector2(-self.x, -self.y)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and [*self] == [*other]

    __hash__ = None  # type: ignore[assignment]  # it changes

    def __bool__(self) -> bool:
        return self.x != 0 or self.y != 0

    def __repr__(self) -> str:
        return f"Vector2({self.x:g}, {self.y:g})"

    def copy(self) -> "Vector2":
        """The same."""
        return Vector2(self.x, self.y)

    def update(self, *value: Any) -> None:
        """Take over other numbers."""
        self.x, self.y = Vector2(*value)

    def dot(self, other: Sequence[float]) -> float:
        """The dot product."""
        return float(self.x * other[0] + self.y * other[1])

    def cross(self, other: Sequence[float]) -> float:
        """The third component of the cross product."""
        return float(self.x * other[1] - self.y * other[0])

    def length(self) -> float:
        """Its length."""
        return math.hypot(self.x, self.y)

    magnitude = length

    def length_squared(self) -> float:
        """The square of its length."""
        return self.x * self.x + self.y * self.y

    def normalize(self) -> "Vector2":
        """The vector of length 1 in its direction.

        Raises:
            ValueError: It has none.
        """
        if not self:
            raise ValueError("Can't normalize Vector of length zero")
        return self / self.length()

    def normalize_ip(self) -> None:
        """See `normalize`."""
        self.update(self.normalize())

    def scale_to_length(self, length: float) -> None:
        """Make it as long as that."""
        self.update(self.normalize() * length)

    def rotate_rad(self, angle: float) -> "Vector2":
        """The vector turned from x towards y, in radians."""
        return self._turned(math.cos(angle), math.sin(angle))

    def rotate(self, angle: float) -> "Vector2":
        """The vector turned from x towards y, in degrees."""
        return self._turned(*_cos_sin(angle))

    def rotate_ip(self, angle: float) -> None:
        """See `rotate`."""
        self.update(self.rotate(angle))

    def rotate_ip_rad(self, angle: float) -> None:
        """See `rotate_rad`."""
        self.update(self.rotate_rad(angle))

    def distance_to(self, other: Sequence[float]) -> float:
        """How far another point is."""
        return math.hypot(self.x - other[0], self.y - other[1])

    def angle_to(self, other: Sequence[float]) -> float:
        """From its direction to another one's, in degrees."""
        return math.degrees(math.atan2(other[1], other[0]) - math.atan2(self.y, self.x))

    def as_polar(self) -> tuple[float, float]:
        """Length, and angle in degrees."""
        return self.length(), math.degrees(math.atan2(self.y, self.x))

    def lerp(self, other: Sequence[float], amount: float) -> "Vector2":
        """The point on the way to another one, 0 to 1."""
        x, y = (a + (b - a) * amount for a, b in zip(self, other, strict=True))
        return Vector2(x, y)

    def _turned(self, cos: float, sin: float) -> "Vector2":
        return Vector2(cos * self.x - sin * self.y, sin * self.x + cos * self.y)

    __getattr__: Callable[..., Any] = staticmethod(refuse_others("math.Vector2"))


def _cos_sin(angle: float) -> tuple[float, float]:
    """Of an angle in degrees; exact for right angles."""
    quarters, rest = divmod(angle, 90)
    if rest:
        return math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return ((1, 0), (0, 1), (-1, 0), (0, -1))[int(quarters) % 4]


__getattr__ = refuse_others("pygame.math")
