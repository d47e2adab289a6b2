"""How people act in a game: what their devices give, in the terms of the manifest."""

from typing import Literal

from gymbrowser.contract.device_controls import Axis, Pointer
from gymbrowser.contract.wire import Action, Wire

type InputMode = Literal["hold", "press", "toggle"]
"""How a key becomes an action. `hold`: while it is down. `press`: once for each press, one press a
step. `toggle`: from one press to the next."""


class Binding(Wire):
    """An action, and what has to be held for it."""

    codes: list[str]
    """Digital inputs of all devices: `KeyboardEvent.code`, `GamepadButton0` … `GamepadButton16` and
    `GamepadLeftStickLeft` … (standard mapping), `PointerLeft`, `PointerMiddle`, `PointerRight`. All
    of them together are the input."""
    action: Action
    label: str | None = None
    """What the action is called, where the study has a name for it."""


class Controls(Wire):
    """How one person acts."""

    mode: InputMode
    bindings: list[Binding]
    """In the order of exp.yml; may be empty where there are axes or a pointer."""
    queue: int
    """So many presses wait in mode `press`, and in a game that is not in real time."""
    buffer: int
    """An input acts for at least so many environment steps, or until a newer one."""
    default: Action | Literal["previous"] | None
    """The action without an input; `previous` repeats the last one. None in a turn-based game,
    where no step is taken without a press."""
    initial: Action | None
    """What `previous` repeats before the first input; None without `previous`."""
    remap: bool
    """Whether the participant may choose other keys."""
    heed_mask: bool = True
    """Whether a key does nothing while the environment's `action_mask` forbids its action."""
    axes: list[Axis]
    """One for each component of the action, in its order; empty: there are none."""
    pointer: Pointer | None
