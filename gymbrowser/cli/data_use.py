"""`gymbrowser data`: what is done with the data once they are here."""

import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from gymbrowser.cli.words import MODE
from gymbrowser.console import show_stage
from gymbrowser.contract.wire import Mode
from gymbrowser.show.exported import show_completions, show_datasets, show_exported, show_recordings
from gymbrowser.show.findings import show_check
from gymbrowser.show.verified import show_verified

if TYPE_CHECKING:
    from gymbrowser.data.tables.export import Format

_FORMS = ("parquet", "csv", "jsonl", "minari", "psych-ds")
_FOLDER = click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")


type _Command = Callable[..., None]


def _site(help_: str, *, required: bool = False) -> Callable[[_Command], _Command]:
    return click.option("--site", type=click.Path(path_type=Path), metavar="DIR",
                        required=required, help=help_)  # fmt: skip


@click.command()
@_FOLDER
@MODE
@click.option("--identities", is_flag=True, help="Say whose ids came several times, too.")
def check(folder: Path, mode: Mode, identities: bool) -> None:
    """Read the data in DIR to the last bit, and say what is missing or wrong.

    Gaps, duplicates, broken chains, records that are not what they should be, what was set aside,
    sessions without an end, and the versions of site and environment. Ends with 1 if anything is
    damaged.
    """
    from gymbrowser.data.check import check_data

    with show_stage("Reading sessions") as advance:
        checked = check_data(folder, mode, identities=identities, progress=advance)
    show_check(checked)
    if not checked.is_sound:
        sys.exit(1)


@click.command()
@_FOLDER
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="OUT", required=True,
              help="A folder that is not there yet.")  # fmt: skip
@click.option("--format", "form", type=click.Choice([*_FORMS]),
              default="parquet", show_default=True, help="Of the files.")  # fmt: skip
@MODE
@click.option("--identities", is_flag=True, help="With who took part.")
@click.option("--public", is_flag=True,
              help="Without who took part, and without their own words.")  # fmt: skip
@_site("The built site. With --public its forms say which answers are options; Minari needs it.")
def export(
    folder: Path,
    output: Path,
    form: 'Format | Literal["minari", "psych-ds"]',
    mode: Mode,
    identities: bool,
    public: bool,
    site: Path | None,
) -> None:
    """Write the data in DIR as tables into OUT, with a data dictionary.

    Sessions, events, answers, comparisons, episodes, steps, observations and inputs. Parquet is
    laid out by study and day; it needs pyarrow, which gymbrowser[export] brings. Psych-DS is CSV in
    the layout of that standard. Or write the games' episodes as Minari's datasets;
    gymbrowser[minari] brings what that needs.
    """
    from gymbrowser.data.tables.export import export as export_tables
    from gymbrowser.data.tables.psych_ds import export_psych_ds

    if identities and public:
        raise click.UsageError("--public leaves out what --identities asks for.")
    if form == "minari":
        _export_minari(folder, output, mode, site, identities=identities)
        return
    write = export_psych_ds if form == "psych-ds" else partial(export_tables, form=form)
    with show_stage("Writing tables") as advance:
        exported = write(
            folder,
            output,
            mode=mode,
            identities=identities,
            public=public,
            site=site,
            progress=advance,
        )
    show_exported(exported, left_out_texts=public and site is None)


def _export_minari(
    folder: Path, output: Path, mode: Mode, site: Path | None, *, identities: bool
) -> None:
    from gymbrowser.data.offline import export_minari

    if site is None:
        raise click.UsageError("--format minari needs --site, which knows the action spaces.")
    if identities:
        raise click.UsageError("No dataset of Minari's says who took part: leave out --identities.")
    with show_stage("Writing datasets") as advance:
        exported = export_minari(folder, output, site, mode, progress=advance)
    show_datasets(exported)


@click.command()
@_FOLDER
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="OUT", required=True,
              help="A folder that is not there yet.")  # fmt: skip
@MODE
def recordings(folder: Path, output: Path, mode: Mode) -> None:
    """Write what participants said, of the data in DIR, as files of sound into OUT.

    One for each recording of the microphone, and recordings.csv, which says to which session and
    step each belongs. No other export has them: a voice tells who somebody is.
    """
    from gymbrowser.data.audio import write_recordings

    with show_stage("Writing recordings") as advance:
        written = write_recordings(folder, output, mode, progress=advance)
    show_recordings(written)


@click.command()
@_FOLDER
@_site("The built site, with its earlier versions.", required=True)
@MODE
@click.option("--jobs", type=click.IntRange(1, 256), default=os.cpu_count() or 1,
              metavar="N", help="Processes at once.  [default: one for each core]")  # fmt: skip
@click.option("--scheduler", metavar="ADDRESS",
              help="Of a Dask cluster that does it, in the place of this machine.")  # fmt: skip
@click.option("--native", is_flag=True, help="This machine's own Python as a second opinion.")
@click.option("--offline", is_flag=True, help="With --native: use only what is on this machine.")
def verify(
    folder: Path,
    site: Path,
    mode: Mode,
    jobs: int,
    scheduler: str | None,
    native: bool,
    offline: bool,
) -> None:
    """Run every episode in DIR again, and compare it with its record bit by bit.

    In the site's own locked Pyodide, under Node: from the recorded seeds and actions must come the
    recorded observations, rewards, flags and infos. Ends with 1 if one is different, or can't be
    run.

    With --scheduler the workers of a Dask cluster run them. They read DIR and the site at the same
    paths as this machine; gymbrowser[dask] brings what that needs.
    """
    from gymbrowser.cluster import Cluster
    from gymbrowser.resolve.cache import Cache
    from gymbrowser.verify import native_pythons
    from gymbrowser.verify import verify as verify_episodes

    if native and scheduler is not None:
        raise click.UsageError("--native is of this machine: leave out --scheduler.")
    cluster = None if scheduler is None else Cluster(scheduler)
    python_of = native_pythons(site, Cache.default(), offline=offline) if native else None
    with show_stage("Running episodes again") as advance:
        verified = verify_episodes(
            folder,
            site,
            mode,
            jobs=jobs,
            python_of=python_of,
            cluster=cluster,
            progress=advance,
        )
    show_verified(verified)
    if not verified.is_proven:
        sys.exit(1)


@click.command()
@_FOLDER
@click.option("--prolific", type=click.Path(path_type=Path), metavar="CSV",
              help="Prolific's demographic export of the submissions.")  # fmt: skip
@click.option("--mturk", type=click.Path(path_type=Path), metavar="CSV",
              help="The results of a batch on Mechanical Turk.")  # fmt: skip
@click.option("--reason", default="Your bonus for the study.", show_default=True, metavar="TEXT",
              help="With --mturk: what workers read beside a bonus.")  # fmt: skip
@click.option("--sona", is_flag=True, help="On SONA, which needs no table.")
@_site("The built site: its codes are compared, and its bonus is calculated.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="OUT",
              default=Path("completions"), show_default=True,
              help="The folder of the lists.")  # fmt: skip
@MODE
def completions(
    folder: Path,
    prolific: Path | None,
    mturk: Path | None,
    reason: str,
    sona: bool,
    site: Path | None,
    output: Path,
    mode: Mode,
) -> None:
    """Say by the data in DIR whose submissions to approve.

    Writes approve.txt, screened-out.txt and check-by-hand.csv, and bonus.csv where --site has a
    bonus. With --mturk the reviewed table, to be uploaded, and a script that pays the bonuses; with
    --sona and --site the links that give the credit. Nothing is sent to anybody.
    """
    from gymbrowser.data.completions import completions as find
    from gymbrowser.data.completions import write_completions
    from gymbrowser.data.paying import mturk_lists, sona_lists
    from gymbrowser.data.submissions import MTURK, PROLIFIC

    if [prolific is not None, mturk is not None, sona].count(True) != 1:
        raise click.UsageError("Name one service: --prolific, --mturk or --sona.")
    file, service = (mturk, MTURK) if mturk is not None else (prolific, PROLIFIC)
    found = find(folder, file, mode, site=site, service=service)
    more = mturk_lists(mturk, found, reason) if mturk is not None else {}
    more |= sona_lists(found, site) if sona else {}
    show_completions(found, write_completions(found, output, more))
