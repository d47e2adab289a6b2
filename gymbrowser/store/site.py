"""What signing and serving need to know of a built site."""

import json
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args

from pydantic import ValidationError

from gymbrowser.contract.manifest import Manifest
from gymbrowser.errors import Place, UserError

_VERSION = re.compile(r"v/[0-9A-Za-z]{1,64}/?", re.ASCII)
"""So that a page can't have files read that are not below it."""
_COMMAND = "gymbrowser build exp.yml"
_BUILD_IT = f"Build it: {_COMMAND}"


@dataclass(frozen=True)
class Site:
    """A folder that `gymbrowser build` wrote."""

    root: Path
    version: Path
    """The folder of all that belongs to this build alone: the manifest, the lock of packages."""
    manifest: Manifest
    connect: tuple[str, ...]
    """The sources that its Content Security Policy lets the page connect to."""


def read_site(root: Path, version_name: str | None = None) -> Site:
    """Read a site's index page and manifest.

    Args:
        root: The folder.
        version_name: Of a folder below `v/`; None: the version that the page names.

    Raises:
        UserError: It is not a site, or not one of this version.
    """
    index = root / "index.html"
    try:
        metas = _Metas.of(index.read_text("utf-8"))
    # The parser of the standard library asserts what a page may look like.
    except (OSError, UnicodeDecodeError, AssertionError) as error:
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
    if not _VERSION.fullmatch(version):
        raise UserError(
            f"The page says that its version lies in {version[:200]!r}, which no version does.",
            where=Place(index),
            remedy=_BUILD_IT,
        )
    folder = root / version if version_name is None else root / "v" / version_name
    return Site(root, folder, _read_manifest(folder / "manifest.json"), _connect_sources(policy))


def version_of_page(page: bytes) -> str | None:
    """The folder that a page of a site names as its version; None: it is no page of ours."""
    try:
        version = _Metas.of(page.decode("utf-8")).get("gymbrowser-site")
    except (UnicodeDecodeError, AssertionError):
        return None
    return version if version is not None and _VERSION.fullmatch(version) else None


def _read_manifest(path: Path) -> Manifest:
    try:
        text = path.read_bytes()
    except OSError as error:
        raise UserError(
            "The site is not whole: its manifest is missing.",
            where=Place(path),
            remedy=f"Copy the whole folder. Or build it again: {_COMMAND}",
        ) from error
    try:
        return Manifest.model_validate_json(text)
    except ValidationError as error:
        raise _unreadable(path, text, error) from error


def _unreadable(path: Path, text: bytes, error: ValidationError) -> UserError:
    said, by = _origin(text)
    (ours,) = get_args(Manifest.model_fields["format"].annotation)
    if said is not None and said != ours:
        return UserError(
            "The site was built by another version of gymbrowser.",
            where=Place(path),
            why=f"Its format is `{said}`, this version reads `{ours}`.",
            remedy=f"Build it again, or install gymbrowser {by or 'of that time'}.",
        )
    first = error.errors(include_url=False, include_input=False)[0]
    return UserError(
        "The site's manifest is damaged.",
        where=Place(path),
        why=f"{'.'.join(map(str, first['loc'])) or 'It'}: {first['msg']}.",
        remedy=_BUILD_IT,
    )


def _origin(text: bytes) -> tuple[str | None, str | None]:
    """The format that a manifest says it has, and the version of gymbrowser that wrote it."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None, None
    if not isinstance(said, dict):
        return None, None
    words = (said.get(key) for key in ("format", "gymbrowser"))
    form, by = (word if isinstance(word, str) else None for word in words)
    return form, by


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
