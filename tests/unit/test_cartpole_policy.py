"""The policy that the repository ships is as good as its training script says."""

import gymnasium
import numpy as np
import onnxruntime

from tests.unit.test_policy import EXAMPLE

EPISODES = 100
FIRST_SEED = 3_000_000
"""Neither a seed of the training nor one that train.py evaluates on."""


def test_the_mean_return_over_100_episodes_is_at_least_475() -> None:
    session = onnxruntime.InferenceSession(str(EXAMPLE), providers=["CPUExecutionProvider"])
    env = gymnasium.make("CartPole-v1")
    returns = []
    for episode in range(EPISODES):
        observation, _ = env.reset(seed=FIRST_SEED + episode)
        total, over = 0.0, False
        while not over:
            (logits,) = session.run(None, {"obs": observation[np.newaxis]})
            observation, reward, terminated, truncated, _ = env.step(np.argmax(logits))
            total += float(reward)
            over = terminated or truncated
        returns.append(total)
    assert np.mean(returns) >= 475
