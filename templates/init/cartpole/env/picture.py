"""The picture of CartPole-v1, made from its state.

The function `draw` is named in exp.yml. After every step it gets the environment and returns a list
of shapes, which the participant's browser paints: sharp at every size.
"""

from math import cos, sin
from typing import Any

from gymnasium.envs.classic_control import CartPoleEnv

from gymbrowser import draw as d

WIDTH, HEIGHT = 600, 360  # pixels of the picture; the page scales it to fit
FLOOR = 290
WHEEL = 11  # radius
CART = (88, 44)  # width, height

# Change the colours first: it is the quickest way to see a change arrive.
SKY, GROUND, POST = "#eef4fa", "#8d99a8", "#c92a2a"
BODY, TYRE, POLE, HINGE = "#2b4c8c", "#1f2933", "#e07a1f", "#fff4e6"


def draw(env: CartPoleEnv) -> dict[str, Any]:
    """The ground, the cart, and the pole on it; later shapes cover earlier ones."""
    assert env.state is not None  # there is one as soon as an episode has begun
    position, _, angle, _ = env.state  # metres from the middle, radians from upright
    scale = WIDTH / (2.3 * env.x_threshold)  # pixels for a metre, so that the posts are in view
    x = WIDTH / 2 + position * scale
    return d.scene(
        WIDTH,
        HEIGHT,
        [
            *_ground(env.x_threshold * scale),
            *_cart(x),
            *_pole(x, angle, length=2 * env.length * scale),  # Gymnasium's length is half of it
        ],
        background=SKY,
    )


def _ground(reach: float) -> list[dict[str, Any]]:
    """A line to roll on, and a post on either side, where a round ends."""
    posts = (WIDTH / 2 - reach, WIDTH / 2 + reach)
    return [
        d.rectangle(0, FLOOR, WIDTH, HEIGHT - FLOOR, fill="#d8e0e8"),
        d.line([(0, FLOOR), (WIDTH, FLOOR)], stroke=GROUND, line_width=3),
        *(d.rectangle(post - 4, FLOOR - 34, 8, 34, fill=POST, radius=3) for post in posts),
    ]


def _cart(x: float) -> list[dict[str, Any]]:
    """A box on two wheels, its middle at x."""
    width, height = CART
    wheels = [(x + side * width * 0.28, FLOOR - WHEEL) for side in (-1, 1)]
    return [
        d.rectangle(x - width / 2, _hinge(), width, height, fill=BODY, radius=9),
        *(d.circle(*wheel, WHEEL, fill=TYRE) for wheel in wheels),
        *(d.circle(*wheel, WHEEL * 0.4, fill=GROUND) for wheel in wheels),
    ]


def _pole(x: float, angle: float, length: float) -> list[dict[str, Any]]:
    """The pole on the cart; at angle 0 it is upright, above 0 it leans to the right."""
    tip = (x + length * sin(angle), _hinge() - length * cos(angle))
    return [
        d.line([(x, _hinge()), tip], stroke=POLE, line_width=13),
        d.circle(x, _hinge(), 6, fill=HINGE),
    ]


def _hinge() -> int:
    """Where the pole stands on the cart: y in pixels, downwards."""
    return FLOOR - WHEEL - CART[1]
