"""The shape of the conditions in exp.yml."""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from gymbrowser.config.base import Config
from gymbrowser.config.patterns import QUESTION_NAME, STRATUM

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
    assign: Literal["hash", "number", "param", "quota"] = "hash"
    """Who gets which level. `hash`: drawn from the participant's id, or, without one, from the
    session's seed. `number`: in turn by `participant.number`, exact in each block of participants.
    `param`: the URL parameter `by` names the level. `quota`: the endpoint of `upload` counts, and
    gives each participant the level that is the least full."""
    by: str | None = None
    """The URL parameter of `assign: param`."""
    stratify: Annotated[str, StringConstraints(pattern=STRATUM)] | None = None
    """A URL parameter, `site`, or an answer, `answers.FORM.QUESTION`: the levels are equally
    frequent among those who have the same. For `assign: number` a parameter, and for `quota`."""
    if_away: Literal["hash", "wait", "close"] = "hash"
    """What happens if the endpoint of `assign: quota` gives no answer. `hash`: the level is drawn,
    and the record says so. `wait`: the participant waits until it answers. `close`: they are asked
    to come again later."""
    hold_minutes: Annotated[int, Field(ge=5, le=7 * 24 * 60)] = 120
    """Minutes after which `assign: quota` gives the place of somebody who has not come to the end
    to the next. Choose more than anybody needs."""

    @model_validator(mode="after")
    def _named(self) -> Self:
        if (self.assign == "param") != (self.by is not None):
            raise ValueError("`by` names the URL parameter of `assign: param`, and of no other")
        strange = {"if_away", "hold_minutes"} & self.model_fields_set
        if self.assign != "quota" and strange:
            raise ValueError(f"`{min(strange)}` says nothing beside `assign: {self.assign}`")
        return self

    @property
    def stratum(self) -> tuple[str, ...] | None:
        """The path of the fact that it is stratified by."""
        if self.stratify is None:
            return None
        path = tuple(self.stratify.split("."))
        return path if len(path) > 1 else ("params", *path)
