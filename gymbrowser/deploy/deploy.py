"""From a built site to a place that serves it."""

import json
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from gymbrowser.console import Stages
from gymbrowser.deploy.files import INDEX, stages_of
from gymbrowser.deploy.host import Host, Sent
from gymbrowser.errors import UserError
from gymbrowser.store.site import Site, read_site, version_of_page


@dataclass(frozen=True)
class Deployed:
    """A site that is public now."""

    site: Site
    host: Host
    sent: Sent
    before: str | None
    """The version that was there; None: none, or it can't be told."""
    removed: int | None
    """Files of earlier versions; None: none were asked to be, or their number is not known."""
    left_to_do: str | None

    @property
    def version(self) -> str:
        """The name of the version's folder."""
        return self.site.version.name


def deploy(
    root: Path, host: Host, stages: Stages, *, clean: bool = False, replace: bool = False
) -> Deployed:
    """Bring a site to a host, so that whoever opens it at any moment gets one version, whole.

    It may be interrupted and repeated: what is there already is not copied again.

    Args:
        root: The folder that `build` wrote, with its earlier versions.
        host: Where to.
        stages: Shows what is under way.
        clean: When all is there, delete what only other versions use.
        replace: Also in the place of another study, or of a page that gymbrowser has not made.

    Raises:
        UserError: It is no site, or not whole; something else is there; or the host refuses.
        GymbrowserError: The host failed.
    """
    site = read_site(root)
    order = stages_of(site, current=clean)
    before = _before(site, host, replace=replace)
    sent = Sent()
    for stage in order:
        with stages(stage.title, total=len(stage.assets)) as advance:
            sent += host.put(stage.assets, advance)
    removed = None
    if clean:
        with stages("Deleting earlier versions"):
            removed = host.clean({asset.path for stage in order for asset in stage.assets})
    return Deployed(site, host, sent, before, removed, host.finish())


def _before(site: Site, host: Host, *, replace: bool) -> str | None:
    """The version that is there; nobody else's page is overwritten without being told to."""
    page = host.read(INDEX)
    if page is None:
        return None
    version = version_of_page(page)
    named = None if version is None else _experiment(host, version)
    is_other = named is not None and named != site.manifest.experiment
    if not replace and (version is None or is_other):
        what = "a page that gymbrowser has not made" if version is None else f"the study {named!r}"
        raise UserError(
            f"there is {what} at {host.name} already",
            why="Who is in the middle of it would find this study in its place.",
            remedy="Name another place with --to; or insist with --replace.",
        )
    return None if version is None else version.strip("/").rpartition("/")[2]


def _experiment(host: Host, version: str) -> str | None:
    """Whose site is there, by whichever version of gymbrowser; None where nothing says so."""
    manifest = host.read(f"{version.rstrip('/')}/manifest.json")
    try:
        named = json.loads(manifest or b"null")
    except ValueError:
        return None
    experiment = named.get("experiment") if isinstance(named, dict) else None
    return experiment if isinstance(experiment, str) else None


def base_of(address: str) -> str:
    """The folder of a page's address, with a slash at its end."""
    parts = urlsplit(address)
    return parts._replace(path=f"{parts.path.rpartition('/')[0]}/", query="", fragment="").geturl()
