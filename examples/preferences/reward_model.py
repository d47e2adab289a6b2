"""Trains a reward model from people's preferences: `python reward_model.py DATA SITE`.

DATA is a folder that `gymbrowser data pull` has written, SITE the one of `gymbrowser build`.

Source: Christiano, Leike, Brown, Martic, Legg and Amodei, "Deep reinforcement learning from human
preferences", NeurIPS 2017, arXiv:1706.03741, section 2.2.3. The model of choices is that of Bradley
and Terry, "Rank analysis of incomplete block designs", Biometrika 39(3/4), 1952,
doi:10.2307/2334029: the logarithm of the odds that clip a is preferred to clip b is the difference
of their summed rewards.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import gymbrowser

type Floats = NDArray[np.float64]

RIDGE = 0.05
"""How strongly weights are pulled to zero: there are few answers."""


def features(observations: Floats, actions: Floats) -> Floats:
    """All products of at most two of them, for each step.

    Args:
        observations: Pendulum's, of shape [n, 3]: cosine and sine of the angle, angular velocity.
        actions: Torques, of shape [n, 1].
    """
    scaled = np.hstack([observations, actions]) / [1, 1, 8, 2]
    pairs = [scaled[:, i] * scaled[:, j] for i in range(4) for j in range(i, 4)]
    return np.column_stack([scaled, *pairs])


@dataclass(frozen=True)
class Preference:
    """One answer: how much each of two clips is preferred; both 0.5 where they are as good."""

    first: str
    second: str
    share: float
    """1: the first one is preferred; 0: the second one."""


@dataclass(frozen=True)
class RewardModel:
    """A reward that is linear in `features`."""

    weights: Floats

    def returns(self, clips: Mapping[str, Floats]) -> dict[str, float]:
        """Clip to its summed reward, by the summed features of each."""
        return {name: float(summed @ self.weights) for name, summed in clips.items()}


def train(
    clips: Mapping[str, Floats], answers: Sequence[Preference], steps: int = 50
) -> RewardModel:
    """The weights of the greatest likelihood, by Newton's method: it is concave.

    Args:
        clips: Name to summed features, of shape [features].
        answers: Of people, or of something that plays one.
        steps: Of Newton's method.
    """
    differences = np.array([clips[each.first] - clips[each.second] for each in answers])
    scale = np.std(differences, axis=0) + 1e-9
    inputs, shares = differences / scale, np.array([each.share for each in answers])
    ridge = RIDGE * len(answers) * np.eye(inputs.shape[1])
    weights = np.zeros(inputs.shape[1])
    for _ in range(steps):
        expected = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        gradient = inputs.T @ (shares - expected) - ridge @ weights
        curvature = (inputs.T * (expected * (1 - expected))) @ inputs + ridge
        weights = weights + np.linalg.solve(curvature, gradient)
    return RewardModel(weights / scale)


def preferences(rows: Iterable[Mapping[str, object]]) -> list[Preference]:
    """What can be learnt from: neither "I can't tell" nor what tests attention."""
    shares = {"first": 1.0, "second": 0.0, "tie": 0.5}
    return [
        Preference(str(row["first"]), str(row["second"]), shares[str(row["answer"])])
        for row in rows
        if row["answer"] in shares and row["gold"] is None
    ]


def clips_of(site: Path) -> tuple[dict[str, Floats], dict[str, float]]:
    """Clip to its summed features, and clip to its true return."""
    summed, true = {}, {}
    for name, clip in gymbrowser.load_clips(site).items():
        (track,) = clip.agents.values()
        observed = np.asarray(track.observations, np.float64)[:-1]
        acted = np.asarray(track.actions, np.float64)
        summed[name] = features(observed, acted).sum(axis=0)
        true[name] = float(track.rewards.sum())
    return summed, true


def rank_correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """Spearman's, of values without ties."""
    ranks = [np.argsort(np.argsort(values)).astype(np.float64) for values in (one, other)]
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])


def held_out(names: Iterable[str]) -> list[str]:
    """The clips that nobody was shown."""
    return [name for name in names if "-test-" in name]


def evaluate(answers: Sequence[Preference], site: Path) -> tuple[float, float]:
    """Train, and look at the clips that nobody has seen.

    Returns:
        Spearman's correlation of the model's returns with the true ones; the share of pairs that
        the model puts into the true order.
    """
    summed, true = clips_of(site)
    learnt = train(summed, answers).returns(summed)
    names = held_out(summed)
    pairs = [(a, b) for i, a in enumerate(names) for b in names[:i]]
    right = [(learnt[a] > learnt[b]) == (true[a] > true[b]) for a, b in pairs]
    correlation = rank_correlation([learnt[n] for n in names], [true[n] for n in names])
    return correlation, float(np.mean(right))


def main(data: str, site: str) -> None:
    """Print how well the model knows what it was never told."""
    answers = preferences(gymbrowser.load(data).comparisons.rows())
    correlation, right = evaluate(answers, Path(site))
    print(f"{len(answers)} answers; held-out clips: Spearman's correlation {correlation:.2f},")
    print(f"{right:.0%} of their pairs in the order of the true return")


if __name__ == "__main__":
    main(*sys.argv[1:])
