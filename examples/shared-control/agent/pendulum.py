"""The pendulum, and the torque that was executed, as an arc around its hinge."""

from typing import Any

import numpy as np

from gymbrowser import draw as d

SIZE, MIDDLE, LENGTH = 400, 200, 130


def draw(env: Any) -> d.Scene:
    """Picture Pendulum's state: angle 0 is upright, and grows counter-clockwise."""
    angle, _ = env.state
    torque = float(env.last_u or 0)
    tip = (MIDDLE - LENGTH * float(np.sin(angle)), MIDDLE - LENGTH * float(np.cos(angle)))
    color = "#b3541e" if torque > 0 else "#1f5fa8"
    return d.scene(
        SIZE,
        SIZE,
        [
            d.line([(MIDDLE, MIDDLE), tip], stroke="#8a2332", line_width=22),
            d.circle(MIDDLE, MIDDLE, 7, fill="#333"),
            d.rectangle(MIDDLE, 370, max(abs(torque) * 60, 1), 12, fill=color)
            if torque < 0
            else d.rectangle(MIDDLE - torque * 60, 370, max(torque * 60, 1), 12, fill=color),
            d.line([(MIDDLE, 362), (MIDDLE, 390)], stroke="#333", line_width=2),
        ],
        background="#f7f5f0",
    )
