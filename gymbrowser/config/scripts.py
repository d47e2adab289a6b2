"""The actions of `script`: those of exp.yml itself, or the lines of a CSV file."""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gymbrowser.config.pages import inside
from gymbrowser.config.policy_models import MOST_ACTIONS
from gymbrowser.config.yaml import missing_file, read_text
from gymbrowser.errors import Place, UserError


@dataclass(frozen=True)
class Script:
    """Actions as they are written, before their space is known."""

    actions: tuple[Any, ...]
    places: tuple[Place, ...]
    """Where each of them stands."""


def read_script(
    script: Sequence[Any] | str, folder: Path, place_of: Callable[..., Place]
) -> Script:
    """Find a script's actions.

    Args:
        script: The actions, or the name of a CSV file.
        folder: That of exp.yml.
        place_of: Where `script` stands in exp.yml, and below it the actions by their indices.

    Raises:
        UserError: There is no such file, or what stands in it is no action.
    """
    if not isinstance(script, str):
        places = tuple(place_of(index) for index in range(len(script)))
        return Script(tuple(script), places)
    file = folder / script
    if not inside(file, folder, place_of()).is_file():
        raise UserError.of([missing_file(file, place_of(), script)])
    rows = list(_rows(file, read_text(file, place_of())))
    if not 1 <= len(rows) <= MOST_ACTIONS:
        raise UserError(
            f"{script} has {len(rows)} actions",
            where=place_of(),
            remedy=f"Write one action in each line, at least one and at most {MOST_ACTIONS:,}.",
        )
    return Script(tuple(row for row, _ in rows), tuple(place for _, place in rows))


def _rows(file: Path, text: str) -> Iterator[tuple[Any, Place]]:
    """Every action with its line; a first line of names is passed over."""
    reader = csv.reader(text.splitlines())
    for index, cells in enumerate(reader):
        place = Place(file, reader.line_num)
        numbers = [_number(cell) for cell in cells]
        if not "".join(cells).strip() or (index == 0 and None in numbers):
            continue
        if None in numbers:
            raise UserError(
                f"`{','.join(cells)}` is not an action",
                where=place,
                remedy="Write a number, or several with commas between them.",
            )
        yield (numbers[0] if len(numbers) == 1 else numbers), place


def _number(cell: str) -> int | float | None:
    try:
        value = json.loads(cell)
    except ValueError:
        return None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
