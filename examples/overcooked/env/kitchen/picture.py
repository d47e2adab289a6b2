"""The picture of a kitchen: a line on top that says how it goes, and the room from above."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gymbrowser import draw as d

from . import sprites
from .codes import AHEAD, Cell, Facing, Item
from .state import COOKING_STEPS, ONIONS_PER_SOUP, ChefState, Position, PotState, State

if TYPE_CHECKING:
    from .world import Kitchen

CELL = 100
"""Pixels of the scene; a screen may show it at any size."""

TOP = 68
LIP = 14
"""A counter's front, seen from above and a little from below."""

WARNING_S = 10

WALL, WORKTOP, SEAM, FRONT = "#1f2937", "#c3cedb", "#b1bfce", "#8496ab"
TILES = ("#f7ead8", "#efdcc1")
TEXT, ALARM = "#f8f9fa", "#ff8787"


def draw(env: "Kitchen") -> d.Scene:
    """Return the kitchen as it is now, CELL pixels per cell."""
    rows, columns = env.current.cells.shape
    shapes = [*_score_line(env, columns * CELL), *_room(env.current), *_chefs(env)]
    return d.scene(columns * CELL, rows * CELL + TOP, shapes, background=WALL)


def _score_line(env: "Kitchen", width: int) -> Iterator[d.Shape]:
    """Soups, points, and the time left: signs and numbers, so that no language is needed."""
    y = TOP / 2
    yield from sprites.soup_bowl(34, y, 22)
    yield d.text(64, y + 2, str(env.soups), size=36, fill=TEXT, bold=True)
    yield from sprites.star(130, y + 1, 16)
    yield d.text(152, y + 2, f"{env.score:.0f}", size=30, fill=TEXT)
    seconds = -(-env.current.steps_left // env.fps)  # the last second is 1, not 0
    colour = ALARM if seconds <= WARNING_S else TEXT
    share = env.current.steps_left / env.max_steps
    yield from sprites.clock(width - 250, y, 15, colour)
    yield from _time_bar(width - 220, y, share, colour)
    minutes, seconds = divmod(int(seconds), 60)
    left = f"{minutes}:{seconds:02}"
    yield d.text(width - 16, y + 2, left, size=34, fill=colour, align="right", bold=True)


def _time_bar(x: float, y: float, share: float, colour: str) -> Iterator[d.Shape]:
    width = 90
    yield d.line([(x, y), (x + width, y)], stroke=sprites.DARK_STEEL, line_width=12)
    if share > 0:
        yield d.line([(x, y), (x + width * share, y)], stroke=colour, line_width=12)


def _room(state: State) -> Iterator[d.Shape]:
    tick = state.steps_left
    for position, cell in _places(state):
        yield from _floor(position) if cell == Cell.FLOOR else _counter(position)
    for position, cell in _places(state):
        if cell != Cell.FLOOR:
            yield from _front(state, position)
    for position, cell in _places(state):
        yield from _station(state, position, cell)
    for pot in state.pots:
        yield from _pot(pot, tick)


def _places(state: State) -> Iterator[tuple[Position, Cell]]:
    for row, cells in enumerate(state.cells.tolist()):
        for column, cell in enumerate(cells):
            yield (row, column), Cell(cell)


def _corner(position: Position) -> tuple[float, float]:
    row, column = position
    return column * CELL, TOP + row * CELL


def _centre(position: Position) -> tuple[float, float]:
    x, y = _corner(position)
    return x + CELL / 2, y + CELL / 2


def _floor(position: Position) -> Iterator[d.Shape]:
    yield d.rectangle(*_corner(position), CELL, CELL, fill=TILES[sum(position) % 2])


def _counter(position: Position) -> Iterator[d.Shape]:
    yield d.rectangle(*_corner(position), CELL, CELL, fill=WORKTOP)
    if position[1] > 0:
        x, y = _corner(position)
        yield d.rectangle(x - 1, y, 2, CELL, fill=SEAM)


def _front(state: State, position: Position) -> Iterator[d.Shape]:
    """The side of a counter that looks down onto the floor, and its shadow there."""
    row, column = position
    if row + 1 < len(state.cells) and state.cells[row + 1, column] != Cell.FLOOR:
        return
    x, y = _corner(position)
    yield d.rectangle(x, y + CELL - LIP, CELL, LIP, fill=FRONT)
    if row + 1 < len(state.cells):
        yield d.rectangle(x, y + CELL, CELL, 10, fill="#00000014")


def _station(state: State, position: Position, cell: Cell) -> Iterator[d.Shape]:
    x, y = _centre(position)
    on_top = y - LIP / 2
    match cell:
        case Cell.ONIONS:
            yield from sprites.crate(x, on_top)
        case Cell.DISHES:
            yield from sprites.dishes(x, on_top)
        case Cell.SERVING:
            yield from sprites.hatch(x, on_top, _outwards(state, position))
    lying = Item(state.items[position])
    yield from sprites.item(lying, x, y if cell == Cell.FLOOR else on_top, 24)


def _outwards(state: State, position: Position) -> Facing:
    """Away from the floor."""
    floor = {place for place, cell in _places(state) if cell == Cell.FLOOR}
    row, column = position
    for facing, (down, right) in AHEAD.items():
        if (row - down, column - right) in floor:
            return facing
    return Facing.DOWN


def _pot(pot: PotState, tick: int) -> Iterator[d.Shape]:
    x, y = _centre(pot.position)
    y -= LIP / 2
    yield from sprites.pot(x, y)
    if not pot.is_full:
        for right, down in [(-11, -5), (11, -5), (0, 12)][: pot.onions]:
            yield from sprites.onion(x + right, y + down, 11)
        yield from _slots(x, y + 41, pot.onions)
        return
    yield from sprites.broth(x, y, 27, tick)
    if pot.is_done:
        yield from sprites.steam(x, y - 4, tick)
        yield from sprites.tick_mark(x + 32, y - 27, 15)
    else:
        yield from sprites.bar(x - 42, y + 41, 84, 1 - pot.steps_to_go / COOKING_STEPS, "#ffd43b")


def _slots(x: float, y: float, onions: int) -> Iterator[d.Shape]:
    """How many onions are in, of how many."""
    yield d.rectangle(x - 30, y - 8, 60, 16, fill=sprites.INK, radius=8)
    for number in range(ONIONS_PER_SOUP):
        fill = "#ffd43b" if number < onions else None
        at = x + 18 * (number - 1)
        yield d.circle(at, y, 4.5, fill=fill, stroke="#ffd43b", line_width=1.5)


def _chefs(env: "Kitchen") -> Iterator[d.Shape]:
    chefs = list(enumerate(env.current.chefs))
    own = [chef for agent, chef in chefs if agent == env.you]
    for chef in own:
        yield from _ring(chef)
    for agent, chef in sorted(chefs, key=lambda pair: pair[1].position):
        coat = sprites.BLUE if agent == (env.you or 0) else sprites.ORANGE
        yield from sprites.chef(*_centre(chef.position), chef.facing, chef.held, coat)
    for chef in own:
        yield from _name_tag(chef, env.label)


def _ring(chef: ChefState) -> Iterator[d.Shape]:
    x, y = _centre(chef.position)
    yield d.circle(x, y, 43, fill="#ffffffb3", stroke=sprites.BLUE, line_width=5)


def _name_tag(chef: ChefState, label: str) -> Iterator[d.Shape]:
    """Behind the chef's back, so that it hides neither the face nor what is held."""
    x, y = _centre(chef.position)
    y += -46 if chef.facing == Facing.DOWN else 46
    width = 22 + 14 * len(label)
    yield d.rectangle(
        x - width / 2,
        y - 14,
        width,
        28,
        fill=sprites.BLUE,
        stroke=sprites.WHITE,
        line_width=2.5,
        radius=14,
    )
    yield d.text(x, y + 1, label, size=21, fill=sprites.WHITE, align="center", bold=True)
