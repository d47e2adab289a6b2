"""Train the opponent by classification-based policy iteration in plain numpy, export it to ONNX.

Read `main` and `train` first: they are the table of contents. What to do in a situation is found
out by trying: each action is taken in a copy of the court, the match goes on by the policy that
there is so far, and the action after which most points are won is the label of that situation. A
network learns the labels, and is the policy of the next round (Lagoudakis and Parr 2003,
Reinforcement Learning as Classification). The first policy is the `chase` of a few rules. All
courts, and all their copies, are advanced by one call of `court.advance`.

Shapes: N courts, S situations, B rows of a batch, F features of an observation. The run is seeded:
the same seed, machine and library versions give the same file, byte for byte.
"""

import argparse
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnx
import onnxruntime as ort  # type: ignore[import-untyped, unused-ignore]
from numpy.random import Generator, default_rng
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "env"))

from volleyball.court import (  # type: ignore[import-not-found]  # noqa: E402
    ACTIONS,
    BACK,
    BALL_GRAVITY,
    FORWARD,
    LEAP,
    STAY,
    STEPS_PER_SECOND,
    Court,
    advance,
    observe,
    serve,
)
from volleyball.game import FEATURES  # type: ignore[import-not-found]  # noqa: E402

type Floats = NDArray[np.float64]
type Actions = NDArray[np.int64]
type Player = Callable[[Floats], Actions]  # observations [N, F] -> actions [N]

SCALE = np.array([8, 4, 7, 8, 8, 6, 10, 10, 8, 4, 7, 8.0])  # brings every feature near [-1, 1]
REQUIRED_MARGINS = {"random": 10.0, "chaser": -4.0}  # points in a minute, over these players
LOGIT_TOLERANCE = 1e-3  # float32 rounding, with room for another order of summation
EVAL_SEED = 1_000_000
DEFAULT_OUT = HERE / "policies" / "opponent.onnx"


class Config(NamedTuple):
    """Hyperparameters."""

    rounds: int = 3
    courts: int = 512  # N
    situations: int = 40  # of each court in a round
    apart: int = 7  # steps from one situation to the next
    hold: int = 4  # steps for which an action is tried
    horizon: int = 75  # steps after which a trial is judged
    noise: float = 0.1  # share of steps that begin a random action, so that situations differ
    epochs: int = 12
    batch: int = 256
    learning_rate: float = 2e-3  # falls linearly to zero
    hidden: int = 64


class Lesson(NamedTuple):
    """Situations and what is best in them."""

    obs: Floats  # [S, F]
    best: Actions  # [S]


class MLP:
    """A network with tanh hidden layers, trained by Adam (Kingma and Ba, arXiv:1412.6980).

    `params` is [W1, b1, W2, b2, ...], each W of shape [fan_in, fan_out].
    """

    def __init__(self, sizes: list[int], rng: Generator) -> None:
        """Draw Gaussian weights that keep the scale of the signal."""
        self.params: list[Floats] = []
        for fan_in, fan_out in pairwise(sizes):
            self.params += [rng.standard_normal((fan_in, fan_out)) / np.sqrt(fan_in)]
            self.params += [np.zeros(fan_out)]
        self.means = [np.zeros_like(param) for param in self.params]
        self.squares = [np.zeros_like(param) for param in self.params]
        self.steps = 0

    def __call__(self, obs: Floats) -> Floats:
        """Return logits [B, ACTIONS] of observations [B, F]."""
        return self.layers(obs)[-1]

    def layers(self, obs: Floats) -> list[Floats]:
        """Return every layer's output, the scaled input first."""
        layers = [obs / SCALE]
        for weight, bias in zip(self.params[:-2:2], self.params[1:-2:2], strict=True):
            layers.append(np.tanh(layers[-1] @ weight + bias))
        return [*layers, layers[-1] @ self.params[-2] + self.params[-1]]

    def descend(self, lesson: Lesson, learning_rate: float) -> None:
        """Take one Adam step on the cross-entropy of a batch."""
        layers = self.layers(lesson.obs)
        logits = layers[-1] - layers[-1].max(axis=1, keepdims=True)
        chances = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
        grad = (chances - np.eye(ACTIONS)[lesson.best]) / len(lesson.obs)
        grads: list[Floats] = []
        for below, weight in zip(layers[-2::-1], self.params[-2::-2], strict=True):
            grads = [below.T @ grad, grad.sum(axis=0), *grads]
            grad = (grad @ weight.T) * (1 - below**2)  # tanh; unused once `below` is the input
        self._adam(grads, learning_rate)

    def _adam(self, grads: list[Floats], learning_rate: float) -> None:
        self.steps += 1
        mean_scale, square_scale = 1 - 0.9**self.steps, 1 - 0.999**self.steps
        for i, grad in enumerate(grads):
            self.means[i] += 0.1 * (grad - self.means[i])
            self.squares[i] += 0.001 * (grad**2 - self.squares[i])
            deviation = np.sqrt(self.squares[i] / square_scale) + 1e-8
            self.params[i] -= learning_rate * self.means[i] / mean_scale / deviation


def main() -> None:
    """Train, export, check the exported policy, and only then put the file in place."""
    args = parse_arguments()
    network = train(Config(), args.seed)
    model = to_onnx(network)
    policy = onnx_policy(model)
    check_logits(network, policy)
    check_margin(policy)
    save(model, args.out)


def parse_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description="Train a volleyball player in numpy (under two minutes on one core), check it "
        "with onnxruntime and write it as ONNX.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--seed", type=int, default=0, help="training seed")
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT, help="the ONNX file to write")
    return parser.parse_args()


def train(config: Config, seed: int) -> MLP:
    """Alternate between finding out what is best and learning it; return the network."""
    rng = default_rng(seed)
    network, lessons = None, list[Lesson]()
    for number in range(1, config.rounds + 1):
        player: Player = chase if network is None else greedy(network)
        lessons.append(find_out(player, config, rng))
        network = learn(lessons, config, rng)
        player = greedy(network)
        margin = play(player, chase, rng.uniform(-1, 1, (20 * STEPS_PER_SECOND, 100))).mean()
        print(f"round {number}: {3 * margin:+5.1f} points a minute over the chaser", flush=True)
    assert network is not None
    return network


def find_out(player: Player, config: Config, rng: Generator) -> Lesson:
    """Let a player play against itself, and look in many situations for what would be best."""
    receiver = np.where(np.arange(config.courts) % 2, 1.0, -1.0)
    court = serve(receiver, rng.uniform(-1, 1, config.courts))
    seen, best = [], []
    for _ in range(config.situations):
        for _ in range(config.apart):
            actions = both(player, player, court)
            odd = rng.random(actions.shape) < config.noise
            actions = np.where(odd, rng.integers(ACTIONS, size=actions.shape), actions)
            court, scored = advance(court, actions)
            court = begin_rallies(court, scored, rng.uniform(-1, 1, config.courts))
        seen.append(observe(court)[:, 1])
        best.append(best_actions(court, player, config))
    return Lesson(np.concatenate(seen), np.concatenate(best))


def best_actions(court: Court, player: Player, config: Config) -> Actions:
    """Return for the right player on N courts the action that is best if `player` goes on."""
    count = len(court.ball)
    copies = Court(*(np.concatenate([part] * ACTIONS) for part in court))
    tried = np.repeat(np.arange(ACTIONS), count)
    value, weight = np.zeros(len(tried)), np.ones(len(tried))
    for step in range(config.horizon):
        actions = both(player, player, copies)
        if step < config.hold:
            actions[:, 1] = tried
        copies, scored = advance(copies, actions)
        value += weight * scored
        # What comes after the rally is not this action's; and sooner is surer.
        weight = np.where(scored != 0, 0.0, weight * 0.995)
    values = value.reshape(ACTIONS, count)
    # Where it makes no difference, the player's own choice stands.
    values[player(observe(court)[:, 1]), np.arange(count)] += 1e-6
    best: Actions = np.argmax(values, axis=0)
    return best


def learn(lessons: list[Lesson], config: Config, rng: Generator) -> MLP:
    """Return a network that has learned all lessons, the newest like the others."""
    every = Lesson(*(np.concatenate(parts) for parts in zip(*lessons, strict=True)))
    network = MLP([FEATURES, config.hidden, config.hidden, ACTIONS], rng)
    count = len(every.obs)
    batches = config.epochs * (count // config.batch)
    for batch in range(batches):
        rows = rng.integers(count, size=config.batch)
        part = Lesson(every.obs[rows], every.best[rows])
        network.descend(part, config.learning_rate * (1 - batch / batches))
    return network


def greedy(logits: Callable[[Floats], Floats]) -> Player:
    """Return the player that takes the action with the largest logit."""
    return lambda obs: np.argmax(logits(obs), axis=-1)


def both(left: Player, right: Player, court: Court) -> Actions:
    """Return the actions [N, 2 players] of two players."""
    seen = observe(court)
    return np.stack([left(seen[:, 0]), right(seen[:, 1])], axis=1)


def play(ours: Player, theirs: Player, serves: Floats) -> Floats:
    """Return by how many points `ours`, on the right, won each of N matches.

    Args:
        ours, theirs: Who plays.
        serves: [steps, N], how the ball flies where a rally begins.
    """
    count = serves.shape[1]
    court = serve(np.where(np.arange(count) % 2, 1.0, -1.0), serves[0])
    margin = np.zeros(count)
    for spread in serves:
        court, scored = advance(court, both(theirs, ours, court))
        margin += scored
        court = begin_rallies(court, scored, spread)
    return margin


def begin_rallies(court: Court, scored: Floats, spread: Floats) -> Court:
    """Serve to the loser on the courts where somebody scored."""
    over = scored != 0
    if not over.any():
        return court
    fresh = serve(np.where(scored == 0, 1.0, -scored), spread)
    kept = [
        np.where(over.reshape(-1, *[1] * (old.ndim - 1)), new, old)
        for old, new in zip(court, fresh, strict=True)
    ]
    return Court(*kept)


def landing(obs: Floats) -> Floats:
    """Return where the ball [N] comes down to a player's height, on the player's own side."""
    ball_x, ball_y, fly_x, fly_y = obs[:, 4:8].T
    height = np.maximum(0, ball_y - 1.2)
    fall = (fly_y + np.sqrt(fly_y * fly_y + 2 * BALL_GRAVITY * height)) / BALL_GRAVITY
    place: Floats = np.clip(ball_x + fly_x * fall, 0.6, 7.6)
    return place


def chase(obs: Floats) -> Actions:
    """Play by rules: wait where the ball comes down, a little behind it, and leap at it."""
    x, y, ball_x, ball_y, fly_y = obs[:, [0, 1, 4, 5, 7]].T
    goal = landing(obs) + 0.35
    actions = np.where(goal > x + 0.15, BACK, np.where(goal < x - 0.15, FORWARD, STAY))
    near = (np.abs(ball_x - x) < 1.0) & (ball_y < 3.0) & (ball_x > 0) & (y <= 0)
    chosen: Actions = np.where(near & (fly_y < 0), LEAP, actions)
    return chosen


def to_onnx(network: MLP) -> onnx.ModelProto:
    """Write the network as Gemm and Tanh nodes: float32 `obs` [batch, F], `logits` [batch, 4]."""
    nodes = [
        helper.make_node("Gemm", ["obs", "W1", "b1"], ["u1"]),
        helper.make_node("Tanh", ["u1"], ["h1"]),
        helper.make_node("Gemm", ["h1", "W2", "b2"], ["u2"]),
        helper.make_node("Tanh", ["u2"], ["h2"]),
        helper.make_node("Gemm", ["h2", "W3", "b3"], ["logits"]),
    ]
    scaled = [network.params[0] / SCALE[:, None], *network.params[1:]]
    names = ["W1", "b1", "W2", "b2", "W3", "b3"]
    weights = [
        numpy_helper.from_array(param.astype(np.float32), name)
        for param, name in zip(scaled, names, strict=True)
    ]
    obs = helper.make_tensor_value_info("obs", TensorProto.FLOAT, ["batch", FEATURES])
    logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", ACTIONS])
    model = helper.make_model(
        helper.make_graph(nodes, "volleyball_policy", [obs], [logits], weights),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=8,
        producer_name="gymbrowser-example",
    )
    onnx.checker.check_model(model, full_check=True)
    return model


def onnx_policy(model: onnx.ModelProto) -> Callable[[Floats], Floats]:
    """Wrap the exported model, run by onnxruntime, as a function of observations [N, F]."""
    session = ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return lambda obs: session.run(["logits"], {"obs": obs.astype(np.float32)})[0]


def check_logits(network: MLP, policy: Callable[[Floats], Floats]) -> None:
    """Exit unless numpy and onnxruntime agree on the logits of 1000 random observations."""
    obs = default_rng(EVAL_SEED).standard_normal((1000, FEATURES)) * SCALE
    difference = np.abs(network(obs) - policy(obs)).max()
    print(f"numpy and onnxruntime: max abs difference of logits {difference:.2e}")
    if not difference <= LOGIT_TOLERANCE:  # written this way round, NaN fails too
        raise SystemExit(f"The exported logits differ by {difference:.2e}; nothing was written.")


def check_margin(policy: Callable[[Floats], Floats]) -> None:
    """Print the margins over two others in 100 minutes; exit unless they are high enough.

    The chaser hardly ever misses a ball: a person is to win points from this policy, too.
    """
    rng = default_rng(EVAL_SEED)
    serves = rng.uniform(-1, 1, (60 * STEPS_PER_SECOND, 100))
    others: dict[str, Player] = {
        "random": lambda obs: rng.integers(ACTIONS, size=len(obs)),
        "chaser": chase,
    }
    for name, other in others.items():
        margin = float(play(greedy(policy), other, serves).mean())
        print(f"against the {name} player: {margin:+.1f} points a minute")
        if margin < REQUIRED_MARGINS[name]:
            raise SystemExit(f"That is below {REQUIRED_MARGINS[name]:+.1f}; nothing was written.")


def save(model: onnx.ModelProto, out: Path) -> None:
    """Write to a temporary file, then rename, so that `out` is never a partial file."""
    out.parent.mkdir(parents=True, exist_ok=True)
    temporary = out.with_name(out.name + ".tmp")
    temporary.write_bytes(model.SerializeToString(deterministic=True))
    temporary.replace(out)
    print(f"wrote {out} ({out.stat().st_size:,} bytes)")


if __name__ == "__main__":
    main()
