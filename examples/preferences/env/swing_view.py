"""The pendulum, upright where the mark above it is."""

from typing import Any

import numpy as np

from gymbrowser import draw as d

SIZE, MIDDLE, LENGTH = 320, 160, 110


def draw(env: Any) -> d.Scene:
    """Picture Pendulum's state: angle 0 is upright, and grows counter-clockwise."""
    angle, _ = env.state
    tip = (MIDDLE - LENGTH * float(np.sin(angle)), MIDDLE - LENGTH * float(np.cos(angle)))
    return d.scene(
        SIZE,
        SIZE,
        [
            d.polygon([(152, 18), (168, 18), (160, 32)], fill="#256b3b"),
            d.circle(MIDDLE, MIDDLE, 134, fill=None, stroke="#d8d2c6", line_width=2),
            d.line([(MIDDLE, MIDDLE), tip], stroke="#8a2332", line_width=18),
            d.circle(*tip, 14, fill="#8a2332"),
            d.circle(MIDDLE, MIDDLE, 7, fill="#333"),
        ],
        background="#f7f5f0",
    )
