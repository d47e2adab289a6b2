"""What the parts of a report share: means, spreads, and whose numbers they are."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

type Sample = Literal["everyone", "kept"]
"""Whose numbers these are. `everyone`: of all sessions. `kept`: of those that no exclusion leaves
out."""


class Part(BaseModel):
    """A part of a report."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Estimate(Part):
    """A mean over participants."""

    n: int
    """Participants with a value."""
    mean: float | None
    """Their mean."""
    sd: float | None
    """Standard deviation between participants, with n - 1."""
    low: float | None
    """The lower end of the interval of the mean; null with fewer than two participants."""
    high: float | None
    """The upper end."""


class Numbers(Part):
    """How numbers are spread. The smallest and the largest, which are somebody's, are left out."""

    mean: float | None
    """Their mean."""
    sd: float | None
    """Standard deviation, with n - 1."""
    q1: float | None
    """A quarter of them is smaller than this."""
    median: float | None
    """Half of them is smaller."""
    q3: float | None
    """Three quarters of them are smaller."""
