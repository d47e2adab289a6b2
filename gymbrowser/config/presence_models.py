"""The shape of `idle` in exp.yml: what happens when nobody does anything on a page or a form."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from gymbrowser.config.base import Config

type _Seconds = Annotated[float, Field(gt=0, le=86_400)]


class PresenceConfig(Config):
    """Asks whoever does nothing on a page or a form whether they are still there.

    Games have an `idle` of their own; who waits, listens or watches is not asked.
    """

    after: _Seconds
    """Seconds without an input of any kind until they are asked."""
    end_after: _Seconds | None = None
    """Seconds without an input until the session ends there, as `timed_out`; never if not given."""

    @model_validator(mode="after")
    def _asks_first(self) -> Self:
        if self.end_after is not None and self.end_after <= self.after:
            raise ValueError("`end_after` must be more than `after`: nobody is put out unasked")
        return self
