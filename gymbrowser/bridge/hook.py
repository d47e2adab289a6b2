"""The study's own Python beside a game: it sees what passes, and may change what a person does.

    from gymbrowser import Hook

    class Teacher(Hook):
        def on_human_action(self, agent, action, observation):
            return 0 if self.objects(observation) else None

A study names it under `hooks`, and the games beside which it stands name it by `hook`. One object
stands beside all of them, so that what it keeps lasts over episodes and games.
"""

import difflib
import inspect
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any

from gymnasium import spaces

from gymbrowser.bridge import exact
from gymbrowser.bridge.errors import GameError
from gymbrowser.bridge.policy import Policy

if TYPE_CHECKING:
    import numpy as np

type Work = Iterator[object]
"""What a hook does in pieces, each up to a `yield`: the game waits for its end, and the page stays
alive in between. A piece should take 20 ms or less."""

type Tell = Callable[[str, str, int], None]
"""Takes what a hook records: its name, exact JSON, and after how many steps it was."""


class GameHandle:
    """The game that a hook stands beside.

    Attributes:
        id: Of the step in exp.yml.
        env: The environment inside all wrappers. To look at: what a hook changes in it, no replay
            of the recorded actions repeats.
        agents: All of the game, in the order of exp.yml.
        people: Those of them that are human.
        policies: Agent to the Python policy that acts for it: the object itself, to be taught.
        action_spaces: By agent.
        observation_spaces: By agent.
        steps: How many environment steps of the episode were begun.
    """

    def __init__(
        self,
        id: str,  # noqa: A002
        env: Any,
        action_spaces: Mapping[str, spaces.Space[Any]],
        observation_spaces: Mapping[str, spaces.Space[Any]],
        people: Sequence[str],
        policies: Mapping[str, Policy],
        tell: Tell,
    ) -> None:
        self.id = id
        self.env = env
        self.agents = tuple(action_spaces)
        self.people = tuple(people)
        self.policies = dict(policies)
        self.action_spaces = dict(action_spaces)
        self.observation_spaces = dict(observation_spaces)
        self.steps = 0
        self._tell = tell
        self._seed = 0
        self._rng: np.random.Generator | None = None

    def begin(self, seed: int) -> None:
        """Begin an episode; not for hooks."""
        self.steps, self._seed, self._rng = 0, seed, None

    @property
    def rng(self) -> "np.random.Generator":
        """Random numbers from a recorded stream of the session, another one in each episode."""
        import numpy as np

        if self._rng is None:
            self._rng = np.random.default_rng(self._seed)
        return self._rng

    def record(self, name: str, data: object) -> None:
        """Put something into the data: a `hook` record.

        Args:
            name: What it is, in words of your own.
            data: None, bool, numbers, texts, arrays of NumPy; lists, tuples, sets and dicts of
                these. All of it is exact, see `gymbrowser.bridge.exact`.
        """
        self._tell(name, exact.encode(data), self.steps)


class Hook:
    """What a study may do beside a game: a subclass has those of these methods that it needs.

    Of a Gymnasium environment, observation, action, reward, terminated, truncated and info are what
    `reset` and `step` give and take. Of a PettingZoo environment each of them is a dict by agent,
    of the agents that are in the game; `action`, of those that acted.

    The methods that say `Work` may be generators, see there.
    """

    def on_start(self, game: GameHandle) -> None:
        """A game was made; keep `game` for what comes later."""

    def on_reset(self, observation: Any, info: Any) -> None:
        """An episode begins: the environment's `reset` has given these."""

    def on_human_action(self, agent: str, action: Any, observation: Any) -> Any:
        """A person acts.

        Args:
            agent: For whom.
            action: What is to be done by the person's devices, an action of the agent's space.
            observation: What the agent observes now.

        Returns:
            The action to be done instead, one of the agent's space; None: as the person had it.
        """
        return None

    def on_step(
        self,
        action: Any,
        observation: Any,
        reward: Any,
        terminated: Any,
        truncated: Any,
        info: Any,
    ) -> None:
        """The environment's `step` was called with `action`, and has given the others."""

    def on_render(self, picture: Any) -> Any:
        """The environment was drawn, unless it draws with pygame (`render_mode: human`).

        Args:
            picture: What `render` or the `draw` function gave.

        Returns:
            Another picture of the same kind; None: this one.
        """
        return None

    def on_feedback(self, name: str, value: float) -> Work | None:
        """The person has judged what they see: `name` is the button's, as in `feedback`."""

    def on_message(self, name: str, text: str) -> Work | None:
        """The person has written something into the text box of this name."""

    def on_button(self, name: str, value: Any) -> Work | None:
        """The button of this name was pressed, or its key; `value` is None where it sets nothing.

        Those of the page are `start`, `stop`, `pause`, `reset`, `fpsUp`, `fpsDown` and `fpsSet`.
        """

    def on_widget(self, name: str, value: Any) -> Work | None:
        """A slider was set to a number; or in a grid a rectangle was marked.

        Its value is a list: first row, first column, last row, last column, from 0.
        """

    def on_episode_end(self, reason: str) -> Work | None:
        """An episode is over: `terminated`, `truncated`, `max_steps`, … as in `episode_end`."""

    def on_step_enter(self, step: str, facts: dict[str, Any]) -> Any:
        """A step of the study is entered, where the study's `step_hook` names this hook.

        Args:
            step: Its id.
            facts: `answers`, `checks`, `conditions`, `params`, `results` and `scores`, as far as
                the study's expressions ask for them.

        Returns:
            What is to be recorded, as by `GameHandle.record`; None: nothing.
        """
        return None

    def on_step_leave(self, step: str, answers: dict[str, Any]) -> Any:
        """A step of the study is left; as `on_step_enter`.

        Args:
            step: Its id.
            answers: Of a form all that was answered, else nothing.

        Returns:
            As `on_step_enter`.
        """
        return None

    def on_close(self) -> None:
        """The game is left. The object stays for the next game that names it."""


CALLS = tuple(name for name in vars(Hook) if name.startswith("on_"))
"""The names of all that a hook may have."""


def load_hook(spec_json: str) -> None:
    """Import a hook, so that making it takes no time; the argument as for `make_hook`."""
    resolve_name(json.loads(spec_json)["entry_point"])


def make_hook(spec_json: str) -> Hook:
    """Make a study's hook.

    Args:
        spec_json: A JSON object with `entry_point` ("module:Class") and `kwargs` (JSON text).

    Raises:
        GameError: if it is no hook, or has something that nothing would call.
    """
    spec = json.loads(spec_json)
    name = spec["entry_point"]
    hook = resolve_name(name)(**json.loads(spec["kwargs"]))
    if not isinstance(hook, Hook):
        raise GameError(
            f"`{name}` gave a {type(hook).__name__}, which is no hook: let its class be a subclass "
            "of `gymbrowser.Hook`."
        )
    for call in (call for call in dir(hook) if call.startswith("on_")):
        if call not in CALLS:
            near = difflib.get_close_matches(call, CALLS, n=1) or CALLS
            raise GameError(
                f"`{name}` has a method `{call}`, which nothing calls. Did you mean "
                f"{' or '.join(f'`{each}`' for each in near)}?"
            )
        _check_arguments(name, call, getattr(hook, call))
    return hook


def tell_step(hook: Hook, call: str, step: str, given_json: str) -> str | None:
    """Tell a hook that a step of the study is entered or left.

    Args:
        hook: The study's.
        call: `enter` or `leave`.
        step: Its id.
        given_json: The facts, or the answers.

    Returns:
        What the hook gives to be recorded, as exact JSON; None: nothing.
    """
    tell = hook.on_step_enter if call == "enter" else hook.on_step_leave
    given = tell(step, json.loads(given_json))
    return None if given is None else exact.encode(given)


def _check_arguments(hook: str, call: str, method: Any) -> None:
    """Else a wrong one would be noticed when a participant first presses the button."""
    _, *expected = inspect.signature(getattr(Hook, call)).parameters
    try:
        inspect.signature(method).bind(*expected)
    except TypeError as error:
        raise GameError(
            f"`{hook}`: `{call}` is called with ({', '.join(expected)}), and does not take them: "
            f"{error}."
        ) from error
