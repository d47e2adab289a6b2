"""What of a study the bots have reached: js/src/bots/coverage.ts counts it."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

type Kind = Literal["step", "branch", "condition", "order", "outcome"]


@dataclass(frozen=True)
class Item:
    """One thing that there is to reach."""

    kind: Kind
    name: str
    reached: int
    """In so many sessions; of branches and orders, so often."""


@dataclass
class Coverage:
    """All sessions of a simulation."""

    items: Sequence[Item] = ()
    outcomes: Counter[str] = field(default_factory=Counter)
    """How many sessions ended so."""
    aimed: int = 0
    """Of the sessions those that were sent to what chance had not reached."""
    refused: int = 0
    """Answers that the forms refused, as they must."""
    failures: Counter[str] = field(default_factory=Counter)
    """What failed in games: the step and the traceback, and in how many sessions."""

    @property
    def sessions(self) -> int:
        """How many bots took part."""
        return self.outcomes.total()

    @property
    def missing(self) -> list[Item]:
        """What nobody has reached."""
        return [item for item in self.items if item.reached == 0]

    def of(self, kind: Kind) -> list[Item]:
        """Those of one kind."""
        return [item for item in self.items if item.kind == kind]

    def kinds(self) -> Iterator[tuple[Kind, list[Item]]]:
        """Each kind of which there is anything to reach."""
        for kind in dict.fromkeys(item.kind for item in self.items):
            yield kind, self.of(kind)

    def took(self, progress: Mapping[str, Any]) -> None:
        """Count a session, as js/src/bots/main.ts tells of it (`Progress`)."""
        taken = progress["taken"]
        self.outcomes[taken["outcome"]] += 1
        self.aimed += bool(progress["aimed"])
        self.refused += taken["refused"]
        self.failures.update(taken["failures"])

    def text(self) -> str:
        """As JSON, for programs."""
        told = {
            "sessions": self.sessions,
            "aimed": self.aimed,
            "outcomes": self.outcomes,
            "refused": self.refused,
            "failures": self.failures,
            "items": [asdict(item) for item in self.items],
        }
        return json.dumps(told, indent=1, ensure_ascii=False) + "\n"
