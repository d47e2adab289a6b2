"""The picture of the board, and the one who plays against the participant."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from gymbrowser import draw as pen
from gymbrowser import ui

PAPER, INK, FAINT = "#fbfaf6", "#30343f", "#8b8f99"
COLOURS = ("#0b6e8a", "#b4452c")
"""Of the participant's crosses and of the opponent's noughts."""
CELL, TOP = 100, 60
LINES = (
    *((0, 1, 2), (3, 4, 5), (6, 7, 8)),
    *((0, 3, 6), (1, 4, 7), (2, 5, 8)),
    *((0, 4, 8), (2, 4, 6)),
)
"""The cells of a column lie one after the other, as in PettingZoo."""

type Board = tuple[int, ...]
"""Of each cell: 0 nobody's, 1 and 2 whose mark is there."""


def draw(env: Any) -> pen.Scene:
    """Draw the board; every free cell shows the digit that puts a mark there."""
    board: Board = tuple(env.board.squares)
    line = _full_line(board)
    shapes = [pen.text(150, 30, _headline(env, board), size=20, fill=INK, align="center")]
    for at in (1, 2):
        shapes += [
            _stroke((at * CELL, TOP), (at * CELL, TOP + 3 * CELL), INK, width=2),
            _stroke((0, TOP + at * CELL), (3 * CELL, TOP + at * CELL), INK, width=2),
        ]
    for cell, mark in enumerate(board):
        shapes += _cell(cell, mark, faded=line is not None and cell not in line)
    return pen.scene(300, TOP + 3 * CELL, shapes, background=PAPER)


class Opponent:
    """Looks to the end of the game, but for the blunders.

    Args:
        blunders: How often any free cell will do, 0 to 1.
        explains: Whether it says why it takes a cell, on the message board.
    """

    def __init__(self, blunders: float, explains: bool = False) -> None:
        self._blunders = blunders
        self._explains = explains

    def reset(self, *, agent: str, action_space: Any, seed: int) -> None:
        """Begin an episode: all that is random comes from the seed."""
        del agent, action_space
        self._random = np.random.default_rng(seed)

    def act(self, observation: dict[str, Any], info: Any) -> int:
        """Choose a free cell; of several that are equally good, any."""
        del info
        free = np.flatnonzero(observation["action_mask"]).tolist()
        board = _board(observation["observation"])
        if self._random.random() >= self._blunders:
            free = _best(board, free)
        cell = int(self._random.choice(free))
        if self._explains:
            ui.message(_reason(board, cell))
        return cell


def _reason(board: Board, cell: int) -> str:
    if _full_line(_with(board, cell, 1)) is not None:
        return "Three in a row!"
    if _full_line(_with(board, cell, 2)) is not None:
        return "I had to stop you there."
    return "The middle is worth most." if cell == 4 else "I'll try it here."


def _board(planes: Any) -> Board:
    """PettingZoo's two planes: where my marks are, and where the other one's."""
    mine, theirs = planes[..., 0].ravel(), planes[..., 1].ravel()
    return tuple(int(a) + 2 * int(b) for a, b in zip(mine, theirs, strict=True))


def _best(board: Board, free: Sequence[int]) -> list[int]:
    values = {cell: -_value(_with(board, cell, 1), 2) for cell in free}
    return [cell for cell in free if values[cell] == max(values.values())]


@cache
def _value(board: Board, mover: int) -> int:
    """What the game is worth to the one who moves, if both look to its end: -1, 0 or 1."""
    if _full_line(board) is not None:
        return -1  # the other one has just made it
    free = [cell for cell, mark in enumerate(board) if mark == 0]
    return max((-_value(_with(board, cell, mover), 3 - mover) for cell in free), default=0)


def _with(board: Board, cell: int, mark: int) -> Board:
    return (*board[:cell], mark, *board[cell + 1 :])


def _full_line(board: Board) -> tuple[int, int, int] | None:
    for line in LINES:
        if len({board[cell] for cell in line}) == 1 and board[line[0]] != 0:
            return line
    return None


def _headline(env: Any, board: Board) -> str:
    line = _full_line(board)
    if line is not None:
        return "You have three in a row!" if board[line[0]] == 1 else "The other one has three."
    if 0 not in board:
        return "Nobody has three."
    return "Your turn" if env.agent_selection == env.possible_agents[0] else "The other's turn …"


def _cell(cell: int, mark: int, *, faded: bool) -> list[pen.Shape]:
    column, row = divmod(cell, 3)
    x, y = CELL * (column + 0.5), TOP + CELL * (row + 0.5)
    if mark == 0:
        return [pen.text(x, y, str(3 * row + column + 1), size=22, fill=FAINT, align="center")]
    alpha, colour, r = 0.35 if faded else 1.0, COLOURS[mark - 1], 26
    if mark == 2:
        return [pen.circle(x, y, r, fill=None, stroke=colour, line_width=10, alpha=alpha)]
    return [
        _stroke((x - r, y - r), (x + r, y + r), colour, alpha=alpha),
        _stroke((x - r, y + r), (x + r, y - r), colour, alpha=alpha),
    ]


def _stroke(
    a: pen.Point, b: pen.Point, colour: str, *, width: float = 10, alpha: float = 1
) -> pen.Shape:
    return pen.line([a, b], stroke=colour, line_width=width, alpha=alpha)
