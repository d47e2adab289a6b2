"""Pages: Markdown or HTML files, made safe to put into the site."""

import hashlib
import re
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import nh3
from markdown_it import MarkdownIt

from gymbrowser.config.yaml import read_text
from gymbrowser.errors import Place, Problem, UserError

_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_IMAGE = re.compile(r'(<img[^>]*?\bsrc=")([^"]+)(")')
_ATTRIBUTES = {
    **{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()},
    "*": {"class", "id", "lang", "dir", "title"},
}


@dataclass
class Media:
    """The pictures that pages show: each goes into the site once, under the hash of its bytes."""

    files: dict[str, Path] = field(default_factory=dict)
    """Path below the site's version folder to the file."""

    def add(self, file: Path) -> str:
        """Take a picture, and give its path below the version folder."""
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        path = f"media/{digest[:16]}{file.suffix.lower()}"
        self.files[path] = file
        return path


def render_page(file: Path, folder: Path, media: Media, place: Place | None = None) -> str:
    """The page as sanitised HTML whose pictures are paths in the site.

    Args:
        file: A .md or .html file.
        folder: The folder of exp.yml: nothing outside it is read.
        media: Takes the pictures.
        place: Where the page was named.

    Raises:
        UserError: The page or a picture is missing, of the wrong kind or outside `folder`.
    """
    inside(file, folder, place)
    text = read_text(file, place)
    if file.suffix.lower() == ".md":
        return render_markdown(text, file, folder, media)
    if file.suffix.lower() in {".html", ".htm"}:
        return _with_media(_clean(text), file, folder, media)
    raise UserError(
        f"a page is a .md or .html file, not `{file.name}`", where=place, remedy="Rename it."
    )


def render_markdown(text: str, file: Path, folder: Path, media: Media) -> str:
    """Markdown (CommonMark and tables) that stands in `file`, as sanitised HTML."""
    return _with_media(_clean(str(_MARKDOWN.render(text))), file, folder, media)


def render_inline(text: str) -> str:
    """One line of Markdown, without a paragraph around it."""
    return _clean(str(_MARKDOWN.renderInline(text)))


def inside(file: Path, folder: Path, place: Place | None = None) -> Path:
    """The resolved path of a file that must lie in `folder`, symbolic links followed."""
    resolved = file.resolve()
    if not resolved.is_relative_to(folder.resolve()):
        raise UserError(
            f"`{file}` lies outside the experiment's folder",
            where=place,
            why="A site is made from its own folder alone: so it can be built again elsewhere.",
            remedy=f"Copy it into {folder}.",
        )
    return resolved


def _clean(html: str) -> str:
    # A link opens a tab of its own: the study's page must stay.
    targets = {"a": {"target": "_blank"}}
    return str(
        nh3.clean(
            html,
            attributes=_ATTRIBUTES,
            set_tag_attribute_values=targets,
            link_rel="noopener noreferrer",
        )
    )


def _with_media(html: str, file: Path, folder: Path, media: Media) -> str:
    problems: list[Problem] = []

    def replace(match: re.Match[str]) -> str:
        try:
            path = _picture(match[2], file, folder)
        except UserError as error:
            problems.extend(error.problems)
            return match[0]
        return f"{match[1]}{media.add(path)}{match[3]}"

    html = _IMAGE.sub(replace, html)
    if problems:
        raise UserError.of(problems)
    return html


def _picture(source: str, page: Path, folder: Path) -> Path:
    place = Place(page)
    if re.match(r"^[a-z][a-z0-9+.-]*:|^//", source, re.IGNORECASE):
        raise UserError(
            f"the picture `{source}` lies on another host",
            where=place,
            why="A site loads nothing from elsewhere: the participant's address stays private.",
            remedy="Save it beside the page and name the file.",
        )
    # In HTML it is escaped, as an address percent-encoded as well: a space, an umlaut.
    file = inside(page.parent / unquote(unescape(source)), folder, place)
    if not file.is_file():
        raise UserError(
            f"there is no picture `{source}`",
            where=place,
            remedy="Its path is relative to the page that shows it.",
        )
    return file
