"""What can be wrong with a session's data, by kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

type FindingKind = Literal[
    "unreadable", "gap", "duplicate", "chain", "missing", "lost", "episode", "return"
]

KINDS: Mapping[FindingKind, str] = {
    "unreadable": "a chunk is not what its key or the contract says; it was left out",
    "gap": "chunks between others are not there",
    "duplicate": "several different chunks have one number; one of them is read",
    "chain": "a chunk does not follow on the one before",
    "missing": "records that the participant's browser counted have not arrived",
    "lost": "records were lost in the browser, whose storage was emptied",
    "episode": "an episode's records do not fit each other, or their layout",
    "return": "the rewards do not add up to what the browser said",
}
"""Each kind, explained."""

OF_CHAIN: Mapping[Literal["gap", "previous", "fork", "first"], FindingKind] = {
    "gap": "gap",
    "fork": "duplicate",
    "previous": "chain",
    "first": "chain",
}
"""Of the faults of a chain."""


@dataclass(frozen=True)
class Finding:
    """One thing that is missing or wrong in a session."""

    kind: FindingKind
    text: str
    """A sentence, with words that a stranger may have written."""
