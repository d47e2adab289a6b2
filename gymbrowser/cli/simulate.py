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
    seed: str | None,
    require_full: bool,
    **where: Any,
) -> None:
    """Have bots take the study of EXP.YML, and say what of it they reached.

    They answer, play and decide at random; what chance has not reached they are sent to. The page's
    own code leads them, and the environment and the policies are those of the site. With --browser
    they look at the page itself, and click and type in a Chromium, as slowly as people play.

    Their records are like a person's, but of mode `dev`, and marked as simulated.
    """
    from gymbrowser.simulate import Wanted
    from gymbrowser.simulate import simulate as send_bots

    folder = output or Path("build") / f"{experiment.resolve().parent.name}-simulated"
    bots = count or (_IN_BROWSER if browser else _BOTS)
    wanted = Wanted(bots, dict(params), seed, in_browser=browser)
    simulated = send_bots(experiment, folder, wanted, show_stage, sources(**where))
    show_simulated(simulated)
    if require_full:
        insist_on_all(simulated.coverage)
