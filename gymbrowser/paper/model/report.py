"""The whole report."""

from datetime import datetime
from typing import Literal

from gymbrowser.contract.records import Outcome
from gymbrowser.contract.wire import Mode
from gymbrowser.paper.model.base import Part
from gymbrowser.paper.model.course import Day, Exclusions, Factor, FunnelStep
from gymbrowser.paper.model.quality import Integrity, Timing, Version
from gymbrowser.paper.model.results import Game, Question


class Method(Part):
    """How the intervals were made."""

    interval: str
    """In words."""
    confidence: float
    """The share of all studies whose interval should hold the true mean."""
    resamples: int
    """How often participants were drawn anew."""
    seed: int
    """Of these draws."""


class Described(Part):
    """A line of the data dictionary."""

    name: str
    """Where the number stands: `Level.expected`."""
    meaning: str
    """What it is."""


class Report(Part):
    """A report of a study."""

    format: Literal["gymbrowser.report/1"]
    """The form of this file."""
    gymbrowser: str
    """The version that made the report."""
    made: datetime
    """When."""
    experiment: str | None
    """The study's id; null where there are no sessions and no site is given."""
    title: str | None
    """Its title; null where the site is not known."""
    mode: Mode
    """Of the sessions."""
    sessions: int
    """All sessions that are counted here."""
    of_others: int
    """Sessions of other studies in the same folder: they are left out."""
    environment_steps: int
    """In all sessions of the folder."""
    outcomes: dict[Outcome, int]
    """How sessions ended; those without an end are in none."""
    median_minutes: float | None
    """From begin to end, of the sessions that ended as `done`."""
    versions: list[Version]
    """What the folder's sessions were recorded by."""
    days: list[Day]
    """When they began, without those whose clock says no date between 2020 and 2099."""
    funnel: list[FunnelStep]
    """The steps, and where participants stopped."""
    factors: list[Factor]
    """How even the conditions came out."""
    exclusions: Exclusions
    """Which sessions the results leave out."""
    games: list[Game]
    """Returns and learning curves."""
    questions: list[Question]
    """Answers."""
    timing: list[Timing]
    """How well games kept time."""
    integrity: Integrity
    """Whether the data are whole."""
    method: Method
    """How the intervals were made."""
    dictionary: list[Described]
    """What every number here is."""
