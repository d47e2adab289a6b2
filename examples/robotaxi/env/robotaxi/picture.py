"""The picture of a town: the streets once, and on them what moves or goes."""

import numpy as np

from gymbrowser import draw as d

from .town import SIZE, Cell, Thing, Town
from .world import Action, RoboTaxi

CELL = 50
SIDE = SIZE * CELL
GLIDE_MS = 220
"""The taxi takes so long for a cell: less than a step, so that it has arrived before the next."""
FACING = {Action.UP: -90, Action.DOWN: 90, Action.LEFT: 180, Action.RIGHT: 0, Action.NOTHING: 0}


def draw(env: RoboTaxi) -> d.Scene:
    """Return the town as it is now."""
    shapes = [_streets(env.town)]
    for thing, shape in ((Thing.ACORN, _acorn), (Thing.SQUIRREL, _squirrel), (Thing.BOMB, _bomb)):
        for row, column in np.argwhere(env.town == thing):
            shapes += shape((column + 0.5) * CELL, (row + 0.5) * CELL)
    shapes += _taxi(env)
    if env.crashed:
        shapes += _bang(env.taxi)
    return d.scene(SIDE, SIDE, shapes, background="#e9ecef")


def _streets(town: Town) -> d.Shape:
    """What never changes in a round; the browser is sent it once."""
    lines = [
        d.line(points, stroke="#ced4da", line_width=1)
        for at in range(CELL, SIDE, CELL)
        for points in ([(at, 0), (at, SIDE)], [(0, at), (SIDE, at)])
    ]
    houses = [
        house for row, column in np.argwhere(town == Thing.WALL) for house in _house(row, column)
    ]
    return d.layer("streets", [*lines, *houses])


def _house(row: int, column: int) -> list[d.Shape]:
    x, y = column * CELL, row * CELL
    roof = [(x + 2, y + 20), (x + CELL / 2, y + 4), (x + CELL - 2, y + 20)]
    return [
        d.rectangle(x + 5, y + 18, CELL - 10, CELL - 21, fill="#868e96", radius=3),
        d.polygon(roof, fill="#495057"),
        d.rectangle(x + 20, y + 32, 10, 15, fill="#dee2e6", radius=2),
    ]


def _acorn(x: float, y: float) -> list[d.Shape]:
    return [
        d.ellipse(x, y + 4, 9, 13, fill="#c98a3b"),
        d.arc(x, y - 1, 12, 180, 360, fill="#7a4b1e", stroke=None),
        d.line([(x, y - 13), (x + 3, y - 18)], stroke="#7a4b1e", line_width=3),
    ]


def _squirrel(x: float, y: float) -> list[d.Shape]:
    return [
        d.ellipse(x - 12, y, 8, 18, fill="#a04a17", angle=20),
        d.ellipse(x + 2, y + 8, 10, 13, fill="#c9642a"),
        d.circle(x + 7, y - 7, 9, fill="#c9642a"),
        d.polygon([(x + 2, y - 13), (x + 4, y - 21), (x + 8, y - 15)], fill="#a04a17"),
        d.circle(x + 10, y - 8, 2, fill="black"),
        d.ellipse(x + 3, y + 10, 5, 8, fill="#f1c9a5"),
    ]


def _bomb(x: float, y: float) -> list[d.Shape]:
    return [
        d.circle(x, y + 4, 14, fill="#212529"),
        d.circle(x - 5, y - 1, 3, fill="white", alpha=0.5),
        d.line([(x + 8, y - 8), (x + 14, y - 16)], stroke="#868e96", line_width=3),
        d.circle(x + 15, y - 17, 4, fill="#fd7e14"),
    ]


def _taxi(env: RoboTaxi) -> list[d.Shape]:
    """Return a body that glides and turns, and above it how many acorns there are on board."""
    row, column = env.taxi
    x, y = (column + 0.5) * CELL, (row + 0.5) * CELL
    angle = FACING[env.way]

    def part(name: str, length: float, width: float, fill: str, radius: float) -> d.Shape:
        box = (x - length / 2, y - width / 2, length, width)
        return d.rectangle(
            *box, fill=fill, radius=radius, id=f"taxi {name}", angle=angle, tween_ms=GLIDE_MS
        )

    sign = d.text(
        x, y, str(env.acorns), size=16, align="center", bold=True, id="sign", tween_ms=GLIDE_MS
    )
    return [
        part("wheels", 28, 34, "#212529", 4),
        part("body", 42, 26, "#fcc419", 8),
        part("roof", 20, 22, "#fff3bf", 5),
        sign,
    ]


def _bang(cell: Cell) -> list[d.Shape]:
    x, y = (cell[1] + 0.5) * CELL, (cell[0] + 0.5) * CELL
    turns = np.arange(16) * np.pi / 8
    reach = np.where(np.arange(16) % 2, 18, 40)
    points = np.stack([x + reach * np.cos(turns), y + reach * np.sin(turns)], axis=1)
    return [
        d.polygon(points, fill="#fd7e14", stroke="#c92a2a", line_width=3, depth=1),
        d.text(x, y, "Bang!", size=15, align="center", bold=True, depth=1),
    ]
