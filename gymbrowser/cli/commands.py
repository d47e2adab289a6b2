"""`gymbrowser`, and the commands that make a study and run it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

import gymbrowser
from gymbrowser.cli.bring_in import bring_in
from gymbrowser.cli.bundle import bundle, rebuild
from gymbrowser.cli.data import data
from gymbrowser.cli.deploy import deploy as deploy_command
from gymbrowser.cli.paper import report as report_command
from gymbrowser.cli.replay import replay
from gymbrowser.cli.simulate import simulate
from gymbrowser.cli.watch import watch
from gymbrowser.cli.words import (
    EXPERIMENT,
    Commands,
    Duration,
    Known,
    Lock,
    sources,
    takes_sources,
)
from gymbrowser.console import out, show_error, show_stage
from gymbrowser.init import TEMPLATES, Template
from gymbrowser.show.checked import show_checked
from gymbrowser.show.serving import show_endpoint, show_serving, show_signed
from gymbrowser.show.study import show_built, show_graph, show_links, show_locked, show_scaffold
from gymbrowser.show.turns import show_turn


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(gymbrowser.__version__, prog_name="gymbrowser")
def main() -> None:
    """Human-AI experiments as a static site.

    \b
    gymbrowser init my-study            make a first experiment
    gymbrowser build my-study/exp.yml   turn it into a folder for any web host
    gymbrowser serve build/my-study     play it on this machine
    """  # noqa: D301 - click reads the backspace as "leave these lines as they are"


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
    show_scaffold(folder, created)


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
@click.option("--snapshot/--no-snapshot", default=True, envvar="GYMBROWSER_SNAPSHOT",
              help="Let Python start from a snapshot of its memory.  [default: yes]")  # fmt: skip
@takes_sources
def build(
    experiment: Path,
    output: Path | None,
    clean: bool,
    explain: bool,
    plain: bool,
    snapshot: bool,
    **where: Any,
) -> None:
    """Turn EXP.YML into a site: a folder that any static host serves.

    It looks at the environment too, but `gymbrowser check` asks more of it.

    The site has exactly the packages that exp.lock beside EXP.YML names. The first build writes
    it: commit it, and every later build is the same.

    A site that is built again keeps its earlier versions, for the sessions that began on them.
    """
    from gymbrowser.build import build as build_site

    given = (experiment, output, show_stage, sources(**where))
    built = build_site(*given, clean=clean, plain=plain, snapshot=snapshot)
    show_built(built, explain=explain)


@main.command()
@EXPERIMENT
@click.option("-n", "count", type=click.IntRange(1, 1_000_000), metavar="N",
              help="How even conditions are with N people.  [default: `participants`]")  # fmt: skip
@takes_sources
def check(experiment: Path, count: int | None, **where: Any) -> None:
    """Say everything that can be known of EXP.YML without building it."""
    from gymbrowser.check import check as check_experiment

    show_checked(check_experiment(experiment, show_stage, sources(**where)), count)


@main.command()
@EXPERIMENT
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", required=True,
              help="The picture, an SVG.")  # fmt: skip
def graph(experiment: Path, output: Path) -> None:
    """Draw the way through EXP.YML: steps, blocks, conditions and outcomes."""
    from gymbrowser.graph import graph as draw_graph

    draw_graph(experiment, output)
    show_graph(output)


@main.command()
@EXPERIMENT
@click.option("--port", type=click.IntRange(0, 65535), metavar="PORT",
              help="0 takes a free one.  [default: 8000, or a free one]")  # fmt: skip
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="DIR",
              help="Folder of the preview's site.  [default: build/<folder>-dev]")  # fmt: skip
@click.option("--store", type=click.Path(path_type=Path), metavar="DIR",
              help="Where the records land.  [default: <output>-store]")  # fmt: skip
@takes_sources
def dev(
    experiment: Path, port: int | None, output: Path | None, store: Path | None, **where: Any
) -> None:
    """Preview EXP.YML while you work on it.

    Serves it on this machine. When a file changes that it names, it is built again and the page
    loads itself anew, at the step where it was; what is wrong is shown in the page and here.

    Its records are of mode `dev`, whatever EXP.YML says, and its site is for this machine alone.
    """
    from gymbrowser.dev import Shown
    from gymbrowser.dev import dev as preview

    site = output or Path("build") / f"{experiment.resolve().parent.name}-dev"
    shown = Shown(show_stage, show_serving, show_turn, show_error)
    preview(
        experiment,
        site=site.resolve(),
        store=store or site.resolve().with_name(f"{site.resolve().name}-store"),
        sources=sources(**where),
        shown=shown,
        port=port,
    )


main.add_command(simulate)


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
    show_locked(lock_experiment(experiment, show_stage, sources(**where), renewal))


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
        announce=show_serving,
        warn=show_error,
        port=port,
        endpoint=endpoint,
    )


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
    show_signed(signed, folder)


main.add_command(deploy_command)


@main.command()
@EXPERIMENT
@click.argument("address", metavar="URL")
@click.option("-n", "count", type=click.IntRange(1, 1_000_000), required=True,
              help="How many participants.")  # fmt: skip
def links(experiment: Path, address: str, count: int) -> None:
    """Print one address of the study at URL for each participant.

    Each has a number, by which conditions and orders are taken in turn: in every block of
    participants each combination comes once.
    """
    from gymbrowser.config import load_experiment
    from gymbrowser.links import links_of

    made = links_of(load_experiment(experiment), address, count)
    for link in made.addresses:
        out.out(link)
    show_links(made)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def endpoint(folder: Path) -> None:
    """Write a signing endpoint for AWS Lambda into DIR.

    A CloudFormation template, which makes the bucket too, and the function's code. The same code
    runs on a server of your own without this.
    """
    from gymbrowser.endpoint.package import package

    show_endpoint(package(folder))


main.add_command(bring_in)
main.add_command(bundle)
main.add_command(rebuild)
main.add_command(watch)
main.add_command(data)
main.add_command(replay)
main.add_command(report_command)


@main.command()
def schema() -> None:
    """Print the JSON Schema of exp.yml, for editors."""
    from gymbrowser.config import experiment_schema

    out.out(json.dumps(experiment_schema(), indent=2))
