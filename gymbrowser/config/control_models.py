"""The shape of `controls` in exp.yml: what a person's devices do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag, model_validator

from gymbrowser.config.axis_models import AxisConfig, PointerConfig
from gymbrowser.config.base import EACH, ONE, Config, text_keys
from gymbrowser.config.codes import digital_code
from gymbrowser.contract.controls import InputMode


def codes_of(combination: str) -> list[str]:
    """The codes of `ArrowUp + ArrowLeft`."""
    return [code.strip() for code in combination.split("+")]


def _combination(text: str) -> str:
    codes = [digital_code(code) for code in codes_of(text)]
    if len(set(codes)) < len(codes):
        raise ValueError(f"`{text}` names a key twice")
    return text


def _each_once(keys: dict[str, Any]) -> dict[str, Any]:
    seen: dict[frozenset[str], str] = {}
    for combination in keys:
        codes = frozenset(codes_of(combination))
        if codes in seen:
            raise ValueError(f"`{seen[codes]}` and `{combination}` are the same keys")
        seen[codes] = combination
    return keys


def _action(value: Any) -> Any:
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: _action(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_action(part) for part in value]
    if not isinstance(value, bool | int | float | str):
        raise ValueError("an action is a number, a text, a list or a mapping of these")
    return value


type ActionValue = Annotated[Any, AfterValidator(_action)]
"""What an action's space takes is only known when the environment is looked at."""

type Keys = Annotated[
    dict[Annotated[str, AfterValidator(_combination)], ActionValue],
    Field(min_length=1),
    AfterValidator(_each_once),
]


class ControlsConfig(Config):
    """How one person acts; where several people play, there is one such mapping for each agent.

    `controls: {red: {keys: {KeyA: 0}}, blue: {keys: {KeyL: 0}}}` lets two people play at one
    keyboard.
    """

    keys: Keys | None = None
    """What is held to what is done: `ArrowLeft: 0`; `[0.5, -1]` in a Box, MultiDiscrete,
    MultiBinary or Tuple space, `{gas: 1}` in a Dict space. Keys go by `KeyboardEvent.code`, the
    place on the keyboard; `GamepadButton0`, `PointerLeft` and their like stand beside them.
    `ArrowUp + ArrowLeft: 4` is a combination. What went down last decides; of the combinations
    that it completes, the longest."""
    actions: list[str] | dict[str, ActionValue] = []
    """Names of actions, which `keys` and `default` can use and the participant sees beside the
    keys: a list, in which an action's place is its number, or names with their actions. Where an
    environment has `get_action_meanings`, the names that this gives are known too."""
    mode: InputMode = "hold"
    """`hold`: a key acts while it is down, and a tap between two steps for one step. `press`: each
    press acts once, one of them in a step. `toggle`: a press acts until the next one."""
    queue: Annotated[int, Field(ge=1, le=1000)] = 5
    """So many presses wait in mode `press`, and in a game that is turn-based or event-driven;
    the record counts the others."""
    buffer: Annotated[int, Field(ge=1, le=10_000)] = 1
    """An input acts for at least so many environment steps, or until a newer one."""
    default: ActionValue | None = None
    """The action without an input; `previous` repeats the last one. Needed in real time, in an
    event-driven game, and for a `turn_timeout`, unless the environment declares an action that
    does nothing: in its `metadata`, as `noop`, or as `NOOP` in `get_action_meanings`."""
    remap: bool = False
    """Whether the participant may choose other keys before a round."""
    heed_mask: bool = True
    """Keys do nothing whose action the environment's `action_mask` forbids at the time; `false`
    lets the person try it all the same."""
    axes: Annotated[list[AxisConfig], Field(min_length=1)] | None = None
    """Continuous actions: for each component of a Box space, in its order, what moves it."""
    pointer: PointerConfig | None = None
    """What a mouse, a finger or a pen does on the picture."""

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.keys is None and self.axes is None and self.pointer is None:
            raise ValueError("give at least one of `keys`, `axes` and `pointer`")
        return self


def _form(value: Any) -> str:
    """Which of the two forms is meant: where in doubt, that of one person."""
    if not isinstance(value, dict) or not value:
        return ONE
    known = list(ControlsConfig.model_fields)
    is_one = any(get_close_matches(str(key), known, n=1, cutoff=0.8) for key in value)
    return ONE if is_one or not all(isinstance(v, dict) for v in value.values()) else EACH


type ControlsField = Annotated[
    Annotated[ControlsConfig, Tag(ONE)]
    | Annotated[dict[str, ControlsConfig], BeforeValidator(text_keys), Tag(EACH)],
    Discriminator(_form),
]
"""One person's controls, or those of each agent that is human."""


@dataclass(frozen=True)
class Person:
    """A human agent, and where its controls stand."""

    agent: str
    controls: ControlsConfig
    location: tuple[str, ...]
    """Below the game: `("controls",)` or `("controls", "red")`."""


def people_of(
    controls: ControlsConfig | Mapping[str, ControlsConfig] | None, agents: Mapping[str, str]
) -> Iterator[Person]:
    """The human agents that have controls, in the order of `agents`."""
    for agent in (agent for agent, actor in agents.items() if actor == "human"):
        if isinstance(controls, ControlsConfig):
            yield Person(agent, controls, ("controls",))
            return
        if controls is not None and agent in controls:
            yield Person(agent, controls[agent], ("controls", agent))
