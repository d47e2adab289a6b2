"""Whether an environment can be called as its library says, told before anything is played.

Source: Gymnasium 1.4, `gymnasium.Env`; PettingZoo 1.27, `ParallelEnv` and `AECEnv`: attributes,
`reset`, `step`.
"""

import inspect
from typing import Any, Never

import gymnasium
import numpy as np

from gymbrowser.bridge.actions import Actions
from gymbrowser.bridge.environment import is_parallel, is_sequential
from gymbrowser.bridge.layout import Layout, Packer, SpaceError, layout_of
from gymbrowser.environment.findings import UnusableError

_RESET = "(observation, info)"
_STEP = "(observation, reward, terminated, truncated, info)"
_PARALLEL_RESET = "(observations, infos)"
_PARALLEL_STEP = "(observations, rewards, terminations, truncations, infos)"
_SEQUENTIAL_DICTS = ("rewards", "terminations", "truncations", "infos")


def check_interface(env: Any) -> None:
    """Hold an environment against its interface, by one `reset` and one `step`.

    Raises:
        UnusableError: It is called or answers in another way.
        Exception: What the environment raises.
    """
    if is_sequential(env):
        _check_sequential(env)
        return
    if is_parallel(env):
        _check_parallel(env)
        return
    _check_class(env)
    layout = _layout(env)
    _check_step(env, layout, *_check_reset(env, layout))


def an_action(space: Any, observation: Any, info: Any, seed: int = 0) -> Any:
    """An action of a space in the form in which a game gives it.

    Args:
        space: Of the agent's actions.
        observation: What the agent observes now.
        info: What it was told beside that. Both may hold an `action_mask`, which is heeded.
        seed: Which action it is.
    """
    actions = Actions(space)
    return actions.read(actions.sample(seed, observation, info))


def source_of(env: Any, method: str | None = None) -> dict[str, Any]:
    """Where the author wrote the class or a method of it, as the `file` and `line` of a finding."""
    unwrapped = getattr(env, "unwrapped", env)
    subject = getattr(type(unwrapped), method, None) if method else type(unwrapped)
    try:
        return {
            "file": inspect.getsourcefile(subject),  # type: ignore[arg-type]
            "line": inspect.getsourcelines(subject)[1],  # type: ignore[arg-type]
        }
    except (OSError, TypeError):  # made at run time, or in C
        return {}


def _check_class(env: Any) -> None:
    if not isinstance(env, gymnasium.Env):
        raise UnusableError(
            f"`{type(env).__qualname__}` is neither a `gymnasium.Env` nor a PettingZoo environment",
            remedy="Derive the class from `gymnasium.Env`; of another library's, from its wrapper.",
            **source_of(env),
        )
    for name in ("observation_space", "action_space"):
        space = getattr(env, name, None)
        if not isinstance(space, gymnasium.Space):
            what = f"the environment's `{name}` is {space!r}, which is not a space of Gymnasium"
            raise UnusableError(
                f"the environment has no `{name}`" if space is None else what,
                why="It says what agents observe and what they can do.",
                remedy=f"Set `self.{name}` in `__init__`, for example to `spaces.Discrete(2)`.",
                **source_of(env, "__init__"),
            )


def _check_parallel(env: Any) -> None:
    """Only the form of its answers: `gymbrowser.bridge.game` judges what is in them."""
    answer = env.reset(seed=0)
    _check_tuple(env, "reset", answer, _PARALLEL_RESET)
    _check_dicts(env, "reset", answer)
    observations, infos = answer
    actions = {
        agent: an_action(env.action_space(agent), observations.get(agent), infos.get(agent))
        for agent in env.agents
    }
    answer = env.step(actions)
    _check_tuple(env, "step", answer, _PARALLEL_STEP)
    _check_dicts(env, "step", answer)


def _check_sequential(env: Any) -> None:
    """That it has what `gymbrowser.bridge.sequential` asks for, which judges what is in it."""
    env.reset(seed=0)
    for name in ("agents", "agent_selection", *_SEQUENTIAL_DICTS):
        if not hasattr(env, name):
            raise UnusableError(
                f"the environment has no `{name}` after `reset`",
                why="By it PettingZoo's `AECEnv` says who acts, and what came of it.",
                remedy=f"Set `self.{name}` in `reset`.",
                **source_of(env, "reset"),
            )
    for name in _SEQUENTIAL_DICTS:
        missing = [agent for agent in env.agents if agent not in getattr(env, name)]
        if missing:
            why = f"It has none for {missing[0]!r}, which is among the `agents`."
            _refuse(env, "reset", f"left `{name}` without an entry for each agent", why)


def _check_dicts(env: Any, method: str, answer: tuple[Any, ...]) -> None:
    for part in answer:
        if not isinstance(part, dict):
            what = f"gave {part!r} where a dict from agents is expected"
            _refuse(env, method, what, "Each of its values has an entry for each agent.")


def _layout(env: Any) -> Layout:
    try:
        return layout_of(env.observation_space)
    except SpaceError as error:
        what = "the environment's observations cannot be recorded"
        raise UnusableError(what, why=str(error), **source_of(env, "__init__")) from error


def _check_reset(env: Any, layout: Layout) -> tuple[Any, Any]:
    """The observation and the info."""
    parameters = inspect.signature(env.reset).parameters
    takes_any = any(p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters.values())
    if "seed" not in parameters and not takes_any:
        raise UnusableError(
            "the environment's `reset` takes no `seed`",
            why="Every episode begins from a seed that is recorded.",
            remedy="Write `def reset(self, *, seed=None, options=None)`, and in it "
            "`super().reset(seed=seed)`.",
            **source_of(env, "reset"),
        )
    answer = env.reset(seed=0)
    _check_tuple(env, "reset", answer, _RESET)
    _check_observation(env, "reset", answer[0], layout)
    _check_info(env, "reset", answer[1])
    return answer[0], answer[1]


def _check_step(env: Any, layout: Layout, observation: Any, info: Any) -> None:
    answer = env.step(an_action(env.action_space, observation, info))
    _check_tuple(env, "step", answer, _STEP)
    observation, reward, *ends, info = answer
    _check_observation(env, "step", observation, layout)
    if not (isinstance(reward, int | float | np.number | np.bool_) and np.isreal(reward)):
        _refuse(env, "step", f"gave the reward {reward!r}", "A reward is a real number.")
    for name, value in zip(("terminated", "truncated"), ends, strict=True):
        if not isinstance(value, bool | np.bool_):
            _refuse(env, "step", f"gave {value!r} for `{name}`", "It is True or False.")
    _check_info(env, "step", info)


def _check_tuple(env: Any, method: str, answer: Any, form: str) -> None:
    size = form.count(",") + 1
    if not isinstance(answer, tuple):
        what = f"gave a value of the type `{type(answer).__name__}`"
        _refuse(env, method, what, f"It returns {form}.")
    if len(answer) != size:
        old = "Four are of the older `gym`. " if len(answer) == 4 else ""
        _refuse(env, method, f"gave {len(answer)} values", f"{old}It returns {size}: {form}.")


def _check_observation(env: Any, method: str, observation: Any, layout: Layout) -> None:
    try:
        Packer(layout, what="observation").pack(observation)
    except SpaceError as error:
        _refuse(env, method, "gave an observation that does not fit its space", str(error))


def _check_info(env: Any, method: str, info: Any) -> None:
    if not isinstance(info, dict):
        why = "An info is a dict, `{}` if there is nothing to say."
        _refuse(env, method, f"gave {info!r} as info", why)


def _refuse(env: Any, method: str, what: str, why: str) -> Never:
    raise UnusableError(f"the environment's `{method}` {what}", why=why, **source_of(env, method))
