"""Addresses that number the participants of a study."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from gymbrowser.config import Experiment
from gymbrowser.errors import UserError


@dataclass(frozen=True)
class Links:
    """One address for each participant."""

    addresses: tuple[str, ...]
    cells: int
    """After so many participants each combination of what goes by the number has come once."""


def links_of(experiment: Experiment, address: str, count: int) -> Links:
    """Number an address.

    Args:
        experiment: Of which the participants are.
        address: Where its site is; what it asks for already is kept.
        count: How many participants.

    Raises:
        UserError: The study knows no number, or the address is none.
    """
    name = experiment.config.participant.number
    if name is None:
        raise UserError(
            "this study does not number its participants",
            where=experiment.place("participant"),
            remedy="Name the URL parameter that has the number: `participant: {number: n}`.",
        )
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise UserError(
            f"`{address}` is not the address of a site",
            remedy="Write it whole, for example https://lab.example.org/study/.",
        )
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != name]
    return Links(
        addresses=tuple(
            parts._replace(query=urlencode([*kept, (name, str(number))])).geturl()
            for number in range(count)
        ),
        cells=experiment.flow.cells,
    )
