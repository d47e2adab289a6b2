"""The ways in which a model may look at an observation."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from gymbrowser.config.policy_models import InputConfig, InputLayout
from gymbrowser.contract.policies import InputPart
from gymbrowser.environment.inspect import AgentInspection
from gymbrowser.errors import Place, UserError

_MASK = "action_mask"


@dataclass(frozen=True)
class Frame:
    """One way to look at an observation."""

    parts: list[InputPart]
    shape: tuple[int, ...]
    """Of one frame, without a batch."""
    axis: Literal["first", "last"] = "first"
    """Where several are stacked."""
    joined: bool = True
    """Whether stacking makes this axis longer; or else it adds one before it."""

    def stacked(self, frames: int) -> tuple[int, ...]:
        """The shape of several, one stacked on the other."""
        if frames == 1:
            return self.shape
        if not self.joined:
            return (frames, *self.shape) if self.axis == "first" else (*self.shape, frames)
        if self.axis == "first":
            return (frames * self.shape[0], *self.shape[1:])
        return (*self.shape[:-1], frames * self.shape[-1])


@dataclass(frozen=True)
class Frames:
    """Those of an agent.

    Args:
        agent: Who observes.
        place: Where the policy was named.
    """

    agent: AgentInspection
    place: Place

    def every(self, config: InputConfig) -> Iterator[Frame]:
        """Every way that exp.yml allows, the likeliest first.

        Raises:
            UserError: The observation has no such part, or one that no model can be given.
        """
        for fields in self._selections(config):
            hot = [config.one_hot] if config.one_hot is not None else [True, False]
            if not any(self.agent.categories[field] for field in fields):
                hot = [False]
            for one_hot in hot:
                yield from self._layouts(fields, config.layout, one_hot=one_hot)

    def _selections(self, config: InputConfig) -> list[list[int]]:
        """The fields that are meant. A mask beside an observation may be a part of it or not."""
        everything = list(range(len(self.agent.observation)))
        if config.from_ is not None:
            keys = [config.from_] if isinstance(config.from_, str) else config.from_
            return [[self._sized(field) for key in keys for field in self._fields(key)]]
        unmasked = [i for i in everything if self.agent.observation[i].path[:1] != [_MASK]]
        whole = [self._sized(field) for field in everything]
        return [whole] if unmasked == everything else [whole, unmasked]

    def _fields(self, key: str) -> list[int]:
        path = key.split("/")
        fields = self.agent.observation
        found = [i for i, field in enumerate(fields) if field.path[: len(path)] == path]
        if not found:
            names = ", ".join("/".join(field.path) for field in fields)
            raise UserError(
                f"the observation has no part `{key}`",
                where=self.place,
                why=f"Its parts: {names}." if names else "It is one array, without parts.",
            )
        return found

    def _sized(self, index: int) -> int:
        field = self.agent.observation[index]
        if field.dtype != "exact":
            return index
        named = f" `{'/'.join(field.path)}`" if field.path else ""
        raise UserError(
            f"a model cannot be given the observation's part{named}, which has no fixed size",
            where=self.place,
            remedy="Name those that it is given: `observation: {NAME: {from: [KEY, …]}}`.",
        )

    def _layouts(
        self, fields: Sequence[int], layout: InputLayout | None, *, one_hot: bool
    ) -> Iterator[Frame]:
        parts = [self._part(field, one_hot=one_hot) for field in fields]
        shapes = [self._shape(field, one_hot=one_hot) for field in fields]
        if layout in (None, "flatten"):
            size = sum(map(math.prod, shapes))
            yield Frame(parts, (size,))
            yield Frame(parts, (size,), joined=False)
        if len(parts) != 1:
            return
        (part,), (shape,) = parts, shapes
        if layout in (None, "chw") and len(shape) == 3:
            height, width, channels = shape
            first = part.model_copy(update={"channels_first": True})
            yield Frame([first], (channels, height, width))
        if layout in (None, "keep"):
            if len(shape) >= 3:
                yield Frame(parts, shape, "last")
            yield Frame(parts, shape, joined=False)
            yield Frame(parts, shape, "last", joined=False)

    def _part(self, field: int, *, one_hot: bool) -> InputPart:
        categories = self.agent.categories[field] if one_hot else None
        path = self.agent.observation[field].path
        return InputPart(path=path, one_hot=categories, channels_first=False)

    def _shape(self, field: int, *, one_hot: bool) -> tuple[int, ...]:
        categories = self.agent.categories[field]
        if one_hot and categories is not None:
            return (sum(categories.sizes),)
        return tuple(self.agent.observation[field].shape)
