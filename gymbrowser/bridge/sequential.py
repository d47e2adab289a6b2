"""Games of PettingZoo's environments whose agents act one after the other (`AECEnv`).

Source: PettingZoo 1.27, `AECEnv`: `agent_selection`, `observe`, `rewards`, dead steps.
"""

from collections.abc import Sequence
from typing import Any, override

from gymbrowser.bridge.actions import Action
from gymbrowser.bridge.errors import GameError
from gymbrowser.bridge.memory import ACTS, HAS_INFO, PRESENT, TERMINATED, TRUNCATED, real
from gymbrowser.bridge.pettingzoo import PettingZooGame


class SequentialGame(PettingZooGame):
    """A game in which `agent_selection` alone acts at each step.

    Every agent in the game is observed after each step, and its reward is what `rewards` says: the
    sum over all steps is its return, also for one that loses by another's move.

    An agent that is done has to be stepped with None before the others go on. Nobody decides
    anything in such a dead step, so that it is no step of its own: it is taken at once, at the end
    of the step that ended the agent's part.

    An environment may also take who is done out of `agents` at once, as a `ParallelEnv` does, where
    its dicts still say how that agent's part ended.
    """

    @override
    def reset(self, seed: int) -> str:
        self._env.reset(seed=seed)
        self._take()
        self.memory.rewards[:] = 0
        return self.info()

    @override
    def step(self, *actions: Action) -> int:
        env, flags = self._env, self.memory.flags
        index = self._index[env.agent_selection]
        before = [*env.agents]
        env.step(self._given(index, actions[index]))
        self._take(before)
        has_info = HAS_INFO if any(self._infos.values()) else 0
        if env.agents:
            return has_info
        return has_info | (TERMINATED if any(bits & TERMINATED for bits in flags) else TRUNCATED)

    def _take(self, before: Sequence[Any] = ()) -> None:
        """Note what the environment gave, take the dead steps, and note who acts next.

        Args:
            before: Who was in the game before the step.
        """
        env = self._env
        for index in self._index.values():
            self.memory.clear(index)
        self._observations, self._infos = {}, {}
        self._note(before)
        while env.agents and self._is_done(env.agent_selection):
            before = [*env.agents]
            self._take_dead_step()
            self._note(before)
        if env.agents:
            self.memory.flags[self._index[env.agent_selection]] |= ACTS

    def _note(self, before: Sequence[Any]) -> None:
        """Add to what is noted of this step; who was done keeps what was noted before."""
        env, flags = self._env, self.memory.flags
        self._check_agents()
        for agent in env.agents:
            self._note_agent(agent, env.observe(agent))
        for agent in before:
            is_noted = flags[self._index[agent]] & (TERMINATED | TRUNCATED)
            if agent not in env.agents and not is_noted:
                self._note_leaver(agent)

    def _note_agent(self, agent: Any, observation: Any) -> None:
        env, memory = self._env, self.memory
        index = self._index[agent]
        self._observations[agent] = observation
        self._infos[agent] = env.infos.get(agent) or self._infos.get(agent, {})
        memory.packers[index].pack(observation)
        memory.rewards[index] += real(env.rewards[agent])
        memory.flags[index] = (
            PRESENT
            | (TERMINATED if env.terminations[agent] else 0)
            | (TRUNCATED if env.truncations[agent] else 0)
        )

    def _note_leaver(self, agent: Any) -> None:
        """Note how the part of one ended who left without a dead step."""
        env = self._env
        told = env.rewards, env.terminations, env.truncations
        if not (all(agent in part for part in told) and self._is_done(agent)):
            raise GameError(_left(agent, "and nothing says how its part ended"))
        try:
            observation = env.observe(agent)
        except Exception as error:
            raise GameError(_left(agent, "and `observe` fails for it")) from error
        self._note_agent(agent, observation)

    def _check_agents(self) -> None:
        env = self._env
        selected = {env.agent_selection} if env.agents else set()
        if not (selected <= set(env.agents) <= self._index.keys()):
            raise GameError(
                f"The environment's `agent_selection` is {env.agent_selection!r}, its `agents` are "
                f"{[*env.agents]} and its `possible_agents` {[*self._index]}: each of these must "
                "be among the ones after it."
            )

    def _is_done(self, agent: Any) -> bool:
        return bool(self._env.terminations[agent] or self._env.truncations[agent])

    def _take_dead_step(self) -> None:
        env = self._env
        agent = env.agent_selection
        env.step(None)
        if agent in env.agents:
            raise GameError(
                f"The agent {agent!r} is done, but a step with None has left it in `agents`. "
                f"{_DEAD_STEPS}"
            )


_DEAD_STEPS = (
    "Begin `step` with `if self.terminations[agent] or self.truncations[agent]: "
    "return self._was_dead_step(action)`."
)


def _left(agent: Any, how: str) -> str:
    return (
        f"The agent {agent!r} was taken out of `agents` by a step, {how}. Set its entries in "
        "`rewards`, `terminations` and `truncations`, and leave it in `agents` until it is stepped "
        f"with None. {_DEAD_STEPS}"
    )
