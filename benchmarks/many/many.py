"""Many agents that act together, each at a CartPole of its own that never ends."""

from typing import Any

from endless import Endless  # type: ignore[import-not-found]  # beside it, in the site

from gymbrowser import draw as d


class Many:
    """A PettingZoo ParallelEnv by its shape; never terminated, never truncated."""

    def __init__(self, agents: int) -> None:
        self.possible_agents = [f"a{index}" for index in range(agents)]
        self.agents: list[str] = []
        self.poles: dict[str, Any] = {agent: Endless() for agent in self.possible_agents}

    def observation_space(self, agent: str) -> Any:
        return self.poles[agent].observation_space

    def action_space(self, agent: str) -> Any:
        return self.poles[agent].action_space

    def reset(self, seed: int | None = None, options: Any = None) -> Any:
        self.agents = list(self.possible_agents)
        begun = {agent: pole.reset(seed=seed) for agent, pole in self.poles.items()}
        observations = {agent: observation for agent, (observation, _) in begun.items()}
        return observations, {agent: {} for agent in self.agents}

    def step(self, actions: dict[str, int]) -> Any:
        taken = {agent: self.poles[agent].step(action) for agent, action in actions.items()}
        observations = {agent: step[0] for agent, step in taken.items()}
        rewards = {agent: step[1] for agent, step in taken.items()}
        never = dict.fromkeys(taken, False)
        return observations, rewards, never, dict(never), {agent: {} for agent in taken}

    def close(self) -> None:
        pass


def draw(_env: Many) -> dict[str, Any]:
    """Nothing: the benchmark does not look."""
    return d.scene(600, 400, [])
