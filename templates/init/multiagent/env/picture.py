"""The picture: what the participant sees after every step.

`draw` is named in exp.yml. It returns a list of shapes, which the participant's browser paints:
sharp at every size. Units are pixels from the upper left; later shapes cover earlier ones.
"""

from typing import Any

from carry_env import HEIGHT, WIDTH, CarryEnv, Field

from gymbrowser import draw as d

FIELD = 60
TOP = 48  # the strip above the room

ME, PARTNER, CRATE, PLANK = "#1c66b0", "#d9600d", "#a4703a", "#7d5226"
FLOOR, TILE, SIDE, INK = "#f4f1ea", "#ebe6db", "#8a9a5b", "#4a4a4a"

type Shapes = list[dict[str, Any]]


def draw(env: CarryEnv) -> dict[str, Any]:
    """The strip with crates and time, the room, the crate between its two sides, the two agents."""
    shapes = [
        *_strip(env),
        *_tiles(),
        *(_task(env) if env.lifted < env.crates else []),
        *_person(env.at["partner"], PARTNER),
        *_person(env.at["me"], ME, name="you"),
    ]
    return d.scene(WIDTH * FIELD, TOP + HEIGHT * FIELD, shapes, background=FLOOR)


def _strip(env: CarryEnv) -> Shapes:
    """A small crate for each one that is lifted, an outline for each one to come; the time left."""
    width = WIDTH * FIELD
    left = 1 - env.steps / env.limit
    shapes: Shapes = [d.rectangle(0, 0, width, TOP, fill="white")]
    for number in range(env.crates):
        x = 12 + number * 32
        done = number < env.lifted
        empty = d.rectangle(x + 1, 11, 22, 22, fill=None, stroke=CRATE, line_width=2, radius=3)
        shapes += _crate(x - 2, 8, 28) if done else [empty]
    return [
        *shapes,
        d.rectangle(0, TOP - 6, width, 6, fill=TILE),
        d.rectangle(0, TOP - 6, width * left, 6, fill=INK),
    ]


def _tiles() -> Shapes:
    """Every second field is darker, so that distances can be seen."""
    fields = [(c, r) for c in range(WIDTH) for r in range(HEIGHT) if (c + r) % 2]
    return [d.rectangle(*_corner(field), FIELD, FIELD, fill=TILE) for field in fields]


def _task(env: CarryEnv) -> Shapes:
    """The crate, and a mark on either side of it, where somebody must stand."""
    size = FIELD - 14
    marks = [
        d.rectangle(x + 7, y + 7, size, size, fill=None, stroke=SIDE, line_width=4, radius=10)
        for x, y in map(_corner, env.sides())
    ]
    return [*marks, *_crate(*_corner(env.crate), FIELD)]


def _crate(x: float, y: float, size: float) -> Shapes:
    """A box of planks in a square with this corner and size."""
    near, far, thick = size * 0.12, size * 0.88, size * 0.08
    corners = [(x + near, y + near), (x + far, y + near), (x + far, y + far), (x + near, y + far)]
    return [
        d.polygon(corners, fill=CRATE, stroke=PLANK, line_width=thick),
        d.line(corners[0::2], stroke=PLANK, line_width=thick),
        d.line(corners[1::2], stroke=PLANK, line_width=thick),
    ]


def _person(field: Field, colour: str, name: str = "") -> Shapes:
    """A head with two eyes, and a name or else a mouth."""
    left, upper = _corner(field)
    x, y = left + FIELD / 2, upper + FIELD / 2
    eyes = [(x - 7, y - 7), (x + 7, y - 7)]
    mouth = d.line([(x - 7, y + 8), (x, y + 11), (x + 7, y + 8)], stroke="white", line_width=3)
    written = d.text(x, y + 9, name, size=14, fill="white", align="center", bold=True)
    return [
        d.circle(x, y, FIELD * 0.4, fill=colour, stroke="white", line_width=3),
        *(d.circle(*eye, 4.5, fill="white") for eye in eyes),
        *(d.circle(*eye, 2, fill="black") for eye in eyes),
        written if name else mouth,
    ]


def _corner(field: Field) -> Field:
    """The upper left of a field, in pixels."""
    return field[0] * FIELD, TOP + field[1] * FIELD
