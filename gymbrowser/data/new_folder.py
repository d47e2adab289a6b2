"""Folders that are there whole, or not at all."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gymbrowser.errors import Place, UserError
from gymbrowser.store.files import name_beside


@contextmanager
def new_folder(
    target: Path, why: str = "An export never mixes with another one."
) -> Iterator[Path]:
    """A folder to write into, on the file system of the target: which it becomes in the end.

    If the work fails, nothing is left of it.

    Args:
        target: What is not there, or empty.
        why: Said where it is not.

    Raises:
        UserError: There is something already.
    """
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise UserError(
            "there is something here already",
            where=Place(target),
            why=why,
            remedy="Name another folder with `-o`, or remove this one.",
        )
    target = target.absolute()  # the folder `.` has no name, and no folder beside it
    place = name_beside(target, "new")
    place.mkdir(parents=True)
    try:
        yield place
        if target.exists():
            # Kept: it may be the folder that somebody's shell is in.
            for part in place.iterdir():
                part.rename(target / part.name)
        else:
            place.rename(target)
    finally:
        shutil.rmtree(place, ignore_errors=True)
