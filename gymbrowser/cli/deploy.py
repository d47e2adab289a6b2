"""`gymbrowser deploy`: a built site becomes public."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from gymbrowser.console import show_stage
from gymbrowser.show.checked import show_missing_upload
from gymbrowser.show.deployed import show_deployed, show_looked


@click.command()
@click.argument("given", type=click.Path(path_type=Path), metavar="EXP.YML|SITE")
@click.option("--to", metavar="PLACE", help="Where to.  [default: `deploy` in exp.yml]")
@click.option("--site", type=click.Path(path_type=Path), metavar="DIR",
              help="The built site of EXP.YML.  [default: build/<id>]")  # fmt: skip
@click.option("--address", metavar="URL", help="Where people open it.")
@click.option("--region", metavar="TEXT", help="Of an Amazon S3 bucket.")
@click.option("--endpoint-url", metavar="URL", help="Of a bucket elsewhere.")
@click.option("--cloudfront", metavar="ID", help="The distribution before the bucket.")
@click.option("--profile", help="AWS profile that may write to the site's bucket.")
@click.option("--clean", is_flag=True,
              help="Delete earlier versions there, with the sessions on them.")  # fmt: skip
@click.option("--replace", is_flag=True, help="Also in the place of another study.")
@click.option("--check", is_flag=True, help="Then look at it from outside, with a browser.")
@click.option("--store-profile", metavar="TEXT",
              help="With --check: AWS profile that may read the records.")  # fmt: skip
@click.option("--participant", metavar="ID", help="With --check: the bot's id.")
def deploy(
    given: Path,
    site: Path | None,
    clean: bool,
    replace: bool,
    check: bool,
    store_profile: str | None,
    participant: str | None,
    **place: Any,
) -> None:
    """Bring the site of EXP.YML, or SITE, to where people open it.

    \b
    s3://BUCKET/PREFIX    a public bucket of Amazon S3, or of any store like it
    pages:FOLDER          a folder in a clone of a repository, for GitHub Pages
    rsync:HOST:PATH       whatever rsync can copy to; likewise rclone:REMOTE:PATH
    FOLDER                a folder that a web server serves

    Copies only what is not there yet, and index.html last: a session never meets half a version. It
    may be interrupted and called again. Earlier versions stay, for the sessions that began on them.

    With --check it ends with 1 if the study does not work there.
    """  # noqa: D301 - click reads the backspace as "leave these lines as they are"
    from gymbrowser.deploy.check import look
    from gymbrowser.deploy.deploy import deploy as bring
    from gymbrowser.deploy.wanted import Options, insist_on_address, understand

    now = datetime.now(UTC)
    wanted = understand(given, site, Options(**place), now.isoformat())
    address = insist_on_address(wanted) if check else None
    deployed = bring(wanted.site, wanted.host, show_stage, clean=clean, replace=replace)
    show_deployed(deployed)
    if wanted.study is not None:
        show_missing_upload(wanted.study)
    if address is None:
        return
    looked = look(
        deployed.site,
        address,
        wanted.study,
        show_stage,
        now=now,
        store_profile=store_profile,
        participant=participant,
    )
    show_looked(looked)
    if not looked.is_sound:
        sys.exit(1)
