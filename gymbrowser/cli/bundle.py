"""`gymbrowser bundle` and `rebuild`: a study as one archive."""

import sys
from pathlib import Path
from typing import Any

import click

from gymbrowser.cli.words import EXPERIMENT, Param, sources, takes_sources
from gymbrowser.console import show_stage
from gymbrowser.show.bundled import show_bundled, show_rebuilt


@click.command()
@EXPERIMENT
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              default=Path("study.zip"), show_default=True, help="The archive.")  # fmt: skip
@click.option("--participants", type=click.IntRange(0, 10_000), default=20, show_default=True,
              metavar="N", help="How many bots leave simulated data; 0 for none.")  # fmt: skip
@click.option("--seed", default="bundle", show_default=True, metavar="TEXT",
              help="The same one gives the same bots.")  # fmt: skip
@click.option("--param", "params", type=Param(), multiple=True, metavar="NAME=VALUE",
              help="Of the bots' addresses; {n} is a bot's number.")  # fmt: skip
@takes_sources
def bundle(
    experiment: Path,
    output: Path,
    participants: int,
    seed: str,
    params: tuple[tuple[str, str], ...],
    **where: Any,
) -> None:
    """Pack the study of EXP.YML into one archive, for a preregistration or a reviewer.

    exp.yml and all that it names, the packages, the site, a codebook and simulated data. From it
    `gymbrowser rebuild` builds the site again, without a network and byte for byte. Prints the
    archive's SHA-256.
    """
    from gymbrowser.bundle import bundle as pack

    bundled = pack(
        experiment,
        output,
        show_stage,
        sources(**where),
        participants=participants,
        seed=seed,
        params=dict(params),
    )
    show_bundled(bundled)


@click.command()
@click.argument("archive", type=click.Path(path_type=Path), metavar="BUNDLE")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="DIR",
              help="Keep the new site there.")  # fmt: skip
@click.option("--wheelhouse", "wheelhouses", multiple=True, metavar="DIR",
              type=click.Path(path_type=Path), envvar="GYMBROWSER_WHEELHOUSE",
              help="A folder of wheels beside the bundle's own.")  # fmt: skip
def rebuild(archive: Path, output: Path | None, wheelhouses: tuple[Path, ...]) -> None:
    """Build the site of BUNDLE again, and compare it byte for byte.

    BUNDLE is an archive of `gymbrowser bundle`, or the folder that it was unpacked to. Nothing is
    fetched. It runs the Python of the study on this machine. Ends with 1 if anything differs.
    """
    from gymbrowser.bundle import rebuild as build_again

    given = sources(offline=True, wheelhouses=wheelhouses, mirror=None)
    rebuilt = build_again(archive, output, show_stage, given)
    show_rebuilt(rebuilt)
    if rebuilt.differences:
        sys.exit(1)
