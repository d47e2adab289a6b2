"""Whether an environment keeps what its interface promises, beyond what a walk shows."""

import math
import traceback
import warnings
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, Never

from gymnasium import spaces
from gymnasium.utils.env_checker import check_env

from gymbrowser.bridge import exact
from gymbrowser.bridge.actions import Actions, mask_of
from gymbrowser.bridge.environment import ids_of, is_parallel, is_sequential
from gymbrowser.environment.findings import UnusableError
from gymbrowser.environment.interface import an_action, source_of

_STEPS = 200

type _Told = dict[str, str]
_IS_WRAPPED = "is different from the unwrapped version"
"""What Gymnasium's checker says of every wrapper."""
_REMEDIES = {
    "super().reset": "Begin `reset` with `super().reset(seed=seed)`, and draw all random numbers "
    "from `self.np_random`.",
    "truncates after 1 step": "`truncated` is for an episode that is cut short, by a time limit.",
    "share an object": "Return a copy each time, for example `self.board.copy()`.",
    ".np_random": "Let nothing that outlives an episode decide how many numbers are drawn.",
    "`options`": "Write `def reset(self, *, seed=None, options=None)`.",
}
"""What a sentence of Gymnasium's checker holds, to what to do."""


def check_promises(env: Any) -> list[str]:
    """Check an environment; gives what is only to be warned of.

    Raises:
        UnusableError: It breaks one.
        Exception: What the environment raises.
    """
    if is_sequential(env):
        _check_repeats(env, _run_sequential)
        return []
    if is_parallel(env):
        _check_repeats(env, _run_parallel)
        return []
    _check_repeats(env, _run)
    return _check_env(env)


def _check_env(env: Any) -> list[str]:
    """As it is played: a wrapper may mend what the environment inside of it does."""
    _heed_masks(env)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            # To look at `close`, it would make another one, which not every wrapper lets it.
            check_env(env, skip_render_check=True, skip_close_check=True)
        except Exception as error:
            _explain(error, env)
    told = [_plain(str(warning.message)) for warning in caught]
    return [message for message in told if _IS_WRAPPED not in message]


def _heed_masks(env: Any) -> None:
    """From now on take an allowed action in the place of one that is not.

    Gymnasium's checker knows no masks, and it draws an action before the `reset` that it is for. No
    wrapper: it looks at the signatures of the environment, and for methods that are old.
    """
    reset, step = env.reset, env.step
    seen: list[Any] = [None, None]

    def note(answer: Any) -> Any:
        if isinstance(answer, tuple) and answer:
            seen[:] = answer[0], answer[-1]
        return answer

    @wraps(reset)
    def noted_reset(*args: Any, **kwargs: Any) -> Any:
        return note(reset(*args, **kwargs))

    @wraps(step)
    def allowed_step(action: Any) -> Any:
        is_allowed = Actions(env.action_space).allows(action, *seen)
        return note(step(action if is_allowed else an_action(env.action_space, *seen)))

    vars(env).update(reset=noted_reset, step=allowed_step)


def _explain(error: Exception, env: Any) -> Never:
    """Tell in our words what Gymnasium's checker found; what the author's code raised stays.

    Raises:
        UnusableError: The checker found something.
        Exception: What the author's code raised.
    """
    if isinstance(error.__cause__, TypeError):
        raise error.__cause__ from None  # the checker takes it for a fault of its own
    *_, (frame, _) = traceback.walk_tb(error.__traceback__)
    if not frame.f_code.co_filename.endswith("env_checker.py"):
        raise error
    said = str(error)
    method = "reset" if "reset" in said else "step" if "step" in said.lower() else "__init__"
    remedy = (text for words, text in _REMEDIES.items() if words in said)
    raise UnusableError(
        "the environment fails Gymnasium's `check_env`",
        why=f"{said.removesuffix('.')}.",
        remedy=next(remedy, None),
        **source_of(env, method),
    )


def _plain(message: str) -> str:
    """Gymnasium colours its warnings for a terminal."""
    return message.replace("\x1b[33m", "").replace("\x1b[0m", "").removeprefix("WARN: ")


def _check_repeats(env: Any, run: Callable[[Any], Iterator[_Told]]) -> None:
    """Two runs from one seed are equal; Gymnasium's checker looks at one step."""
    first, second = (list(run(env)) for _ in range(2))
    for step, (one, other) in enumerate(zip(first, second, strict=False)):
        for part in one:
            if one[part] != other[part]:
                when = f"at step {step}" if step else "at `reset`"
                raise UnusableError(
                    f"the same seed and actions give another {part} {when}",
                    why="An episode must come out the same when it is run again from its record.",
                    remedy="Draw all random numbers from a generator that `reset(seed=…)` seeds, "
                    "and let `reset` set back everything that `step` changes.",
                    **source_of(env, "step" if step else "reset"),
                )


def _run(env: Any) -> Iterator[_Told]:
    """What `reset` and each step of an episode give, part by part, as exact text."""
    place, ends = source_of(env, "reset"), [False]
    observation, info = env.reset(seed=1)
    told: dict[str, Any] = {"observation": observation, "info": info}
    for step in range(_STEPS):
        _check_observation(observation, env.observation_space, **place)
        yield {part: exact.encode(value) for part, value in told.items()}
        if any(ends):
            return
        observation, reward, *ends, info = env.step(
            _action(env.action_space, step, observation, info)
        )
        place = source_of(env, "step")
        if math.isnan(reward):
            raise UnusableError(
                f"the environment's `step` gave the reward NaN at step {step + 1}",
                why="No return can be told of an episode that holds one.",
                remedy="Look for a division by zero, or for infinity minus infinity.",
                **place,
            )
        told = {"observation": observation, "reward": reward, "end": ends, "info": info}


def _run_parallel(env: Any) -> Iterator[_Told]:
    observations, infos = env.reset(seed=1)
    told: dict[str, Any] = {"observation": observations, "info": infos}
    names = {agent: name for name, agent in ids_of(env).items()}
    for step in range(_STEPS):
        for agent, observation in observations.items():
            whose = f" of the agent {names.get(agent, agent)}"
            place = source_of(env, "step" if step else "reset")
            _check_observation(observation, env.observation_space(agent), whose, **place)
        yield {part: exact.encode(value) for part, value in told.items()}
        if not env.agents:
            return
        actions = {
            agent: _action(env.action_space(agent), step, observations.get(agent), infos.get(agent))
            for agent in env.agents
        }
        observations, rewards, *ends, infos = env.step(actions)
        told = {"observation": observations, "reward": rewards, "end": ends, "info": infos}


def _run_sequential(env: Any) -> Iterator[_Told]:
    """The dead steps, which end an agent's part, are among the steps."""
    env.reset(seed=1)
    names = {agent: name for name, agent in ids_of(env).items()}
    for step in range(_STEPS):
        if not env.agents:
            return
        agent = env.agent_selection
        observation, reward, *ends, info = env.last()
        whose = f" of the agent {names.get(agent, agent)}"
        place = source_of(env, "observe")
        _check_observation(observation, env.observation_space(agent), whose, **place)
        told = {"observation": observation, "reward": reward, "end": ends, "info": info}
        yield {part: exact.encode(value) for part, value in told.items()}
        space = env.action_space(agent)
        env.step(None if any(ends) else _action(space, step, observation, info))


def _check_observation(observation: Any, space: Any, whose: str = "", **place: Any) -> None:
    if not space.contains(observation):
        raise UnusableError(
            f"an observation{whose} is not in its space",
            why=f"It is {observation!r}, the space is {space}.",
            remedy="Make `observation_space` say what `reset` and `step` return.",
            **place,
        )


def _action(space: Any, step: int, observation: Any, info: Any) -> Any:
    """Of a Discrete space one after the other, so that each has its turn; or else at random."""
    if isinstance(space, spaces.Discrete) and mask_of(space, observation, info) is None:
        return int(space.start) + step * 7 % int(space.n)
    return an_action(space, observation, info, step)
