"""Does a lock have everything that its packages need? A line may be lost in a merge."""

from collections.abc import Sequence
from pathlib import Path

from gymbrowser.errors import Place, Problem, UserError
from gymbrowser.resolve.lock import LockedWheel
from gymbrowser.resolve.standin import needed_by, provided


def check_complete(wheels: Sequence[LockedWheel], lock: Path, python: str) -> None:
    """Hold the packages of the index against each other's requirements.

    Args:
        wheels: All of the site.
        lock: exp.lock, which named them.
        python: Version of the site's Python, `3.14`.

    Raises:
        UserError: Some package is needed and not there.
    """
    names = provided(wheels)
    problems = [
        Problem(
            f"the lock lacks `{needed}`, which {wheel.name} {wheel.version} needs",
            Place(lock),
            remedy="Take it back from version control, or run `gymbrowser lock` to renew it.",
        )
        for wheel in wheels
        for needed in needed_by(wheel, python)
        if needed not in names
    ]
    if problems:
        raise UserError.of(problems)
