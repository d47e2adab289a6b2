"""One tree of errors. Every message says what, where, why, and what to do.

A `UserError` is about what the user gave us (exit code 2); any other `GymbrowserError` is a failure
of ours or of the machine (exit code 1). Neither ever reaches the user as a traceback.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Place:
    """A place in a file, as an editor understands it: `exp.yml:12`."""

    file: Path
    line: int | None = None

    def __str__(self) -> str:
        return str(self.file) if self.line is None else f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, in sentences."""

    what: str
    where: Place | None = None
    why: str | None = None
    remedy: str | None = None
    quote: str | None = None
    """Somebody else's words as they are: an environment's traceback, a server's answer."""

    def __str__(self) -> str:
        lines = [self.what if self.where is None else f"{self.where}: {self.what}"]
        lines += [f"  {text}" for text in (self.why, self.remedy) if text]
        lines += [f"  | {line}" for line in (self.quote or "").splitlines()]
        return "\n".join(lines)


class GymbrowserError(Exception):
    """Something failed that is not the user's input."""

    exit_code = 1

    def __init__(
        self,
        what: str,
        *,
        where: Place | None = None,
        why: str | None = None,
        remedy: str | None = None,
        quote: str | None = None,
    ) -> None:
        self.problems = [Problem(what, where, why, remedy, quote)]
        super().__init__(str(self.problems[0]))


class UserError(GymbrowserError):
    """The user's input is wrong, and the message says how to mend it."""

    exit_code = 2

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> "UserError":
        """One error for all problems of an input, in the order of their places."""
        error = cls("")
        error.problems = sorted(problems, key=_by_place)
        error.args = ("\n".join(map(str, error.problems)),)
        return error


def _by_place(problem: Problem) -> tuple[str, int]:
    place = problem.where or Place(Path())
    return str(place.file), place.line or 0
