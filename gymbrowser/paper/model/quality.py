"""How well games kept time, and whether the data are whole."""

from gymbrowser.data.findings import FindingKind
from gymbrowser.paper.model.base import Part


class LateBin(Part):
    """Sessions that kept time about equally well."""

    up_to: float
    """Their share of late steps is at most this, and more than that of the bin before."""
    sessions: int
    """How many."""


class Timing(Part):
    """How well a game kept time, of all sessions that say so."""

    game: str
    """The game's step."""
    sessions: int
    """Sessions with timed steps."""
    late: float | None
    """Share of steps that began more than 1.5 periods after the one before, of all together."""
    late_median: float | None
    """The same share within a session: the median session's."""
    late_p95: float | None
    """The 95th percentile of the sessions' shares."""
    input_to_frame_ms: float | None
    """From an input to the frame that shows its effect: of each session the 95th percentile of its
    slowest episode; of these the median."""
    input_to_frame_p95_ms: float | None
    """The 95th percentile of the same."""
    stalls: int
    """How often a game stood still for a second or longer."""
    missed: int
    """Frames that were drawn and never painted."""
    bins: list[LateBin]
    """The sessions by their shares of late steps."""


class Version(Part):
    """What sessions were recorded by."""

    experiment: str
    """The study's id."""
    site: str
    """SHA-256 of the site."""
    environment: str
    """SHA-256 of the environment."""
    gymbrowser: str
    """The version that built the site."""
    sessions: int
    """How many were recorded by it."""


class Damage(Part):
    """One kind of what `gymbrowser data check` finds."""

    kind: FindingKind
    """Its name."""
    meaning: str
    """What it is."""
    found: int
    """How often it was found."""


class Integrity(Part):
    """Whether the data are whole: what `gymbrowser data check` finds, without its sentences."""

    sound: bool
    """Whether nothing is missing or wrong."""
    whole: int
    """Sessions that ended, and of which nothing is missing."""
    open: int
    """Sessions without an end."""
    damaged: int
    """Sessions of which something is missing or wrong."""
    damages: list[Damage]
    """What that is, by kind."""
    mixed: int
    """Sessions that were recorded by several versions of the site."""
    quarantined: int
    """Files that were set aside."""
    foreign: int
    """Files that are no chunks."""
    copies: int
    """Files that are copies of others."""
    to_be_deleted: int
    """Sessions whose participants asked for it: they are in no number here."""
    late_of_erased: int
    """Erased sessions of which something came later."""
