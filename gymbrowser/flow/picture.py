"""Draws a graph as an SVG: one column from top to bottom, and the ways out of the study beside it.

A shape that only some pass has its expression above it, and a dashed way past it on its left; a
block that is repeated has a way back on its right; who leaves the study goes to the right.
"""

import textwrap
from dataclasses import dataclass

from gymbrowser.flow.canvas import Canvas
from gymbrowser.flow.graph import BlockShape, Graph, Shape, StepShape, Way

_STEP = 310
"""The width of a step's box; all lengths are in user units, of which a browser makes pixels."""
_LINE = 17
_PADDING = 11
_GAP = 28
_SIDE = 32
"""Beside the shapes of a block: the ways past them and back run there."""
_MARGIN = 24
_OUTCOME = 200
_BESIDE = 48
"""From the column to the outcomes."""
_UNITS_PER_CHARACTER = 7.3
"""No more in running text of 13 units; a line of broad letters is as wide as its box."""


def draw(graph: Graph) -> str:
    """The picture, as the text of an SVG file."""
    width = max(map(_width, graph.shapes))
    left = _MARGIN + _SIDE
    outcomes = left + width + _BESIDE
    whole = outcomes + _OUTCOME + _MARGIN
    canvas = Canvas(graph.title, graph.told(), whole)
    bottom = _draw_column(_Column(canvas, left, width, outcomes), graph.shapes, 60)
    for note in graph.notes:
        for line in _wrapped(note, whole - 2 * _MARGIN):
            bottom += _LINE + 4
            canvas.text(line, _MARGIN, bottom + _MARGIN, "note")
    return canvas.finish(bottom + 2 * _MARGIN)


@dataclass(frozen=True)
class _Column:
    """Where shapes are stacked."""

    canvas: Canvas
    left: float
    width: float
    outcomes: float
    """The left edge of the outcomes."""
    in_order: bool = True
    """Whether they follow each other as they stand."""

    @property
    def middle(self) -> float:
        return self.left + self.width / 2

    def inner(self, shape: BlockShape) -> "_Column":
        """The column in a block, which stands in the middle of this one."""
        width = max(map(_width, shape.shapes))
        left = self.middle - width / 2
        return _Column(self.canvas, left, width, self.outcomes, shape.in_order)


def _width(shape: Shape) -> float:
    if isinstance(shape, StepShape):
        return _STEP
    return 2 * _SIDE + max(map(_width, shape.shapes))


def _draw_column(column: _Column, shapes: tuple[Shape, ...], y: float) -> float:
    """The shapes below each other from `y` on; gives the lower edge of the last one."""
    for position, shape in enumerate(shapes):
        is_last = position == len(shapes) - 1
        y = _draw_passed(column, shape, y, goes_on=column.in_order and not is_last)
        y += 0 if is_last else _GAP
    return y


def _draw_passed(column: _Column, shape: Shape, y: float, *, goes_on: bool) -> float:
    """A shape with what decides whether it is passed, and the arrow to the next one."""
    canvas, middle = column.canvas, column.middle
    top = y
    if shape.when is not None:
        y = _draw_when(column, shape.when, _width(shape), y)
    bottom = _draw_shape(column, shape, y)
    is_end = isinstance(shape, StepShape) and shape.ends
    if goes_on and not is_end:
        canvas.line((middle, bottom), (middle, bottom + _GAP))
    if shape.when is None or not column.in_order:
        return bottom
    left = middle - _width(shape) / 2
    past, meets = left - _SIDE / 2, bottom + _GAP / 2
    way = ((left, top + 13), (past, top + 13), (past, meets), (middle, meets))
    canvas.line(*way, past=True, arrow=not goes_on)
    if goes_on and is_end:
        canvas.line((middle, meets), (middle, bottom + _GAP))
    return bottom if goes_on else meets


def _draw_when(column: _Column, when: str, width: float, y: float) -> float:
    """The expression above its shape; gives where the shape begins."""
    lines = _wrapped(f"if {when}", width - 2 * _PADDING)
    height = len(lines) * _LINE + 9
    left = column.middle - width / 2
    column.canvas.box(left, y, width, height, "when")
    for at, line in enumerate(lines):
        column.canvas.text(line, left + _PADDING, y + 17 + at * _LINE, "if")
    return y + height


def _draw_shape(column: _Column, shape: Shape, y: float) -> float:
    if isinstance(shape, BlockShape):
        return _draw_block(column, shape, y)
    canvas, left = column.canvas, column.middle - _STEP / 2
    height = max(2 * _PADDING + 2 * _LINE, _outcome_height(shape.way_out))
    canvas.box(left, y, _STEP, height, "step")
    kind = shape.kind.replace("_", " ")
    above = kind if shape.note is None else f"{kind}, {shape.note}"
    text = y + (height - 2 * _LINE) / 2 + 13
    canvas.text(above, left + _PADDING, text, "note")
    canvas.text(_cut(shape.name, _STEP - 2 * _PADDING), left + _PADDING, text + _LINE, "name")
    _draw_outcome(column, shape.way_out, left + _STEP, y + height / 2)
    return y + height


def _draw_block(column: _Column, shape: BlockShape, y: float) -> float:
    canvas, width = column.canvas, _width(shape)
    left = column.middle - width / 2
    said = [line for note in shape.notes for line in _wrapped(note, width - 2 * _PADDING)]
    inside = y + _PADDING + _LINE * (1 + len(said)) + _GAP
    frame = canvas.box(left, y, width, 0, "block")
    canvas.text(_cut(shape.name, width - 2 * _PADDING), left + _PADDING, y + 20, "name")
    for at, line in enumerate(said, 1):
        canvas.text(line, left + _PADDING, y + 20 + at * _LINE, "note")
    end = _draw_column(column.inner(shape), shape.shapes, inside)
    turn, back = end + _GAP / 2, left + width - _SIDE / 2
    if shape.comes_back:
        canvas.line((column.middle, end), (column.middle, turn), arrow=False)
        above = inside - _GAP / 2
        way = ((column.middle, turn), (back, turn), (back, above), (column.middle, above))
        canvas.line(*way, (column.middle, inside))
    bottom = turn + max(_GAP / 2, _outcome_height(shape.way_out) / 2)
    frame.set("height", f"{bottom - y:g}")
    _draw_outcome(column, shape.way_out, left + width, turn)
    return bottom


def _draw_outcome(column: _Column, way: Way | None, x: float, y: float) -> None:
    """The outcome, and the way there from the right edge of a shape."""
    if way is None:
        return
    canvas, height = column.canvas, _outcome_height(way)
    canvas.line((x, y), (column.outcomes, y))
    canvas.box(column.outcomes, y - height / 2, _OUTCOME, height, way.outcome.replace(" ", "-"))
    top = y - height / 2 + 20
    canvas.text(way.outcome, column.outcomes + _PADDING, top, "name")
    for at, line in enumerate(_taken(way), 1):
        canvas.text(line, column.outcomes + _PADDING, top + at * _LINE, "note")


def _outcome_height(way: Way | None) -> float:
    return 0 if way is None else 2 * _PADDING - 5 + _LINE * (1 + len(_taken(way)))


def _taken(way: Way) -> list[str]:
    return [] if way.takes is None else _wrapped(way.takes, _OUTCOME - 2 * _PADDING)


def _wrapped(text: str, width: float) -> list[str]:
    return textwrap.wrap(text, int(width / _UNITS_PER_CHARACTER))


def _cut(text: str, width: float) -> str:
    most = int(width / (_UNITS_PER_CHARACTER + 0.8))  # names are bold
    return text if len(text) <= most else f"{text[: most - 1]}…"
