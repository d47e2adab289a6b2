"""Who came when, how far they came, into which condition, and who is left out."""

from datetime import date

from gymbrowser.paper.model.base import Part


class Day(Part):
    """What began on one day, or in one month or year of a study that takes long."""

    date: date
    """The day, or the first of the month or year, in UTC by the participants' clocks."""
    done: int
    """Sessions that began then and ended as `done`."""
    other: int
    """Those that ended in another way."""
    open: int
    """Those without an end."""


class FunnelStep(Part):
    """One step of the study."""

    step: str
    """The step's id."""
    kind: str | None
    """What it is: `page`, `form`, `game`, …; null where the site is not known."""
    entered: int
    """Sessions that came to it; of a form inside a game, those that answered it."""
    median_minutes: float | None
    """How long they were in it, of those that left it."""
    screened_out: int
    """Sessions that ended here as `screened_out`."""
    stopped: int
    """Sessions that ended here as `withdrawn` or `declined`."""
    other: int
    """Sessions that ended here in another way, but as `done`."""
    open: int
    """Sessions without an end that came no further: who closed the page."""


class Level(Part):
    """One level of a condition."""

    level: str
    """Its name."""
    weight: int | None
    """How frequent it is to be, beside the others; null where the site is not known."""
    expected: float | None
    """How many of the sessions that got a level should have this one."""
    low: int | None
    """Of a level that is drawn: in 95 of 100 studies at least so many have it."""
    high: int | None
    """And at most so many."""
    everyone: int
    """Sessions that got it."""
    done: int
    """Those of them that ended as `done`."""
    kept: int
    """Those of them that no exclusion leaves out."""


class Factor(Part):
    """A condition between participants."""

    factor: str
    """Its name."""
    assign: str | None
    """How its levels are given out: `hash`, `number`, `param` or `quota`; null where the site is
    not known."""
    levels: list[Level]
    """Its levels."""


class Exclusion(Part):
    """A reason to leave sessions out of the results, as exp.yml declares it."""

    name: str
    """Its name."""
    expression: str
    """Where this is true of a session, it is left out."""
    sessions: int
    """So many it leaves out."""
    alone: int
    """Those of them that no other exclusion leaves out."""


class Exclusions(Part):
    """Which sessions the results leave out."""

    declared: list[Exclusion]
    """All of them; none where the study declares none, or no site is given."""
    kept: int
    """Sessions that none of them leaves out."""
    beforehand: int
    """Sessions that were recorded by a version of the site which declared exactly these."""
    later: int
    """Sessions whose version declared others, or none: for these they were made up later."""
    unknown: int
    """Sessions whose version of the site is not there to be asked."""
