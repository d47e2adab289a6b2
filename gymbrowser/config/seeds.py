"""The seeds of a game: one list for all sessions, a list for each group or donor, or none."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gymbrowser.config.game_models import GameConfig
from gymbrowser.config.pages import inside
from gymbrowser.config.yaml import read_text
from gymbrowser.contract.rules import SeedLists
from gymbrowser.contract.wire import SessionId
from gymbrowser.errors import Place, UserError

_DIGITS = re.compile("[0-9]{1,10}")
"""Of a seed; Python refuses to read thousands of them."""

type _Seed = Annotated[int, Field(ge=0, lt=2**32)]


class Donor(BaseModel):
    """A session whose seeds others get."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    session: SessionId
    seeds: list[_Seed]
    """The environment's seed of each episode."""


class DonorFile(BaseModel):
    """What `gymbrowser data donors` writes, and `yoke` reads."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["gymbrowser.donors/1"] = "gymbrowser.donors/1"
    step: str
    """The game that the seeds were played in."""
    donors: list[Donor]


@dataclass(frozen=True)
class Seeds:
    """At most one of the two; with neither, each session draws its own."""

    same: list[int] | None = None
    lists: SeedLists | None = None


def seeds_of(
    config: GameConfig, study: str, step: str, folder: Path, places: tuple[Place, Place]
) -> Seeds:
    """The seeds that a game's `seeds` or `yoke` asks for.

    Args:
        config: The game.
        study: Its id; with `step`, what seeds that are drawn once for all depend on.
        step: Id of the step.
        folder: The folder of exp.yml: nothing outside it is read.
        places: Where `seeds` and `yoke` stand.

    Raises:
        UserError: A file is missing, or does not hold what it should.
    """
    chosen, episodes = config.seeds, config.episodes
    if config.yoke is not None:
        place = places[1]
        file = read_donors(inside(folder / config.yoke.from_, folder, place), place)
        lists = [donor.seeds[:episodes] for donor in file.donors]
        _check(lists, episodes, f"the donors of {config.yoke.from_}", place)
        donors = [donor.session for donor in file.donors]
        return Seeds(lists=SeedLists(lists=lists, by=config.yoke.by, donors=donors))
    if chosen.file is not None:
        lists = _read_lists(inside(folder / chosen.file, folder, places[0]), places[0])
        _check(lists, episodes, chosen.file, places[0])
        return _grouped(lists, chosen.by)
    if chosen.counterbalanced is not None:
        return _grouped(chosen.counterbalanced, chosen.by)
    if chosen.draw == "per_session":
        return Seeds()
    return Seeds(same=chosen.same or [_drawn(study, step, i) for i in range(episodes)])


def read_donors(file: Path, place: Place | None = None) -> DonorFile:
    """Read the donors of a `yoke`.

    Raises:
        UserError: The file is not there, or `data donors` has not written it.
    """
    try:
        return DonorFile.model_validate_json(read_text(file, place))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise UserError(
            f"{file.name} is not a file of donors: {where}: {first['msg']}",
            where=place,
            remedy="Write it with `gymbrowser data donors`.",
        ) from error


def _grouped(lists: list[list[int]], by: str | None) -> Seeds:
    if len(lists) == 1:
        return Seeds(same=lists[0])
    return Seeds(lists=SeedLists(lists=lists, by=by, donors=None))


def _drawn(study: str, step: str, episode: int) -> int:
    """From names alone, so that building again changes no seed; four bytes of a SHA-256."""
    # An id that is no text in Unicode is told with all else that is wrong.
    digest = hashlib.sha256(f"{study}/{step}/{episode}".encode(errors="replace")).digest()
    return int.from_bytes(digest[:4], "little")


def _read_lists(file: Path, place: Place) -> list[list[int]]:
    lists = []
    for number, line in enumerate(read_text(file, place).splitlines(), start=1):
        words = line.partition("#")[0].replace(",", " ").split()
        for word in words:
            if not (_DIGITS.fullmatch(word) and int(word) < 2**32):
                raise UserError(
                    f"`{word}` is not a seed",
                    where=Place(file, number),
                    why="A seed is a whole number from 0 to 4294967295.",
                    remedy="Write one line for each group, and in it one seed for each episode.",
                )
        if words:
            lists.append([int(word) for word in words])
    return lists


def _check(lists: Sequence[Sequence[int]], episodes: int, what: str, place: Place) -> None:
    if not lists:
        raise UserError(f"{what}: there are none", where=place, remedy="Name at least one.")
    for index, seeds in enumerate(lists):
        if len(seeds) != episodes:
            raise UserError(
                f"{what}: number {index} (from 0) has {len(seeds)} seeds for {episodes} episodes",
                where=place,
                remedy="Give one seed for each episode.",
            )
