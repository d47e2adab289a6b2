"""The order of a study's steps, as the page follows it."""

from typing import Annotated, Literal

from pydantic import Field

from gymbrowser.contract.expressions import Expression
from gymbrowser.contract.wire import Count, Positive, Wire

type Order = Literal["as_written", "shuffled", "latin_square", "counterbalanced"]
"""In which order a block's nodes come."""


class StepNode(Wire):
    """One step."""

    kind: Literal["step"]
    step: Count
    """Its position in the manifest's `steps`."""
    when: Expression | None
    """It is passed over where this is not true; None: never."""


class Repeat(Wire):
    """How often a block is passed."""

    max: Positive
    until: Expression | None
    """After each pass, whether it was the last one; None: it is passed `max` times."""
    on_fail: Literal["go_on", "screen_out", "fail"]
    """The way on where `until` is still not true after `max` passes."""


class BlockNode(Wire):
    """Nodes that belong together."""

    kind: Literal["block"]
    id: str
    when: Expression | None
    order: Order
    choose: Positive | None
    """Only so many of its nodes, drawn; None: all."""
    repeat: Repeat | None
    nodes: "list[FlowNode]"


type FlowNode = Annotated[StepNode | BlockNode, Field(discriminator="kind")]


class Quota(Wire):
    """How a condition is given out by the endpoint, which counts."""

    if_away: Literal["hash", "wait", "close"]
    """What the page does where the endpoint gives no answer."""
    hold_s: Positive
    """Seconds after which the slot of a session that has not ended is given back."""


class Factor(Wire):
    """A condition between participants."""

    name: str
    levels: list[str]
    weights: list[Positive]
    """One for each level."""
    assign: Literal["hash", "number", "param", "quota"]
    by: str | None
    """The URL parameter that names the level."""
    quota: Quota | None = None
    """Of `assign: quota`."""
    stratify: list[str] | None = None
    """The path of a fact, as in a `Reference`: each of its values has a count of its own."""
