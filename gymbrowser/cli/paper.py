"""`gymbrowser report`: a study on one page."""

from datetime import UTC, datetime
from pathlib import Path

import click

from gymbrowser.cli.words import MODE
from gymbrowser.console import show_stage
from gymbrowser.contract.wire import Mode
from gymbrowser.show.exported import show_reported


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE",
              default=Path("report.html"), show_default=True, help="The page.")  # fmt: skip
@click.option("--site", type=click.Path(path_type=Path), metavar="DIR",
              help="The built site: steps, questions, expectations, exclusions.")  # fmt: skip
@click.option("--json", "numbers", type=click.Path(path_type=Path), metavar="FILE",
              help="The same numbers for programs.")  # fmt: skip
@MODE
def report(folder: Path, output: Path, site: Path | None, numbers: Path | None, mode: Mode) -> None:
    """Sum the data in DIR up on one page.

    Participants over time, drop-outs, conditions, returns and learning curves with intervals,
    answers, timing, and whether the data are whole; with and without the exclusions that exp.yml
    has declared. The page holds no script and asks nobody for anything. Who took part and what they
    wrote is not in it.
    """
    from gymbrowser.paper.report import make_report
    from gymbrowser.paper.write import check_outputs, write_report

    check_outputs(output, numbers)
    with show_stage("Reading sessions") as advance:
        made = make_report(folder, mode, site, now=datetime.now(UTC), progress=advance)
    write_report(made, output, numbers)
    show_reported(made, output)
