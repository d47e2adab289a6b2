"""Records of the person's hands: what came from their devices, and which keys they chose."""

from typing import Literal

from gymbrowser.contract.record_base import RecordBase
from gymbrowser.contract.wire import Base64, Count


class RemapRecord(RecordBase):
    """The participant chose keys of their own, where the study lets them.

    All other records name keys as exp.yml does: what is pressed in their place is said here.
    """

    type: Literal["remap"]
    step: str
    """The game before which they were chosen; they are kept for the session's other games."""
    agent: str
    keys: dict[str, str]
    """The code in exp.yml to the one that is pressed for it, in this game and in those before it;
    empty: those of exp.yml again."""


type InputKind = Literal[
    "down", "up", "axis", "point_down", "point_move", "point_up", "point_leave", "release"
]
"""What happened at a device. `down`, `up`: a digital input. `axis`: a stick or the joystick moved.
`point_…`: the pointer. `release`: the window lost the focus, and nothing counts as held."""


class InputsRecord(RecordBase):
    """What the devices gave in one episode, as the worker heard of it: columns of `count` rows.

    What the browser keeps for itself is not in it: a key that is bound to nothing is never heard.
    """

    type: Literal["inputs"]
    step: str
    attempt: Count
    episode: Count
    first: Count
    """Index of its first input in the episode, from 0."""
    count: Count
    names: list[str]
    """Agents, codes and axes, to which the columns `agent` and `code` refer by position."""
    agent: Base64
    """u2: whose device it is; for `release`, which is everybody's, the empty name."""
    kind: Base64
    """u1: position in the header's `kinds`."""
    code: Base64
    """u2: the code of a digital input, or the name of an axis; else the empty name."""
    x: Base64
    y: Base64
    """f8: the value of an axis is x; a pointer's place is x and y, in shares of the picture's width
    and height from its upper left corner. NaN where there is none."""
    event_t: Base64
    """f8: the event's `timeStamp`, on the page's clock."""
    received_t: Base64
    """f8: when the worker heard of it, on its own clock."""
    after: Base64
    """u4: how many environment steps of the episode were over, or begun, by then."""
