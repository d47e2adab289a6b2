"""The picture: a beach, two half-discs who watch the ball, and its shadow."""

import math
from typing import Any

from gymbrowser import draw as d

from .court import BALL_RADIUS, HALF_WIDTH, NET_HEIGHT, NET_RADIUS, PLAYER_RADIUS
from .game import Volleyball

METRE = 40  # pixels
WIDTH, HEIGHT, GROUND = 2 * HALF_WIDTH * METRE, 380, 330
COLOURS = {"left": "#1971c2", "right": "#c2255c"}


def draw(env: Volleyball) -> d.Scene:
    """Return the court as it is now."""
    players, ball = env.court.players[0], env.court.ball[0]
    x, y = _place(*ball)
    return d.scene(
        WIDTH,
        HEIGHT,
        [
            BEACH,
            d.ellipse(x, GROUND + 8, BALL_RADIUS * METRE, 5, fill="black", alpha=0.2),
            *(
                shape
                for name, place in zip(env.possible_agents, players, strict=True)
                for shape in _player(name, place, (x, y))
            ),
            d.circle(x, y, BALL_RADIUS * METRE, fill="#ffd43b", stroke="#e67700", line_width=2),
            *_points(env.score),
        ],
        background="#d0ebff",
    )


def _place(x: float, y: float) -> tuple[float, float]:
    return (HALF_WIDTH + x) * METRE, GROUND - y * METRE


def _beach() -> list[d.Shape]:
    x, top = _place(0, NET_HEIGHT)
    half = NET_RADIUS * METRE
    return [
        d.circle(WIDTH - 70, 60, 28, fill="#fff3bf"),
        d.rectangle(0, GROUND - 60, WIDTH, 60, fill="#74c0fc"),
        d.rectangle(0, GROUND, WIDTH, HEIGHT - GROUND, fill="#f2deb0"),
        d.rectangle(
            x - half, top - half, 2 * half, GROUND - top + half, fill="#495057", radius=half
        ),
    ]


BEACH = d.layer("beach", _beach())


def _player(name: str, place: Any, ball: tuple[float, float]) -> list[d.Shape]:
    x, y = _place(*place)
    side = 1 if name == "left" else -1
    eye_x, eye_y = x + side * 18, y - 20
    turn = math.atan2(ball[1] - eye_y, ball[0] - eye_x)
    return [
        d.arc(x, y, PLAYER_RADIUS * METRE, 180, 360, fill=COLOURS[name], stroke=None),
        d.circle(eye_x, eye_y, 8, fill="white"),
        d.circle(eye_x + 4 * math.cos(turn), eye_y + 4 * math.sin(turn), 4),
    ]


def _points(score: dict[str, int]) -> list[d.Shape]:
    return [
        d.text(x, 34, str(score[name]), size=34, bold=True, align="center", fill=COLOURS[name])
        for name, x in (("left", WIDTH / 2 - 60), ("right", WIDTH / 2 + 60))
    ]
