"""`gymbrowser data`: fetch, take in, look at and erase what the participants left."""

import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gymbrowser.cli.data_use import check, completions, export, recordings, verify
from gymbrowser.cli.words import EXPERIMENT, MODE, Commands, until_stopped
from gymbrowser.console import out, show_error, show_stage
from gymbrowser.contract.wire import Mode
from gymbrowser.show.arrived import show_donors, show_pulled, show_taken_in
from gymbrowser.show.erased import show_done, show_not_done, show_planned
from gymbrowser.show.sessions import show_summary
from gymbrowser.store.files import write_atomically

if TYPE_CHECKING:
    from gymbrowser.config.load import Which
    from gymbrowser.data.show import Summary


@click.group(cls=Commands)
def data() -> None:
    """Fetch and look at what the participants left."""


@data.command()
@EXPERIMENT
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@MODE
@click.option("--profile", help="AWS profile; otherwise the usual credential chain.")
@click.option("--destination", "which", type=click.Choice(["first", "also"]), default="first",
              show_default=True, help="The bucket of `upload`, or of `upload.also`.")  # fmt: skip
@click.option("--identities/--no-identities", default=True, show_default=True,
              help="Fetch what says who took part, too, into DIR/identities.")  # fmt: skip
@click.option("--follow", "goes_on", is_flag=True,
              help="Go on, and print the file of each new chunk, until Ctrl-C.")  # fmt: skip
@click.option("--every", type=click.IntRange(1, 86_400), default=2, show_default=True,
              metavar="S", help="With --follow: seconds between two looks.")  # fmt: skip
def pull(
    experiment: Path,
    folder: Path,
    mode: Mode,
    profile: str | None,
    which: "Which",
    identities: bool,
    goes_on: bool,
    every: int,
) -> None:
    """Fetch the chunks of EXP.YML from its bucket into DIR, and check them.

    Fetches only what DIR does not have yet, so it may be stopped and called again. What was erased
    from the bucket is erased from DIR, too.

    With --follow a learner elsewhere has what participants do within seconds: each line is the file
    of a chunk that is there, whole.
    """
    from gymbrowser.config import load_experiment
    from gymbrowser.data.follow import follow
    from gymbrowser.data.pull import pull as pull_chunks
    from gymbrowser.data.show import summarise

    study = load_experiment(experiment)
    s3 = study.s3(which)
    fetch = partial(
        pull_chunks,
        s3.bucket,
        prefix=s3.prefix,
        mode=mode,
        into=folder,
        identities=identities,
        profile=profile,
    )
    if goes_on:
        with until_stopped() as sleep:
            # S3 tells nobody of new objects: it is asked now and then, as often as wished.
            follow(lambda: fetch(arrived=out.out), lambda: sleep(every), show_error)
        return
    with show_stage("Fetching chunks") as advance:
        pulled = fetch(progress=lambda _: advance())
    where = {"first": "the bucket of `upload`", "also": "the bucket of `upload.also`"}
    several = len(study.destinations) > 1
    show_pulled(pulled, f"{where[which]}, {s3.bucket.name}" if several else None)
    _show_summary(summarise(folder, mode))
    if pulled.quarantined:
        sys.exit(1)


@data.command(name="import")
@click.argument(
    "files", type=click.Path(path_type=Path), metavar="FILE...", nargs=-1, required=True
)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@MODE
def import_(files: tuple[Path, ...], folder: Path, mode: Mode) -> None:
    """Take files that participants have downloaded into DIR, and check them.

    A page whose records can't be sent offers them as a file. What the bucket has too counts once.
    """
    from gymbrowser.data.show import summarise
    from gymbrowser.data.take_in import take_in

    taken = take_in(files, folder)
    show_taken_in(taken)
    _show_summary(summarise(folder, mode))
    if taken.broken or taken.quarantined:
        sys.exit(1)


@data.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@MODE
@click.option("--identities", is_flag=True, help="Say who took part, too.")
def show(folder: Path, mode: Mode, identities: bool) -> None:
    """Check the chunks in DIR and print sessions, episodes, steps and returns."""
    from gymbrowser.data.show import summarise

    _show_summary(summarise(folder, mode, identities=identities))


for command in (check, export, recordings, verify, completions):
    data.add_command(command)


@data.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("step")
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("donors.json"),
              show_default=True, help="The file that is written.")  # fmt: skip
@MODE
def donors(folder: Path, step: str, output: Path, mode: Mode) -> None:
    """Write what the sessions in DIR did in the game STEP, for `yoke` in exp.yml.

    Of each episode its seed and the actions of all agents. Only sessions that reached the end are
    donors, in the order in which they began.
    """
    from gymbrowser.data.donors import donors_of

    found = donors_of(folder, step, mode)
    write_atomically(output, [(found.file.model_dump_json(indent=1) + "\n").encode()])
    show_donors(found, output)


@data.command()
@click.argument(
    "places", type=click.Path(path_type=Path), metavar="PLACE...", nargs=-1, required=True
)
@click.option("--session", "sessions", multiple=True, metavar="ID",
              help="A session, or the first 8 characters of it; may be repeated.")  # fmt: skip
@click.option("--participant", "participants", multiple=True, metavar="ID",
              help="Whatever came with this participant's id; may be repeated.")  # fmt: skip
@click.option("--withdrawn", is_flag=True, help="Those whose participants asked for it.")
@MODE
@click.option("--profile", help="AWS profile; otherwise the usual credential chain.")
@click.option("--yes", is_flag=True, help="Do it: without this it is only said.")
def erase(
    places: tuple[Path, ...],
    sessions: tuple[str, ...],
    participants: tuple[str, ...],
    withdrawn: bool,
    mode: Mode,
    profile: str | None,
    yes: bool,
) -> None:
    """Erase sessions for good, from every PLACE.

    A PLACE is exp.yml, which stands for its buckets with all versions of the objects, or a folder
    that was pulled to or served from. A tombstone is left: nobody takes the session in again.

    Without --yes it says what there is, and changes nothing.
    """
    from gymbrowser.data.erase import Chosen, erase, plan_erasure
    from gymbrowser.data.places import holders

    if not (sessions or participants or withdrawn):
        raise click.UsageError("Say which: --session, --participant or --withdrawn.")
    chosen = Chosen(sessions, participants, withdrawn)
    erasures, unknown = plan_erasure(holders(places, profile), mode, chosen)
    show_planned(erasures, unknown, mode)
    if yes and erasures:
        for erasure in erasures:
            erase(erasure, datetime.now(UTC))
        show_done(erasures)
    else:
        show_not_done(erasures)
    if unknown:
        sys.exit(1)


def _show_summary(summary: "Summary") -> None:
    """Damaged data end the command with 1, so that a script notices."""
    show_summary(summary)
    if any(row.state == "damaged" for row in summary.rows):
        sys.exit(1)
