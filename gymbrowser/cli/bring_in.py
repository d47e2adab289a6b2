"""`gymbrowser import`: studies that were made for something else."""

from pathlib import Path

import click

from gymbrowser.cli.words import Commands
from gymbrowser.show.imported import show_imported


@click.group("import", cls=Commands)
def bring_in() -> None:
    """Make an experiment of a study that was written for something else."""


@bring_in.command()
@click.argument("config", type=click.Path(path_type=Path), metavar="CONFIG.YML")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="DIR",
              help="A new folder for it.  [default: ./<project id>]")  # fmt: skip
def hippo(config: Path, output: Path | None) -> None:
    """Make an experiment of a HIPPO Gym project.

    Takes both sections of CONFIG.YML, the files in StepFiles and agent.py, none of which is
    changed, and says of every key what became of it.
    """
    from gymbrowser.hippo import import_project

    show_imported(import_project(config, output))
