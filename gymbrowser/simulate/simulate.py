"""A simulation: build, serve, send bots, and say what they have reached."""

import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from gymbrowser.build import build
from gymbrowser.config import Experiment, load_experiment
from gymbrowser.console import Stages
from gymbrowser.contract.wire import Mode
from gymbrowser.errors import GymbrowserError, Place, UserError
from gymbrowser.local_server import served
from gymbrowser.resolve.sources import Sources
from gymbrowser.serve import make_app
from gymbrowser.simulate.bots import Task, send_bots
from gymbrowser.simulate.browsers import BrowserChoice, find_browser
from gymbrowser.simulate.coverage import Coverage
from gymbrowser.simulate.deployed import There, find_deployed
from gymbrowser.simulate.logins import login_lists
from gymbrowser.store.files import write_atomically
from gymbrowser.store.site import Site, read_site

COVERAGE = "coverage.json"
"""What was reached; it marks a folder as one of ours."""
RECORDS = "records"


@dataclass(frozen=True)
class Wanted:
    """What a simulation is to be like."""

    sessions: int
    """That are left to chance; more come where these don't reach everything."""
    params: Mapping[str, str]
    """Of every bot's address; `{n}` in a value stands for its number."""
    seed: str | None
    """The same seed gives the same bots; None: another one each time."""
    in_browser: bool = False
    """Whether they take it in a real browser."""
    exact: bool = False
    """Whether no more of them come."""


@dataclass(frozen=True)
class Simulated:
    """What came of it."""

    coverage: Coverage
    records: Path
    """The folder of the sessions' records, for all that reads records."""
    seed: str


@dataclass(frozen=True)
class SimulatedThere:
    """What came of it where the study is deployed: the records are in its store."""

    coverage: Coverage
    mode: Mode
    """Of the records."""
    seed: str


def simulate(
    file: Path, output: Path, wanted: Wanted, stages: Stages, sources: Sources
) -> Simulated:
    """Have bots take a study, and keep their records.

    Args:
        file: exp.yml.
        output: The folder for the site, the records and `coverage.json`; one of an earlier
            simulation is replaced.
        wanted: What it is to be like.
        stages: Shows what is under way.
        sources: Where packages come from.

    Raises:
        UserError: The experiment can't be built, the folder holds something else, there is no
            browser, or a bot can't take the study.
        GymbrowserError: The bots' process failed.
    """
    _check_output(output)
    browser = find_browser() if wanted.in_browser else None
    _check_params(load_experiment(file), wanted.params)
    # First: of a simulation that fails the folder is ours, too, and what is in it may be replaced.
    write_atomically(output / COVERAGE, [Coverage().text().encode()])
    built = build(
        file, output / "site", stages, sources, clean=True, plain=True, snapshot=False, mode="dev"
    )
    records = output / RECORDS
    shutil.rmtree(records, ignore_errors=True)
    seed = wanted.seed or secrets.token_hex(8)
    site = read_site(built.folder)
    with _with_store(built.folder, records) as origin:
        ground = _Ground(built.experiment, site, origin, origin)
        coverage = _send(ground, wanted, seed, browser, stages)
    (output / COVERAGE).write_text(coverage.text(), encoding="utf-8")
    return Simulated(coverage, records, seed)


def simulate_there(
    file: Path, output: Path, wanted: Wanted, there: There, stages: Stages
) -> SimulatedThere:
    """Have bots take a study where it is deployed; their records go to its store.

    Args:
        file: exp.yml.
        output: The folder for `coverage.json`.
        wanted: What it is to be like.
        there: Where the study is.
        stages: Shows what is under way.

    Raises:
        UserError: The folder holds something else, bots may not take the study there, there is no
            browser, or a bot can't take the study.
        GymbrowserError: The bots' process failed.
    """
    _check_output(output)
    browser = find_browser() if wanted.in_browser else None
    study = load_experiment(file)
    _check_params(study, wanted.params)
    deployed = find_deployed(study, there, in_browser=wanted.in_browser)
    seed = wanted.seed or secrets.token_hex(8)
    ground = _Ground(study, deployed.site, deployed.base, deployed.address)
    coverage = _send(ground, wanted, seed, browser, stages)
    output.mkdir(parents=True, exist_ok=True)
    (output / COVERAGE).write_text(coverage.text(), encoding="utf-8")
    return SimulatedThere(coverage, study.config.mode, seed)


@dataclass(frozen=True)
class _Ground:
    """What bots take, and where; see `Task`."""

    study: Experiment
    site: Site
    origin: str
    address: str


def _send(
    ground: _Ground, wanted: Wanted, seed: str, browser: BrowserChoice | None, stages: Stages
) -> Coverage:
    task = Task(
        site=str(ground.site.root.resolve()),
        version=ground.site.version.name,
        origin=ground.origin,
        address=ground.address,
        sessions=wanted.sessions,
        seed=sha256(seed.encode()).hexdigest()[:32],
        params=wanted.params,
        logins=login_lists(ground.study, ground.site.manifest),
        browser=browser,
        exact=wanted.exact,
    )
    with stages("Taking part", total=wanted.sessions) as advance:
        return send_bots(task, advance)


def _check_output(output: Path) -> None:
    if output.is_dir() and any(output.iterdir()) and not (output / COVERAGE).is_file():
        raise UserError(
            "the output folder holds files that no simulation made",
            where=Place(output),
            why="A simulation replaces the records that are there.",
            remedy="Name another folder with `-o`, or empty this one.",
        )
    if output.exists() and not output.is_dir():
        raise UserError(
            "the output is a file",
            where=Place(output),
            why="A simulation leaves a site and its records.",
            remedy="Name another place with `-o`, or remove the file.",
        )


def _check_params(experiment: Experiment, params: Mapping[str, str]) -> None:
    """Bots make ids of the study's form; one that is given has to be of it, too."""
    participant = experiment.config.participant
    pattern = participant.pattern
    given = next((params[name] for name in participant.id if name in params), None)
    if pattern is None or given is None:
        return
    if not re.fullmatch(pattern, given.replace("{n}", "0")):
        raise UserError(
            f"the id {given!r} is none that this study takes",
            where=experiment.place("participant", "pattern"),
            why=f"Every id must match {pattern}; {{n}} stands for the bot's number.",
            remedy="Leave it out: bots make ids by the pattern.",
        )


@contextmanager
def _with_store(site: Path, records: Path) -> Iterator[str]:
    """The site with a store of its own, in a thread; gives its origin."""
    troubles: list[GymbrowserError] = []
    with served(make_app(site, records, warn=troubles.append)) as address:
        yield address
    if troubles:
        raise troubles[0]
