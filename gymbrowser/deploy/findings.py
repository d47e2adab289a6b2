"""What was found when a deployed site was looked at."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

type Weight = Literal["wrong", "note"]
"""The study does not work, or loses records; it works, but not as well as it could."""


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be."""

    weight: Weight
    what: str
    """A sentence without its full stop."""
    remedy: str | None = None
    paths: tuple[str, ...] = ()
    """The files that it is said of; none: of the whole site."""


def gathered(findings: Iterable[Finding]) -> list[Finding]:
    """What is the same of many files is said once; what is wrong comes first."""
    paths: dict[tuple[Weight, str, str | None], list[str]] = {}
    for one in findings:
        paths.setdefault((one.weight, one.what, one.remedy), []).extend(one.paths)
    found = [
        Finding(weight, what, remedy, tuple(sorted(files)))
        for (weight, what, remedy), files in paths.items()
    ]
    return sorted(found, key=lambda one: one.weight == "note")
