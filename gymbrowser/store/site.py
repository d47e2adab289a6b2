"""What signing and serving need to know of a built site."""

from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from pydantic import ValidationError

from gymbrowser.contract.manifest import Manifest
from gymbrowser.errors import Place, UserError

_BUILD_IT = "Build it: gymbrowser build exp.yml"


@dataclass(frozen=True)
class Site:
    """A folder that `gymbrowser build` wrote."""

    root: Path
    manifest: Manifest
    connect: tuple[str, ...]
    """The sources that its Content Security Policy lets the page connect to."""


def read_site(root: Path) -> Site:
    """Read a site's index page and manifest.

    Raises:
        UserError: It is not a site, or not one of this version.
    """
    index = root / "index.html"
    try:
        metas = _Metas.of(index.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(
            f"{root} is not a site: it has no index.html that can be read.",
            why="A site is the folder that `gymbrowser build` writes.",
            remedy=_BUILD_IT,
        ) from error
    version = metas.get("gymbrowser-site")
    policy = metas.get("content-security-policy")
    if version is None or policy is None:
        missing = "gymbrowser-site" if version is None else "Content-Security-Policy"
        raise UserError(
            f"The page is not one that gymbrowser built: it has no <meta> of {missing}.",
            where=Place(index),
            remedy=_BUILD_IT,
        )
    return Site(root, _read_manifest(root / version / "manifest.json"), _connect_sources(policy))


def _read_manifest(path: Path) -> Manifest:
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except OSError as error:
        raise UserError(f"The site is not whole: {error}.", remedy=_BUILD_IT) from error
    except ValidationError as error:
        raise UserError(
            "The manifest is not one that this version of gymbrowser reads.",
            where=Place(path),
            remedy="Build the site again with this version.",
            quote=str(error),
        ) from error


def _connect_sources(policy: str) -> tuple[str, ...]:
    """CSP level 3: `connect-src`, else `default-src`; the first directive of a name counts."""
    directives: dict[str, tuple[str, ...]] = {}
    for directive in policy.split(";"):
        name, *sources = directive.split() or [""]
        directives.setdefault(name.lower(), tuple(sources))
    return directives.get("connect-src", directives.get("default-src", ()))


class _Metas(HTMLParser):
    """Collects `<meta name|http-equiv=… content=…>`."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Called by the parser for every start tag."""
        given = dict(attrs)
        name = given.get("name") or given.get("http-equiv")
        if tag == "meta" and name:
            self.found.setdefault(name.lower(), given.get("content") or "")

    @classmethod
    def of(cls, html: str) -> dict[str, str]:
        parser = cls()
        parser.feed(html)
        return parser.found
