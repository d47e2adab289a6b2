"""The file of donors that `yoke` reads: earlier sessions, their seeds and what they did."""

import gzip
import zlib
from base64 import b64decode, b64encode
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from gymbrowser.config.yaml import read_text
from gymbrowser.contract.donors import DonorActions, DonorEpisode
from gymbrowser.contract.wire import Layout, SessionId
from gymbrowser.errors import Place, UserError

DONOR = "donor"
"""The actor of an agent whose actions are those of another session."""

type _Seed = Annotated[int, Field(ge=0, lt=2**32)]


class Donor(BaseModel):
    """A session whose seeds, and maybe whose actions, others get."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    session: SessionId
    seeds: list[_Seed]
    """The environment's seed of each episode."""
    episodes: list[DonorEpisode] = []
    """What it did in each of them; empty in the files of earlier versions."""


class DonorFile(BaseModel):
    """What `gymbrowser data donors` writes, and `yoke` reads."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["gymbrowser.donors/1"] = "gymbrowser.donors/1"
    step: str
    """The game that they played."""
    actions: dict[str, Layout] = {}
    """Agent to how its actions are packed, the same for all donors."""
    feedback: bool = False
    """Whether the episodes have the donors' feedback, if there was any; not so in the files of
    earlier versions."""
    donors: list[Donor]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        for donor in self.donors:
            if self.actions and len(donor.episodes) != len(donor.seeds):
                raise ValueError(f"the donor {donor.session} has actions of other episodes")
        return self


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


def actions_of(
    file: DonorFile, agents: Sequence[str], episodes: int, name: str, place: Place
) -> list[DonorActions]:
    """What each donor did, as far as a game needs it.

    Args:
        file: The donors.
        agents: Those of the game's agents whose actor is `donor`.
        episodes: How many the game has.
        name: The file's, for messages.
        place: Where `yoke` stands.

    Raises:
        UserError: The file does not say what one of these agents did.
    """
    for agent in agents:
        if agent not in file.actions:
            raise _unknown(agent, file.actions, name, place)
    return [
        DonorActions(
            format="gymbrowser.donor/1",
            session=donor.session,
            episodes=[
                _of_agents(episode, agents, f"{name}: donor {number}, episode {index}", place)
                for index, episode in enumerate(donor.episodes[:episodes])
            ],
        )
        for number, donor in enumerate(file.donors)
    ]


def feedback_of(file: DonorFile, episodes: int, name: str, place: Place) -> list[DonorActions]:
    """What each donor judged, in the episodes that a game has; arguments as above.

    Raises:
        UserError: The file does not say it.
    """
    if not file.feedback:
        raise UserError(
            f"{name} has no feedback of its donors",
            where=place,
            why="An earlier version has written it.",
            remedy="Write it again with `gymbrowser data donors`.",
        )
    return [
        DonorActions(
            format="gymbrowser.donor/1",
            session=donor.session,
            episodes=[
                episode.model_copy(update={"actions": {}}) for episode in donor.episodes[:episodes]
            ],
        )
        for donor in file.donors
    ]


def packed(rows: bytes) -> str:
    """Rows of actions as a `DonorEpisode` holds them."""
    return b64encode(gzip.compress(rows, 9, mtime=0)).decode()


def unpacked(text: str) -> bytes:
    """The rows of actions that a `DonorEpisode` holds.

    Raises:
        ValueError, EOFError, OSError, zlib.error: It holds none.
    """
    return gzip.decompress(b64decode(text, validate=True))


def _of_agents(
    episode: DonorEpisode, agents: Collection[str], what: str, place: Place
) -> DonorEpisode:
    try:
        actions = {agent: episode.actions[agent] for agent in agents}
        for text in actions.values():
            unpacked(text)
    except (KeyError, ValueError, EOFError, OSError, zlib.error) as error:
        raise UserError(
            f"{what}: its actions cannot be read",
            where=place,
            why=f"{type(error).__name__}: {error}.",
            remedy="Write the file again with `gymbrowser data donors`.",
        ) from error
    return DonorEpisode(steps=episode.steps, actions=actions)


def _unknown(agent: str, known: Collection[str], name: str, place: Place) -> UserError:
    if not known:
        return UserError(
            f"{name} has the seeds of its donors alone",
            where=place,
            why="An earlier version has written it.",
            remedy="Write it again with `gymbrowser data donors`.",
        )
    return UserError(
        f"{name} does not say what the agent `{agent}` did",
        where=place,
        why=f"In the donors' game the agents were {', '.join(f'`{each}`' for each in known)}.",
        remedy="Give the agent the same name here, or take donors of another game.",
    )
