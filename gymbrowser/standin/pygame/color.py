"""Colours."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ._missing import refuse_others
from ._raster import Rgba

_CODES = {
    "black": 0x000000,
    "white": 0xFFFFFF,
    "red": 0xFF0000,
    "green": 0x00FF00,
    "blue": 0x0000FF,
    "yellow": 0xFFFF00,
    "cyan": 0x00FFFF,
    "magenta": 0xFF00FF,
    "gray": 0xBEBEBE,
    "grey": 0xBEBEBE,
    "orange": 0xFFA500,
    "purple": 0xA020F0,
    "brown": 0xA52A2A,
    "pink": 0xFFC0CB,
    "navy": 0x000080,
    "gold": 0xFFD700,
    "violet": 0xEE82EE,
    "maroon": 0xB03060,
    "darkgreen": 0x006400,
    "darkblue": 0x00008B,
    "darkred": 0x8B0000,
    "darkgray": 0xA9A9A9,
    "darkgrey": 0xA9A9A9,
    "lightgray": 0xD3D3D3,
    "lightgrey": 0xD3D3D3,
    "lightblue": 0xADD8E6,
    "lightgreen": 0x90EE90,
    "skyblue": 0x87CEEB,
    "steelblue": 0x4682B4,
    "royalblue": 0x4169E1,
    "forestgreen": 0x228B22,
    "limegreen": 0x32CD32,
    "olivedrab": 0x6B8E23,
    "khaki": 0xF0E68C,
    "beige": 0xF5F5DC,
    "tan": 0xD2B48C,
    "chocolate": 0xD2691E,
    "crimson": 0xDC143C,
    "tomato": 0xFF6347,
    "salmon": 0xFA8072,
    "coral": 0xFF7F50,
    "turquoise": 0x40E0D0,
    "teal": 0x008080,
    "indigo": 0x4B0082,
    "ivory": 0xFFFFF0,
    "silver": 0xC0C0C0,
}


def _of_number(number: int) -> Rgba:
    return number >> 24 & 255, number >> 16 & 255, number >> 8 & 255, number & 255


THECOLORS: dict[str, Rgba] = {name: _of_number(c << 8 | 255) for name, c in _CODES.items()}
"""The best known of X11's colours, by which pygame goes and not by those of CSS."""


class Color(Sequence[int]):
    """Red, green, blue and alpha, 0 to 255 each.

    Args:
        value: A name, `#rrggbb`, `#rrggbbaa`, a sequence of three or four, a whole number
            (0xRRGGBBAA), or red, with green, blue and alpha after it.
    """

    __slots__ = ("a", "b", "g", "r")  # what else is set would change nothing

    def __init__(self, *value: Any) -> None:
        self.r, self.g, self.b, self.a = rgba_of(value[0] if len(value) == 1 else value)

    def __len__(self) -> int:
        return 4

    def __getitem__(self, index: Any) -> Any:
        return (self.r, self.g, self.b, self.a)[index]

    def __iter__(self) -> Iterator[int]:
        return iter((self.r, self.g, self.b, self.a))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(rgba_of(other))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"Color({self.r}, {self.g}, {self.b}, {self.a})"

    def lerp(self, other: Any, amount: float) -> "Color":
        """The colour on the way from this one to another, 0 to 1."""
        pairs = zip(self, rgba_of(other), strict=True)
        return Color(*(round(a + (b - a) * amount) for a, b in pairs))

    __getattr__: Callable[..., Any] = staticmethod(refuse_others("Color"))


def rgba_of(value: Any) -> Rgba:
    """A colour in whatever form pygame takes one.

    Raises:
        ValueError: It is none.
    """
    if isinstance(value, str):
        return _named(value)
    if isinstance(value, int):
        return _of_number(value)
    parts = [int(part) for part in value]
    if len(parts) not in (3, 4) or not all(0 <= part <= 255 for part in parts):
        raise ValueError(f"invalid color argument: {value!r}")
    return parts[0], parts[1], parts[2], parts[3] if len(parts) == 4 else 255


def _named(name: str) -> Rgba:
    code = name.removeprefix("#").removeprefix("0x")
    if code != name and len(code) in (6, 8):
        return _of_number(int(code.ljust(8, "f"), 16))
    colour = THECOLORS.get(name.lower().replace(" ", ""))
    if colour is None:
        raise ValueError(
            f"invalid color name: the stand-in for pygame does not know {name!r}; give its numbers"
        )
    return colour
