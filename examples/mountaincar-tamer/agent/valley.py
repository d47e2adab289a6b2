"""The valley, the car in it and the flag on the hill, as Gymnasium's own picture has them."""

from typing import Any

import numpy as np

from gymbrowser import draw as d

WIDTH, HEIGHT = 600, 400
LEFT, RIGHT = -1.2, 0.6


def draw(env: Any) -> d.Scene:
    """Picture MountainCar's state."""
    position, _ = env.state
    line = [_on_the_hill(x) for x in np.linspace(LEFT, RIGHT, 61)]
    x, y = _on_the_hill(position)
    flag_x, flag_y = _on_the_hill(env.goal_position)
    return d.scene(
        WIDTH,
        HEIGHT,
        [
            d.polygon([*line, (WIDTH, HEIGHT), (0, HEIGHT)], fill="#cfe3c4"),
            d.line(line, stroke="#4d6b3c", line_width=3),
            d.line([(flag_x, flag_y), (flag_x, flag_y - 50)], stroke="#333", line_width=3),
            d.polygon(
                [(flag_x, flag_y - 50), (flag_x + 26, flag_y - 41), (flag_x, flag_y - 32)],
                fill="#c8321e",
            ),
            d.circle(x, y - 12, 12, fill="#1f5fa8"),
        ],
        background="#f4f8fb",
    )


def _on_the_hill(position: float) -> tuple[float, float]:
    """Where a position of the environment is in the picture; the hill is its `_height`."""
    share = (position - LEFT) / (RIGHT - LEFT)
    return float(WIDTH * share), float(HEIGHT * (0.95 - 0.7 * (np.sin(3 * position) * 0.45 + 0.55)))
