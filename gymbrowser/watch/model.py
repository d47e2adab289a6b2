"""How a running study stands, as `gymbrowser watch --json` prints it."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

type State = Literal["active", "finished", "abandoned", "other"]
"""Something of it has arrived lately, and it has no end; it came to the end; it has no end, and
nothing has arrived for long; it ended in another way."""


@dataclass(frozen=True)
class Counts:
    """Sessions by their state."""

    active: int = 0
    finished: int = 0
    abandoned: int = 0
    other: int = 0
    """Screened out, failed, timed out, withdrawn or superseded."""

    @property
    def all(self) -> int:
        """How many there are."""
        return self.active + self.finished + self.abandoned + self.other


@dataclass(frozen=True)
class Level:
    """Those who got one level of a condition."""

    condition: str
    level: str
    counts: Counts


@dataclass(frozen=True)
class Result:
    """What came of one game in one level of a condition: only where it is asked for."""

    condition: str
    level: str
    game: str
    """The step; where it has several agents, `STEP/AGENT`."""
    sessions: int
    mean_return: float
    """Over sessions, of their own means over episodes."""


@dataclass(frozen=True)
class Expiry:
    """When the site's permission to upload ends."""

    at: datetime | None
    """None: the site has none, or an endpoint gives it to each session."""
    by_endpoint: bool


@dataclass(frozen=True)
class Standing:
    """A study at one moment."""

    experiment: str
    mode: str
    at: datetime
    total: Counts
    outcomes: dict[str, int]
    """How sessions ended, to how many of them; of `delete` withdrawals nothing else is counted."""
    levels: tuple[Level, ...]
    errors: int
    """Sessions with an error of the environment, a policy or ours."""
    damaged: int
    """Sessions of which something is missing or wrong."""
    quarantined: int
    """Objects that are not what their keys say."""
    to_erase: int
    """Sessions whose participants asked that they be deleted."""
    expiry: Expiry | None
    """None: there is no built site to look at."""
    results: tuple[Result, ...] | None
    """None: they are blinded."""

    def told(self) -> dict[str, Any]:
        """For JSON: times are ISO 8601 in UTC."""
        said = asdict(self)
        said["at"] = self.at.isoformat()
        if self.expiry is not None:
            said["expiry"]["at"] = self.expiry.at and self.expiry.at.isoformat()
        return said
