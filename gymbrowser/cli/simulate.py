"""`gymbrowser simulate`: bots take a study."""

from pathlib import Path
from typing import Any

import click

from gymbrowser.cli.words import EXPERIMENT, Param, sources, takes_sources
from gymbrowser.console import show_stage
from gymbrowser.show.simulated import insist_on_all, show_simulated

_BOTS, _IN_BROWSER = 100, 5
"""How many there are, if nobody says."""


@click.command()
@EXPERIMENT
@click.option("-n", "count", type=click.IntRange(1, 100_000), metavar="N",
              help="How many bots, at least.  [default: 100; 5 with --browser]")  # fmt: skip
@click.option("--browser", is_flag=True,
              help="Let them take it in a real browser, in real time.")  # fmt: skip
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="DIR",
              help="For site and records.  [default: build/<folder>-simulated]")  # fmt: skip
@click.option("--param", "params", type=Param(), multiple=True, metavar="NAME=VALUE",
              help="Of the bots' addresses; {n} is a bot's number.")  # fmt: skip
@click.option("--at", "address", metavar="URL",
              help="Let them take it where it is deployed.")  # fmt: skip
@click.option("--site", type=click.Path(path_type=Path), metavar="DIR",
              help="With --at: the site that is there.  [default: build/<id>]")  # fmt: skip
@click.option("--exact", is_flag=True, help="Send N bots, and nobody to what they did not reach.")
@click.option("--seed", metavar="TEXT", help="The same one gives the same bots.")
@click.option("--require-full", is_flag=True,
              help="Fail where anything was not reached.")  # fmt: skip
@takes_sources
def simulate(
    experiment: Path,
    count: int | None,
    browser: bool,
    output: Path | None,
    params: tuple[tuple[str, str], ...],
    address: str | None,
    site: Path | None,
    exact: bool,
    seed: str | None,
    require_full: bool,
    **where: Any,
) -> None:
    """Have bots take the study of EXP.YML, and say what of it they reached.

    They answer, play and decide at random; what chance has not reached they are sent to. The page's
    own code leads them, and the environment and the policies are those of the site. With --browser
    they look at the page itself, and click and type in a Chromium, as slowly as people play.

    Their records are like a person's, but of mode `dev`, and marked as simulated.

    With --at they take the site that was deployed there, and their records go to its store: for a
    pilot, never for a live study.
    """
    from gymbrowser.simulate import Simulated, SimulatedThere, There, Wanted, simulate_there
    from gymbrowser.simulate import simulate as send_bots

    if site is not None and address is None:
        raise click.UsageError("--site is of a deployed study: say where it is, with --at.")
    ending = "simulated" if address is None else "deployed"
    folder = output or Path("build") / f"{experiment.resolve().parent.name}-{ending}"
    bots = count or (_IN_BROWSER if browser else _BOTS)
    wanted = Wanted(bots, dict(params), seed, in_browser=browser, exact=exact)
    simulated: Simulated | SimulatedThere
    if address is None:
        simulated = send_bots(experiment, folder, wanted, show_stage, sources(**where))
    else:
        there = There(address, site)
        simulated = simulate_there(experiment, folder, wanted, there, show_stage)
    show_simulated(simulated)
    if require_full:
        insist_on_all(simulated.coverage)
