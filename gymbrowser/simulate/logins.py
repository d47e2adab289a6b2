"""The ids that bots type at a login: a site has hashes of its lists, and this machine the lists."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gymbrowser.config import Experiment
from gymbrowser.config.logins import read_ids
from gymbrowser.console import count_of
from gymbrowser.contract.manifest import Manifest
from gymbrowser.contract.steps import LoginStep
from gymbrowser.errors import Place, UserError


@dataclass(frozen=True)
class Lists:
    """Of one login: js/src/bots/ids.ts reads it."""

    allow: list[str] | None
    """None: whoever is not excluded."""
    exclude: list[str]


def login_lists(experiment: Experiment, manifest: Manifest) -> dict[str, Lists]:
    """The lists of each login, by the step's id.

    Args:
        experiment: exp.yml.
        manifest: Of its site.

    Raises:
        UserError: A list, or a login, has been changed since the site was built.
    """
    steps = [step for step in manifest.steps if isinstance(step, LoginStep)]
    lists = list(_lists(experiment))
    if len(lists) != len(steps):
        raise UserError(
            f"exp.yml has {count_of(len(lists), 'login')}, and its site has {len(steps)}",
            where=experiment.place("steps"),
            why="Bots type ids of the lists that exp.yml names, at the logins of the site.",
            remedy="Build the site again, or name the exp.yml that it is of.",
        )
    # No login stands in a block, so that both are in the same order.
    return {step.id: one for step, one in zip(steps, lists, strict=True)}


def _lists(experiment: Experiment) -> Iterator[Lists]:
    for number, step in enumerate(experiment.config.steps):
        if step.login is None:
            continue
        place = experiment.place("steps", number, "login")
        files = (step.login.allow, step.login.exclude)
        allow, exclude = (_read(experiment.folder, file, place) for file in files)
        yield Lists(allow, exclude or [])


def _read(folder: Path, file: str | None, place: Place) -> list[str] | None:
    """The ids of a list, each of which the build has held against the step's pattern."""
    return None if file is None else read_ids(folder / file, file, [], place)
