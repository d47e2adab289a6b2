"""The physics, for N courts at once: the environment plays on one, training on hundreds.

Metres and seconds; x grows to the right from the net, y upwards from the sand. Only +, -, *, / and
square roots of float64, which every machine rounds alike.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]

STEPS_PER_SECOND = 30
DT = 1 / STEPS_PER_SECOND

HALF_WIDTH = 8.0
NET_HEIGHT, NET_RADIUS = 1.6, 0.12
PLAYER_RADIUS, BALL_RADIUS = 1.0, 0.4
RUN, JUMP = 6.5, 7.5
PLAYER_GRAVITY, BALL_GRAVITY = 18.0, 7.5
BALL_SPEEDS = 6.0, 13.0
"""Of a ball that a player has hit."""

STAY, BACK, FORWARD, LEAP = range(4)
"""Actions: away from the net, towards it, off the ground."""
ACTIONS = 4
SIDES = np.array([-1.0, 1.0])
"""Of the net: left and right. The order of everything that has one entry per player."""


class Court(NamedTuple):
    """Where everything is on N courts, and how fast it moves; [..., 2] are x and y."""

    players: Floats  # [N, 2 players, 2]
    runs: Floats  # [N, 2 players, 2]: their velocities
    ball: Floats  # [N, 2]
    flight: Floats  # [N, 2]: its velocity


def serve(to: Floats, spread: Floats) -> Court:
    """Return courts at the beginning of a rally.

    Args:
        to: [N], the side that the ball falls to: -1 or 1.
        spread: [N], from -1 to 1: how the ball flies.
    """
    count = len(to)
    players = np.zeros((count, 2, 2))
    players[:, :, 0] = SIDES * HALF_WIDTH / 2
    ball = np.stack([np.zeros(count), np.full(count, 4.5)], axis=1)
    flight = np.stack([to * (2.6 + 0.8 * spread), 2.5 - spread], axis=1)
    return Court(players, np.zeros((count, 2, 2)), ball, flight)


def advance(court: Court, actions: NDArray[np.integer]) -> tuple[Court, Floats]:
    """Return the courts a step later, and who scored.

    Args:
        court: N courts.
        actions: [N, 2 players].

    Returns:
        The courts, and [N]: the side that scored, -1 or 1; 0 while the ball flies.
    """
    players, runs = _move_players(court, actions)
    flight = court.flight - np.array([0.0, BALL_GRAVITY * DT])
    ball = court.ball + flight * DT
    ball, flight = _off_walls(ball, flight)
    ball, flight = _off_net(ball, flight)
    for player in range(2):
        ball, flight = _off_player(ball, flight, players[:, player], runs[:, player])
    down = ball[:, 1] <= BALL_RADIUS
    scored = np.where(down, -np.where(ball[:, 0] < 0, -1.0, 1.0), 0.0)
    return Court(players, runs, ball, flight), scored


def observe(court: Court) -> Floats:
    """Return what each player sees, [N, 2 players, 12]: itself, the ball and the other.

    Each has x, y and their velocities. Both players see their own side as x > 0, with x growing
    away from the net: one policy can play on either side.
    """
    mirror = np.stack([SIDES, np.ones(2)], axis=1)
    own = np.concatenate([court.players * mirror, court.runs * mirror], axis=2)
    ball = np.concatenate([court.ball, court.flight], axis=1)
    seen = ball[:, None] * np.concatenate([mirror, mirror], axis=1)
    return np.concatenate([own, seen, own[:, ::-1] * np.array([-1, 1, -1, 1])], axis=2)


def _move_players(court: Court, actions: NDArray[np.integer]) -> tuple[Floats, Floats]:
    grounded = court.players[:, :, 1] <= 0
    run = np.where(actions == FORWARD, -RUN, np.where(actions == BACK, RUN, 0.0)) * SIDES
    # Off the ground, and as it leaves it, a player keeps its way.
    across = np.where(grounded & (actions != LEAP), run, court.runs[:, :, 0])
    up = np.where(
        grounded,
        np.where(actions == LEAP, JUMP, 0.0),
        court.runs[:, :, 1] - PLAYER_GRAVITY * DT,
    )
    nearest, farthest = PLAYER_RADIUS + NET_RADIUS, HALF_WIDTH - PLAYER_RADIUS
    from_net = np.clip((court.players[:, :, 0] + across * DT) * SIDES, nearest, farthest)
    y = np.maximum(0.0, court.players[:, :, 1] + up * DT)
    players = np.stack([from_net * SIDES, y], axis=2)
    return players, np.stack([across, np.where(y > 0, up, 0.0)], axis=2)


def _off_walls(ball: Floats, flight: Floats) -> tuple[Floats, Floats]:
    reach = HALF_WIDTH - BALL_RADIUS
    beyond = np.abs(ball[:, 0]) > reach
    x = np.clip(ball[:, 0], -reach, reach)
    across = np.where(beyond, -np.sign(x) * np.abs(flight[:, 0]), flight[:, 0])
    return _pair(x, ball[:, 1]), _pair(across, flight[:, 1])


def _off_net(ball: Floats, flight: Floats) -> tuple[Floats, Floats]:
    """Bounce off the post below its top, and off its top, which is round."""
    reach = BALL_RADIUS + NET_RADIUS
    beside = (np.abs(ball[:, 0]) < reach) & (ball[:, 1] < NET_HEIGHT)
    side = np.where(ball[:, 0] < 0, -1.0, 1.0)
    x = np.where(beside, side * reach, ball[:, 0])
    across = np.where(beside, side * np.abs(flight[:, 0]), flight[:, 0])
    top = np.array([0.0, NET_HEIGHT])
    placed = _pair(x, ball[:, 1])
    away, depth = _away(placed - top, reach)
    hit = (depth > 0) & (ball[:, 1] >= NET_HEIGHT)
    bounced = _mirrored(_pair(across, flight[:, 1]), away)
    placed = placed + np.where(hit, depth, 0.0)[:, None] * away
    return placed, np.where(hit[:, None], bounced, _pair(across, flight[:, 1]))


def _off_player(ball: Floats, flight: Floats, player: Floats, run: Floats) -> tuple[Floats, Floats]:
    away, depth = _away(ball - player, PLAYER_RADIUS + BALL_RADIUS)
    hit = depth > 0
    bounced = _mirrored(flight - run, away) + run
    speed = _length(bounced)
    bounced = bounced * (np.clip(speed, *BALL_SPEEDS) / np.maximum(speed, 1e-9))[:, None]
    placed = ball + np.where(hit, depth, 0.0)[:, None] * away
    return placed, np.where(hit[:, None], bounced, flight)


def _away(offset: Floats, reach: float) -> tuple[Floats, Floats]:
    """Return the direction of an offset [N, 2], and by how much it is shorter than `reach`."""
    length = _length(offset)
    return offset / np.maximum(length, 1e-9)[:, None], reach - length


def _mirrored(velocity: Floats, away: Floats) -> Floats:
    """Return a velocity that leads off a surface; one that does so already stays."""
    towards = np.minimum(0.0, velocity[:, 0] * away[:, 0] + velocity[:, 1] * away[:, 1])
    return velocity - 2 * towards[:, None] * away


def _length(vector: Floats) -> Floats:
    length: Floats = np.sqrt(vector[:, 0] * vector[:, 0] + vector[:, 1] * vector[:, 1])
    return length


def _pair(x: Floats, y: Floats) -> Floats:
    return np.stack([x, y], axis=1)
