"""The command line: each command takes its words, calls one function, and shows what it gave."""

import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import click

import gymbrowser
from gymbrowser import report, report_erase
from gymbrowser.console import show_error, show_stage, show_warning
from gymbrowser.contract.wire import Mode
from gymbrowser.errors import GymbrowserError
from gymbrowser.init import TEMPLATES, Template

if TYPE_CHECKING:
    from gymbrowser.config.load import Which
    from gymbrowser.data.show import Summary
    from gymbrowser.resolve.sources import Sources

EXPERIMENT = click.argument("experiment", type=click.Path(path_type=Path), metavar="EXP.YML")


def takes_sources[F: Callable[..., Any]](command: F) -> F:
    """Add the options that say where packages come from."""
    options = [
        click.option("--offline", is_flag=True, help="Use only what is on this machine."),
        click.option("--wheelhouse", "wheelhouses", multiple=True, metavar="DIR",
                     type=click.Path(path_type=Path), envvar="GYMBROWSER_WHEELHOUSE",
                     help="A folder of wheels that is asked first; may be repeated."),
        click.option("--mirror", metavar="URL", envvar="GYMBROWSER_MIRROR",
                     help="A copy of Pyodide's package folder that is asked before its CDN."),
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def _sources(offline: bool, wheelhouses: tuple[Path, ...], mirror: str | None) -> "Sources":
    from gymbrowser.resolve.cache import Cache
    from gymbrowser.resolve.sources import Sources

    folders = tuple(folder.resolve() for folder in wheelhouses)
    return Sources(
        Cache.default(), wheelhouses=folders, mirror=mirror, offline=offline, warn=show_warning
    )


class Commands(click.Group):
    """Commands that end with a sentence and an exit code, never with a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; 1 is a failure of ours, 2 is the user's input."""
        try:
            return super().invoke(ctx)
        except GymbrowserError as error:
            show_error(error)
            ctx.exit(error.exit_code)
        except OSError as error:
            show_error(GymbrowserError(f"{error.filename or 'the machine'}: {error.strerror}"))
            ctx.exit(1)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which a study needs them."""
        return list(self.commands)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(gymbrowser.__version__, prog_name="gymbrowser")
def main() -> None:
    """Human-AI experiments as a static site.

    \b
    gymbrowser init my-study            make a first experiment
    gymbrowser build my-study/exp.yml   turn it into a folder for any web host
    gymbrowser serve build/my-study     play it on this machine
    """  # noqa: D301 - click reads the backspace as "leave these lines as they are"


class Known(click.Choice[str]):
    """One of several words; for any other it says the nearest."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        """What is wrong with the value, and what to write."""
        near = get_close_matches(str(value), self.choices, n=1)
        known = f"Known: {', '.join(self.choices)}."
        return f"there is no `{value}`. " + (f"Did you mean `{near[0]}`?" if near else known)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--template", type=Known(TEMPLATES), default=TEMPLATES[0], show_default=True,
              metavar="NAME", help="What to begin with, one of these four.")  # fmt: skip
def init(folder: Path, template: Template) -> None:
    """Make a new experiment in DIR that builds and plays as it stands.

    \b
    grid        a small environment of your own, and an ONNX policy to watch
    cartpole    an environment of Gymnasium's, with a picture of your own
    multiagent  two agents: the participant, and a partner written in Python
    blank       the least that one needs, with every method explained
    """  # noqa: D301 - see above
    from gymbrowser.init import init as scaffold

    created = scaffold(folder, template)
    report.show_scaffold(folder, created)


@main.command()
@EXPERIMENT
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="DIR",
              help="Folder of the site.  [default: build/<id>]")  # fmt: skip
@click.option("--clean", is_flag=True,
              help="Drop the earlier versions, and with them the sessions on them.")  # fmt: skip
@click.option("--explain", is_flag=True,
              help="Say what each package costs a participant, and what brought it.")  # fmt: skip
@click.option("--plain", is_flag=True, envvar="GYMBROWSER_PLAIN",
              help="Load Python as it is published: more bytes, a slower start.")  # fmt: skip
@takes_sources
def build(
    experiment: Path,
    output: Path | None,
    clean: bool,
    explain: bool,
    plain: bool,
    **where: Any,
) -> None:
    """Turn EXP.YML into a site: a folder that any static host serves.

    It looks at the environment too, but `gymbrowser check` asks more of it.

    The site has exactly the packages that exp.lock beside EXP.YML names. The first build writes
    it: commit it, and every later build is the same.

    A site that is built again keeps its earlier versions, for the sessions that began on them.
    """
    from gymbrowser.build import build as build_site

    built = build_site(experiment, output, show_stage, _sources(**where), clean=clean, plain=plain)
    report.show_built(built, explain=explain)


@main.command()
@EXPERIMENT
@takes_sources
def check(experiment: Path, **where: Any) -> None:
    """Say everything that can be known of EXP.YML without building it."""
    from gymbrowser.check import check as check_experiment

    report.show_checked(check_experiment(experiment, show_stage, _sources(**where)))


class Lock(click.Command):
    """Takes `--upgrade exp.yml` for the upgrade of everything: a file is no package."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Say of an `--upgrade` before a file that it has no package."""
        for index, (word, after) in enumerate(pairwise(args)):
            if word == "--upgrade" and Path(after).is_file():
                args[index] = "--upgrade="
        return super().parse_args(ctx, args)


@main.command(cls=Lock)
@EXPERIMENT
@click.option("--upgrade", is_flag=False, flag_value="", metavar="[PKG]",
              help="Take the newest versions that fit: of PKG, or of everything.")  # fmt: skip
@takes_sources
def lock(experiment: Path, upgrade: str | None, **where: Any) -> None:
    """Resolve the packages of EXP.YML and keep their versions and hashes in exp.lock.

    Versions that still fit stay as they are, unless --upgrade is given. Prints what changed.
    """
    from packaging.utils import canonicalize_name

    from gymbrowser.lock import lock as lock_experiment
    from gymbrowser.resolve import Renewal

    packages = frozenset({canonicalize_name(upgrade)} if upgrade else ())
    renewal = Renewal(all=upgrade == "", packages=packages)
    report.show_locked(lock_experiment(experiment, show_stage, _sources(**where), renewal))


@main.command()
@click.argument("site", type=click.Path(path_type=Path), metavar="SITE")
@click.option("--port", type=click.IntRange(0, 65535), metavar="PORT",
              help="0 takes a free one.  [default: 8000, or a free one]")  # fmt: skip
@click.option("--store", type=click.Path(path_type=Path), metavar="DIR",
              help="Where the records land.  [default: SITE-store]")  # fmt: skip
@click.option("--endpoint", is_flag=True,
              help="Sign for each session alone, as a signing endpoint does.")  # fmt: skip
def serve(site: Path, port: int | None, store: Path | None, endpoint: bool) -> None:
    """Serve SITE on this machine, with a local store for its records.

    The store speaks the presigned-POST form of S3 and enforces its policy, so what works here works
    with a bucket. Records never leave this machine.
    """
    from gymbrowser.serve import serve as serve_site

    site = site.resolve()  # of `.` too a name is needed
    folder = store or site.with_name(f"{site.name}-store")
    serve_site(
        site,
        store=folder,
        announce=report.show_serving,
        warn=show_error,
        port=port,
        endpoint=endpoint,
    )


class Duration(click.ParamType[timedelta]):
    """`7d`, `12h` or `30m`."""

    name = "duration"
    _UNITS: ClassVar = {"d": "days", "h": "hours", "m": "minutes"}

    def convert(self, value: Any, param: Any, ctx: Any) -> timedelta:
        """The duration as a timedelta."""
        if isinstance(value, timedelta):
            return value
        number, unit = value[:-1], self._UNITS.get(value[-1:])
        if unit is None or not re.fullmatch("[0-9]{1,6}", number) or int(number) == 0:
            self.fail(f"{value!r} is not a duration: write 7d, 12h or 30m.", param, ctx)
        return timedelta(**{unit: int(number)})


@main.command()
@EXPERIMENT
@click.option("--expires", type=Duration(), default="7d", show_default=True,
              help="How long uploads are allowed: 30m, 12h, at most 7d.")  # fmt: skip
@click.option("--site", type=click.Path(path_type=Path), metavar="DIR",
              help="The built site.  [default: build/<id>]")  # fmt: skip
@click.option("--profile", help="AWS profile; otherwise the usual credential chain.")
@click.option("--also-profile", metavar="TEXT",
              help="AWS profile for `upload.also`.  [default: that of --profile]")  # fmt: skip
def sign(
    experiment: Path,
    expires: timedelta,
    site: Path | None,
    profile: str | None,
    also_profile: str | None,
) -> None:
    """Allow the site of EXP.YML to upload for a while.

    Writes a presigned POST policy for each bucket into the site's upload.json; no build is needed.
    The key that signs needs s3:PutObject below the study's prefix and nothing else.
    """
    from gymbrowser.config import load_experiment
    from gymbrowser.sign import sign_study

    study = load_experiment(experiment)
    folder = site or Path("build") / study.config.id
    signed = sign_study(
        study,
        folder,
        expires=expires,
        now=datetime.now(UTC),
        profile=profile,
        also_profile=also_profile or profile,
    )
    report.show_signed(signed, folder)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def endpoint(folder: Path) -> None:
    """Write a signing endpoint for AWS Lambda into DIR.

    A CloudFormation template, which makes the bucket too, and the function's code. The same code
    runs on a server of your own without this.
    """
    from gymbrowser.endpoint.package import package

    report.show_endpoint(package(folder))


@main.group(cls=Commands)
def data() -> None:
    """Fetch and look at what the participants left."""


MODE = click.option("--mode", type=click.Choice(["live", "pilot", "dev"]), default="live",
                    show_default=True, help="Which sessions.")  # fmt: skip


@data.command()
@EXPERIMENT
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@MODE
@click.option("--profile", help="AWS profile; otherwise the usual credential chain.")
@click.option("--destination", "which", type=click.Choice(["first", "also"]), default="first",
              show_default=True, help="The bucket of `upload`, or of `upload.also`.")  # fmt: skip
@click.option("--identities/--no-identities", default=True, show_default=True,
              help="Fetch what says who took part, too, into DIR/identities.")  # fmt: skip
def pull(
    experiment: Path,
    folder: Path,
    mode: Mode,
    profile: str | None,
    which: "Which",
    identities: bool,
) -> None:
    """Fetch the chunks of EXP.YML from its bucket into DIR, and check them.

    Fetches only what DIR does not have yet, so it may be stopped and called again. What was erased
    from the bucket is erased from DIR, too.
    """
    from gymbrowser.config import load_experiment
    from gymbrowser.data.pull import pull as pull_chunks
    from gymbrowser.data.show import summarise

    study = load_experiment(experiment)
    s3 = study.s3(which)
    with show_stage("Fetching chunks") as advance:
        pulled = pull_chunks(
            s3.bucket,
            prefix=s3.prefix,
            mode=mode,
            into=folder,
            identities=identities,
            profile=profile,
            progress=lambda _: advance(),
        )
    where = {"first": "the bucket of `upload`", "also": "the bucket of `upload.also`"}
    several = len(study.destinations) > 1
    report.show_pulled(pulled, f"{where[which]}, {s3.bucket.name}" if several else None)
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
    report.show_taken_in(taken)
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
    report_erase.show_planned(erasures, unknown, mode)
    if yes and erasures:
        for erasure in erasures:
            erase(erasure, datetime.now(UTC))
        report_erase.show_done(erasures)
    else:
        report_erase.show_not_done(erasures)
    if unknown:
        sys.exit(1)


def _show_summary(summary: "Summary") -> None:
    """Damaged data end the command with 1, so that a script notices."""
    report.show_summary(summary)
    if any(row.state == "damaged" for row in summary.rows):
        sys.exit(1)


@main.command()
def schema() -> None:
    """Print the JSON Schema of exp.yml, for editors."""
    import json

    from gymbrowser.config import experiment_schema

    click.echo(json.dumps(experiment_schema(), indent=2))
