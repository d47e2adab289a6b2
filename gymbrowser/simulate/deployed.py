"""A deployed study that bots take: is it the site that was built here, and does it take records?"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from gymbrowser.config import Experiment
from gymbrowser.contract.upload import EndpointUpload, NoUpload, OneUpload
from gymbrowser.deploy.deploy import base_of
from gymbrowser.deploy.http import Asked, Fetch, fetch
from gymbrowser.deploy.store_check import deployed_destinations
from gymbrowser.deploy.wanted import check_is_of
from gymbrowser.errors import Place, UserError
from gymbrowser.store.site import Site, read_site, version_of_page


@dataclass(frozen=True)
class There:
    """Where bots go."""

    address: str
    """Where people open it, without a query."""
    site: Path | None = None
    """The folder that was deployed; None: `build/<id>`."""


@dataclass(frozen=True)
class Deployed:
    """A site, and where it is served."""

    site: Site
    address: str
    """Of its page."""
    base: str
    """Of its root, with a slash at its end."""


def find_deployed(
    study: Experiment, there: There, *, in_browser: bool, ask: Fetch = fetch
) -> Deployed:
    """Look whether bots may take the study where it is deployed.

    Args:
        study: exp.yml.
        there: Where it is.
        in_browser: Whether they come in a browser.
        ask: Asks over HTTP.

    Raises:
        UserError: It is live, another version is there or none at all, or it takes no records.
    """
    site = read_site(there.site or Path("build") / study.config.id)
    check_is_of(site, study)
    if site.manifest.mode == "live":
        raise UserError(
            "the study is live, and takes no bots",
            where=study.place("mode"),
            why="Their records would lie among those of people, and count.",
            remedy="Deploy it as a pilot: write `mode: pilot`, build, sign and deploy.",
        )
    address = _without_query(there.address)
    base = base_of(address)
    _check_version(site, address, ask)
    _check_uploads(deployed_destinations(base, ask), address, in_browser=in_browser)
    return Deployed(site, address, base)


def _without_query(address: str) -> str:
    """Bots bring parameters of their own."""
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UserError(
            f"{address!r} is no address of a page",
            remedy="Write it as in a browser, such as https://lab.example.org/my-study/",
        )
    return parts._replace(path=parts.path or "/", query="", fragment="").geturl()


def _check_version(site: Site, address: str, ask: Fetch) -> None:
    answer = ask(Asked(address))
    if answer.status != 200:
        raise UserError(
            f"the study can't be opened: {address} {answer.said}",
            remedy="Deploy it first: gymbrowser deploy exp.yml",
        )
    version = version_of_page(answer.body)
    if version is None or version.strip("/") != f"v/{site.version.name}":
        what = "is no study" if version is None else "is another version"
        raise UserError(
            f"what is deployed at {address} {what}",
            where=Place(site.root),
            why="Bots know their way by the site that is here.",
            remedy="Deploy this one: gymbrowser deploy exp.yml",
        )


def _check_uploads(
    destinations: Sequence[OneUpload] | None, address: str, *, in_browser: bool
) -> None:
    if all(isinstance(one, NoUpload) for one in destinations or ()):
        raise UserError(
            f"the study at {address} may not upload: records would be lost",
            remedy="Run gymbrowser sign exp.yml, and deploy again.",
        )
    if not in_browser and any(isinstance(one, EndpointUpload) for one in destinations or ()):
        raise UserError(
            "the permission to upload comes from an endpoint, which answers browsers alone",
            remedy="Let the bots come in one: --browser",
        )
