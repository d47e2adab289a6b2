"""The shape of the conditions in exp.yml."""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from gymbrowser.config.base import Config
from gymbrowser.config.patterns import QUESTION_NAME

type ConditionName = Annotated[str, StringConstraints(pattern=QUESTION_NAME)]
type LevelName = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class ConditionConfig(Config):
    """A factor between participants."""

    levels: Annotated[
        dict[LevelName, Annotated[int, Field(ge=1, le=1000)]],
        Field(min_length=2, max_length=100),
        BeforeValidator(
            lambda value: dict.fromkeys(value, 1) if isinstance(value, list) else value,
            json_schema_input_type=list[LevelName] | dict[LevelName, int],
        ),
    ]
    """The levels, `[skilled, naive]`, or with weights, `{skilled: 2, naive: 1}`."""
    assign: Literal["hash", "number", "param"] = "hash"
    """Who gets which level. `hash`: drawn from the participant's id, or, without one, from the
    session's seed. `number`: in turn by `participant.number`, exact in each block of participants.
    `param`: the URL parameter `by` names the level."""
    by: str | None = None
    """The URL parameter of `assign: param`."""

    @model_validator(mode="after")
    def _named(self) -> Self:
        if (self.assign == "param") != (self.by is not None):
            raise ValueError("`by` names the URL parameter of `assign: param`, and of no other")
        return self
