"""The shape of `requires` in exp.yml: what a participant's device must be able to do."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from gymbrowser.config.base import Config


class RequiresConfig(Config):
    """What a participant's device must be able to do.

    It is looked at while the first pages are read. Whose device can do less does not come to the
    consent: they read why, and take along what `completion.unsupported` says. What was measured of
    the others is in the record `device`.
    """

    fps: Annotated[float, Field(ge=1, le=240, allow_inf_nan=False)] | None = None
    """Frames that the browser must draw in a second, 5 % less included: say 50 for a fast game on
    screens of 60 Hz. It is measured, and the best of three tries counts."""
    memory_gb: Annotated[float, Field(gt=0, le=8, allow_inf_nan=False)] | None = None
    """Gigabytes of memory, at most 8: more no browser tells. Firefox and Safari tell nothing of
    it, and are let in."""
    storage_mb: Annotated[float, Field(gt=0, le=10_000, allow_inf_nan=False)] | None = None
    """Megabytes that the browser has to be ready to store; one that does not say is let in."""
    width: Annotated[int, Field(ge=200, le=4000)] | None = None
    """Of the window, in CSS pixels."""
    height: Annotated[int, Field(ge=200, le=4000)] | None = None
    """Of the window, in CSS pixels."""
    pointer: Literal["mouse", "touch"] | None = None
    """`mouse`: a mouse, a touchpad or a pen, so no telephone. `touch`: a touch screen."""

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("say what is needed, for example `{fps: 50}`")
        return self
