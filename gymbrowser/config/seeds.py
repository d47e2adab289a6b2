"""The seeds of a game: one list for all sessions, a list for each group or donor, or none."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gymbrowser.config.donors import DONOR, actions_of, feedback_of, read_donors
from gymbrowser.config.game_models import GameConfig
from gymbrowser.config.pace_models import YokeConfig
from gymbrowser.config.pages import inside
from gymbrowser.config.yaml import read_text
from gymbrowser.console import count_of
from gymbrowser.contract.donors import DonorActions
from gymbrowser.contract.wire import Layout
from gymbrowser.errors import Place, UserError

_DIGITS = re.compile("[0-9]{1,10}")
"""Of a seed; Python refuses to read thousands of them."""


@dataclass(frozen=True)
class Lists:
    """Seeds of which each session gets one list."""

    lists: list[list[int]]
    by: str | None
    """URL parameter with the number of the list."""
    donors: tuple[str, ...] | None = None
    """The session that each list was taken from."""
    actions: tuple[DonorActions, ...] | None = None
    """What each of these did, where an agent of the game is to do the same; or judged, where the
    game's hook is to be told."""
    layouts: Mapping[str, Layout] = field(default_factory=dict)
    """Of these actions, by agent."""

    @property
    def goes_by_number(self) -> bool:
        """Whether the participant's number decides, in a study that has numbers."""
        return self.by is None and self.donors is None


@dataclass(frozen=True)
class Seeds:
    """At most one of the two; with neither, each session draws its own."""

    same: list[int] | None = None
    lists: Lists | None = None


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
        return Seeds(lists=_yoked(config, config.yoke, folder, places[1]))
    if chosen.file is not None:
        lists = _read_lists(inside(folder / chosen.file, folder, places[0]), places[0])
        _check(lists, episodes, chosen.file, places[0])
        return _grouped(lists, chosen.by)
    if chosen.counterbalanced is not None:
        return _grouped(chosen.counterbalanced, chosen.by)
    if chosen.draw == "per_session":
        return Seeds()
    return Seeds(same=chosen.same or [_drawn(study, step, i) for i in range(episodes)])


def _yoked(config: GameConfig, yoke: YokeConfig, folder: Path, place: Place) -> Lists:
    file = read_donors(inside(folder / yoke.from_, folder, place), place)
    lists = [donor.seeds[: config.episodes] for donor in file.donors]
    _check(lists, config.episodes, f"the donors of {yoke.from_}", place)
    donors = tuple(donor.session for donor in file.donors)
    if yoke.of == "feedback":
        said = feedback_of(file, config.episodes, yoke.from_, place)
        return Lists(lists, yoke.by, donors, tuple(said))
    agents = [agent for agent, actor in config.agents.items() if actor == DONOR]
    if yoke.of == "seeds" or not agents:
        return Lists(lists, yoke.by, donors)
    actions = tuple(actions_of(file, agents, config.episodes, yoke.from_, place))
    layouts = {agent: file.actions[agent] for agent in agents}
    return Lists(lists, yoke.by, donors, actions, layouts)


def _grouped(lists: list[list[int]], by: str | None) -> Seeds:
    if len(lists) == 1:
        return Seeds(same=lists[0])
    return Seeds(lists=Lists(lists, by))


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
                f"{what}: number {index} (from 0) has "
                f"{count_of(len(seeds), 'seed')} for {count_of(episodes, 'episode')}",
                where=place,
                remedy="Give one seed for each episode.",
            )
