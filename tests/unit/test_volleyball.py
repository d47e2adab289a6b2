"""The volleyball example natively: its physics, its rules, and the policy that it ships."""

from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from examples.volleyball.env.volleyball import Volleyball, draw
from examples.volleyball.env.volleyball.court import (
    BACK,
    BALL_RADIUS,
    FORWARD,
    HALF_WIDTH,
    LEAP,
    NET_RADIUS,
    PLAYER_RADIUS,
    STAY,
    Court,
    Floats,
    advance,
    observe,
    serve,
)
from gymbrowser import draw as d

POLICY = Path(__file__).parents[2] / "examples" / "volleyball" / "policies" / "opponent.onnx"
COURTS = 64


def served(count: int = 1, to: float = 1.0) -> Court:
    return serve(np.full(count, to), np.zeros(count))


def play_on(court: Court, left: int, right: int, steps: int) -> tuple[Court, Floats]:
    """The court after so many steps, and who scored on the way."""
    scores = np.zeros(len(court.ball))
    for _ in range(steps):
        court, scored = advance(court, np.array([[left, right]] * len(court.ball)))
        scores += scored
    return court, scores


def test_a_ball_that_nobody_hits_is_the_others_point() -> None:
    # Out of its way: at the far ends of the court.
    court, _ = play_on(served(2), BACK, BACK, 1)
    flight = np.array([[-2.0, 0.0], [2.0, 0.0]])
    _, scored = play_on(
        court._replace(flight=flight, ball=np.array([[-2, 2.0], [2, 2.0]])), 1, 1, 1
    )
    assert scored.tolist() == [0, 0]
    low = court._replace(flight=flight, ball=np.array([[-2, 0.4], [2, 0.4]]))
    assert play_on(low, BACK, BACK, 1)[1].tolist() == [1, -1]


def test_players_stay_on_their_side_and_come_down_again() -> None:
    court, _ = play_on(served(), FORWARD, FORWARD, 60)
    assert court.players[0, :, 0].tolist() == pytest.approx(
        [-PLAYER_RADIUS - NET_RADIUS, PLAYER_RADIUS + NET_RADIUS]
    )
    court, _ = play_on(served(), LEAP, STAY, 8)
    assert court.players[0, 0, 1] > 1
    assert court.players[0, 1, 1] == 0
    court, _ = play_on(court, STAY, STAY, 30)
    assert court.players[0, 0, 1] == 0


def test_the_ball_leaves_neither_the_court_nor_the_net_nor_a_player() -> None:
    rng = np.random.default_rng(0)
    court = serve(rng.choice([-1.0, 1.0], COURTS), rng.uniform(-1, 1, COURTS))
    for _ in range(300):
        court, scored = advance(court, rng.integers(4, size=(COURTS, 2)))
        fresh = serve(rng.choice([-1.0, 1.0], COURTS), rng.uniform(-1, 1, COURTS))
        keep = [(scored == 0).reshape(-1, *[1] * (part.ndim - 1)) for part in court]
        court = Court(*(np.where(k, a, b) for k, a, b in zip(keep, court, fresh, strict=True)))
        assert (np.abs(court.ball[:, 0]) <= HALF_WIDTH - BALL_RADIUS + 1).all()
        assert np.isfinite(court.flight).all()
        assert np.linalg.norm(court.flight, axis=1).max() < 20


def test_both_players_see_the_same_court_mirrored() -> None:
    court, _ = play_on(served(), FORWARD, LEAP, 5)
    mirrored = Court(
        court.players[:, ::-1] * [-1, 1],
        court.runs[:, ::-1] * [-1, 1],
        court.ball * [-1, 1],
        court.flight * [-1, 1],
    )
    assert np.array_equal(observe(court), observe(mirrored)[:, ::-1])
    after, other = advance(court, np.array([[1, 2]]))[0], advance(mirrored, np.array([[2, 1]]))[0]
    assert np.allclose(after.ball, other.ball * [-1, 1])


def test_a_match_ends_with_the_last_point_or_with_the_time() -> None:
    env = Volleyball(points=2)
    env.reset(seed=3)
    rewards, over = {"left": 0.0, "right": 0.0}, {}
    while env.agents:
        _, given, over, _, _ = env.step({"left": STAY, "right": BACK})
        rewards = {name: rewards[name] + given[name] for name in rewards}
    assert rewards["left"] == -rewards["right"] != 0
    assert max(env.score.values()) == 2
    assert over == {"left": True, "right": True}
    short = Volleyball(seconds=0.1)
    short.reset(seed=3)
    ends = [short.step({"left": STAY, "right": STAY})[3] for _ in range(3)]
    assert ends[-1] == {"left": True, "right": True}
    assert short.agents == []


def test_the_same_seed_is_the_same_match() -> None:
    one, other = Volleyball(), Volleyball()
    for env in (one, other):
        env.reset(seed=5)
        for _ in range(200):
            env.step({"left": FORWARD, "right": LEAP})
    assert np.array_equal(one.court.ball, other.court.ball)
    assert d.to_svg(draw(one)) == d.to_svg(draw(other))


def test_the_shipped_policy_beats_one_that_acts_at_random() -> None:
    session = onnxruntime.InferenceSession(str(POLICY), providers=["CPUExecutionProvider"])
    rng = np.random.default_rng(7)
    court, margin = serve(np.resize([1.0, -1.0], COURTS), rng.uniform(-1, 1, COURTS)), 0.0
    for _ in range(900):
        seen = observe(court)[:, 1].astype(np.float32)
        (logits,) = session.run(None, {"obs": seen})
        court, scored = advance(
            court, np.stack([rng.integers(4, size=COURTS), np.argmax(logits, axis=1)], axis=1)
        )
        margin += scored.sum()
        fresh = serve(np.where(scored == 0, 1.0, -scored), rng.uniform(-1, 1, COURTS))
        keep = [(scored == 0).reshape(-1, *[1] * (part.ndim - 1)) for part in court]
        court = Court(*(np.where(k, a, b) for k, a, b in zip(keep, court, fresh, strict=True)))
    assert margin / COURTS >= 3, "points in half a minute"
