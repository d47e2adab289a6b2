"""`gymbrowser watch`: how a running study stands."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.live import Live

from gymbrowser.cli.words import EXPERIMENT, MODE, Duration, until_stopped
from gymbrowser.console import out
from gymbrowser.contract.wire import Mode
from gymbrowser.show.standing import print_standing, standing_table

if TYPE_CHECKING:
    from gymbrowser.watch import Standing


@click.command()
@EXPERIMENT
@MODE
@click.option("--once", is_flag=True, help="One look, and no more.")
@click.option("--json", "as_json", is_flag=True, help="For programs: a JSON object for each look.")
@click.option("--every", type=click.IntRange(1, 86_400), default=15, show_default=True,
              metavar="S", help="Seconds between two looks.")  # fmt: skip
@click.option("--idle", type=Duration(), default="15m", show_default=True,
              help="After so long without a record a session counts as abandoned.")  # fmt: skip
@click.option("--unblind", is_flag=True, help="Show results though the study is open.")
@click.option("--into", type=click.Path(path_type=Path), metavar="DIR",
              help="Where chunks are kept.  [default: build/<id>-watch]")  # fmt: skip
@click.option("--site", type=click.Path(path_type=Path), metavar="DIR",
              help="The built site.  [default: build/<id>]")  # fmt: skip
@click.option("--profile", help="AWS profile; otherwise the usual credential chain.")
def watch(
    experiment: Path,
    mode: Mode,
    once: bool,
    as_json: bool,
    every: int,
    idle: timedelta,
    unblind: bool,
    into: Path | None,
    site: Path | None,
    profile: str | None,
) -> None:
    """Show how the study of EXP.YML stands, from its bucket.

    Who is active, finished or has left, for each condition; errors; and until when the site may
    upload. Results stay blinded until study.json of the site closes the study. Reads only what is
    new, and nothing of who takes part. Ctrl-C ends it.
    """
    from gymbrowser.config import load_experiment
    from gymbrowser.watch import Watched, look
    from gymbrowser.watch import watch as look_again

    study = load_experiment(experiment)
    name = study.config.id
    watched = Watched.of(
        study,
        mode,
        into or Path("build") / f"{name}-watch",
        site or Path("build") / name,
        idle=idle,
        unblind=unblind,
        profile=profile,
    )
    if once:
        standing = look(watched, watched.sessions(), _now())
        print_standing(standing, as_json=as_json)
        return
    with until_stopped() as sleep, _shown(as_json=as_json) as show:
        # S3 tells nobody of new objects: it is asked now and then, as often as wished.
        look_again(watched, show, _now, lambda: sleep(every))


def _now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def _shown(*, as_json: bool) -> "Iterator[Callable[[Standing, str | None], None]]":
    """On a terminal one picture that changes; in a pipe one after the other."""
    if as_json or not out.is_terminal:
        yield lambda standing, trouble: print_standing(standing, trouble, as_json=as_json)
        return
    with Live(console=out, auto_refresh=False) as live:
        yield lambda standing, trouble: live.update(standing_table(standing, trouble), refresh=True)
