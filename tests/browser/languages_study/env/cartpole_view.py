"""A picture of Gymnasium's CartPole-v1, made from its state.

It takes the place of Gymnasium's own, which `view: {render_mode: human}` would show, and like that
stays sharp at every size.
"""

from math import cos, sin
from typing import Any

from gymnasium.envs.classic_control import CartPoleEnv

from gymbrowser import draw as d

WIDTH, HEIGHT = 600, 400  # pixels, as in Gymnasium's own picture
TRACK_Y = 300
CART_WIDTH, CART_HEIGHT = 80, 46
WHEEL = 12
POLE_WIDTH = 14


def draw(env: CartPoleEnv) -> dict[str, Any]:
    """The track with its two ends, the cart, and the pole."""
    scale = WIDTH / (2 * 1.15 * env.x_threshold)  # pixels per metre; the ends stay in the picture
    assert env.state is not None  # there is one from the first reset on
    position, _, angle, _ = env.state
    x = WIDTH / 2 + position * scale
    axle_y = TRACK_Y - CART_HEIGHT - WHEEL
    length = 2 * env.length * scale  # Gymnasium's `length` is half the pole's
    tip = (x + length * sin(angle), axle_y - length * cos(angle))
    return d.scene(
        WIDTH,
        HEIGHT,
        [
            *_track(env.x_threshold * scale),
            d.rectangle(
                x - CART_WIDTH / 2, axle_y, CART_WIDTH, CART_HEIGHT, fill="#364fc7", radius=8
            ),
            *(d.circle(x + side * 24, TRACK_Y - WHEEL, WHEEL, fill="#212529") for side in (-1, 1)),
            d.line([(x, axle_y), tip], stroke="#e8590c", line_width=POLE_WIDTH),
            d.circle(x, axle_y, POLE_WIDTH / 2, fill="#ffd8a8"),
        ],
        background="#f8f9fa",
    )


def _track(reach: float) -> list[dict[str, Any]]:
    """The ground, and a post on either side where the episode ends."""
    ends = (WIDTH / 2 - reach, WIDTH / 2 + reach)
    return [
        d.line([(0, TRACK_Y), (WIDTH, TRACK_Y)], stroke="#adb5bd", line_width=3),
        *(d.line([(x, TRACK_Y - 18), (x, TRACK_Y)], stroke="#c92a2a", line_width=4) for x in ends),
    ]
