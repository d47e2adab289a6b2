"""A PettingZoo `AECEnv` by its interface alone: agents come, pass the turn on, and go.

Also runs in Pyodide, so it imports only what a site has.
"""

from typing import Any

import numpy as np
from gymnasium import spaces

FIRST, SECOND, LATE = "first", "second", "late"
COMES = 4
"""The late one joins after so many steps of the others."""
LENGTH = 12
TURN = spaces.Text(9, charset="turn 0123456789")


class Circle:
    """Each gives a number to the next one; who gives 0 is out, and the others are paid for it.

    Args:
        endless: Who is out stays among the `agents` after the dead step.
    """

    metadata = {"render_modes": ["ansi"], "render_fps": 5}  # noqa: RUF012
    possible_agents = [FIRST, SECOND, LATE]  # noqa: RUF012

    def __init__(self, render_mode: str | None = None, *, endless: bool = False) -> None:
        self.render_mode = render_mode
        self.endless = endless
        self.dead_steps = 0

    def observation_space(self, agent: str) -> spaces.Space[Any]:
        mask = spaces.MultiBinary(3)
        return spaces.Dict(given=spaces.Box(0, 9, (1,)), turn=TURN, action_mask=mask)

    def action_space(self, agent: str) -> spaces.Space[Any]:
        return spaces.Discrete(3)

    def reset(self, seed: int | None = None, options: Any = None) -> None:
        self.random = np.random.default_rng(seed)
        self.agents = [FIRST, SECOND]
        self.rewards = dict.fromkeys(self.agents, 0.0)
        self._cumulative_rewards = dict(self.rewards)
        self.terminations = dict.fromkeys(self.agents, False)
        self.truncations = dict.fromkeys(self.agents, False)
        self.infos: dict[str, Any] = {agent: {} for agent in self.agents}
        self.given = float(self.random.random())
        self.turn = 0
        self.agent_selection = FIRST

    def step(self, action: int | None) -> None:
        agent = self.agent_selection
        if self.terminations[agent] or self.truncations[agent]:
            self.bury(agent, action)
            return
        assert action in (0, 1, 2), action
        self.turn += 1
        self._cumulative_rewards[agent] = 0
        self.given = float(np.float32(self.given + action + self.random.random()) % 9)
        self.rewards = {each: float(action == 0 and each != agent) for each in self.agents}
        if self.turn == COMES:
            self.join(LATE)
        self.terminations[agent] = action == 0
        self.truncations = dict.fromkeys(self.agents, self.turn == LENGTH)
        self.infos = {each: {"last": agent} if each != agent else {} for each in self.agents}
        for each in self.agents:
            self._cumulative_rewards[each] += self.rewards[each]
        self.pass_on(agent)

    def pass_on(self, agent: str) -> None:
        done = [each for each in self.agents if self.terminations[each] or self.truncations[each]]
        after = self.agents[(self.agents.index(agent) + 1) % len(self.agents)]
        self.agent_selection = done[0] if done else after

    def join(self, agent: str) -> None:
        self.agents.append(agent)
        self.rewards[agent] = self._cumulative_rewards[agent] = 0.0
        self.terminations[agent] = False

    def bury(self, agent: str, action: int | None) -> None:
        assert action is None
        self.dead_steps += 1
        if self.endless:
            return
        place = self.agents.index(agent)
        self.agents.remove(agent)
        for said in (self.rewards, self.terminations, self.truncations, self.infos):
            del said[agent]
        self.rewards = dict.fromkeys(self.agents, 0.0)
        if self.agents:
            # As if the one before had just acted.
            self.pass_on(self.agents[place - 1])

    def observe(self, agent: str) -> dict[str, Any]:
        # Nobody may give the same as the turn before: 2 is forbidden in every third one.
        mask = np.array([1, 1, self.turn % 3 != 2], np.int8)
        given = np.array([self.given], np.float32)
        return {"given": given, "turn": f"turn {self.turn}", "action_mask": mask}

    def last(self) -> tuple[Any, ...]:
        agent = self.agent_selection
        ends = self.terminations[agent], self.truncations[agent]
        return self.observe(agent), self._cumulative_rewards[agent], *ends, self.infos[agent]

    def agent_iter(self) -> None: ...

    def render(self) -> str:
        return f"{self.agent_selection} has {self.given:.2f}"

    def close(self) -> None:
        self.agents = []


class Giver:
    """Gives what is allowed, by its own seed; 0 seldom."""

    def reset(self, *, agent: str, action_space: spaces.Discrete, seed: int) -> None:
        self.random = np.random.default_rng(seed)

    def act(self, observation: Any, info: Any) -> int:
        allowed = np.flatnonzero(observation["action_mask"])
        return int(self.random.choice(allowed[allowed > 0])) if self.random.random() < 0.8 else 0
