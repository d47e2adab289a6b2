"""CartPole for as long as it is wanted: a pole that falls is set up again within the episode."""

from typing import Any

from gymnasium.envs.classic_control.cartpole import CartPoleEnv


class Endless(CartPoleEnv):
    """Never terminated, never truncated."""

    def step(self, action: Any) -> Any:
        """One step of CartPole; after a fall the state is drawn anew by the same generator."""
        observation, reward, terminated, _, info = super().step(action)  # type: ignore[no-untyped-call]
        if terminated:
            observation, info = self.reset()
        return observation, reward, False, False, info
