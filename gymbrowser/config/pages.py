"""Pages: Markdown or HTML files, made safe to put into the site."""

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from types import MappingProxyType
from urllib.parse import unquote

import nh3

from gymbrowser.config.formulas import FormulaError
from gymbrowser.config.markdown import MARKDOWN, with_formulas
from gymbrowser.config.yaml import read_text
from gymbrowser.errors import Place, Problem, UserError

_IMAGE = re.compile(r'(<img[^>]*?\bsrc=")([^"]+)(")')
_FRONT_MATTER = re.compile(r"[A-Za-z_][\w-]*:(\s|$)")
_ATTRIBUTES = {
    **{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()},
    "*": {"class", "id", "lang", "dir", "title"},
}
_CONTROL = {"name", "required", "disabled", "autocomplete"}
_ENTRY = {"placeholder", "readonly", "minlength", "maxlength"}
_CONTROLS = {
    "input": {
        *_CONTROL,
        *_ENTRY,
        *("type", "value", "checked", "min", "max", "step", "pattern", "size", "list", "multiple"),
        "inputmode",
    },
    "textarea": {*_CONTROL, *_ENTRY, "rows", "cols"},
    "select": {*_CONTROL, "multiple", "size"},
    "option": {"value", "selected", "disabled", "label"},
    "optgroup": {"label", "disabled"},
    "button": {"type", "name", "value", "disabled"},
    "label": {"for"},
    "fieldset": {"disabled"},
    "legend": set(),
    "datalist": set(),
    "output": set(),
}
"""What a form in HTML has beyond a page. Where it would be sent to, and scripts, are not in it."""
_LINKS = {"http", "https", "mailto", "tel"}
_NOTHING: Mapping[str, set[str]] = MappingProxyType({})
_PICTURES = (".apng", ".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")


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
    _refuse_front_matter(text, file)
    if file.suffix.lower() == ".md":
        return render_markdown(text, file, folder, media)
    if file.suffix.lower() in {".html", ".htm"}:
        return _with_media(_clean(text), file, folder, media)
    raise UserError(
        f"a page is a .md or .html file, not `{file.name}`",
        where=place,
        remedy=f"Rename it, for example to {file.stem}.md.",
    )


def _refuse_front_matter(text: str, file: Path) -> None:
    """Markdown would show it to the participant, as a heading."""
    lines = text.splitlines()
    if lines[:1] == ["---"] and _FRONT_MATTER.match("".join(lines[1:2])):
        raise UserError(
            "the page begins with front matter, which pages do not have here",
            where=Place(file, 1),
            why="The participant would read it as text.",
            remedy="Remove it, from `---` to `---`: exp.yml says what a step is.",
        )


def render_markdown(text: str, file: Path, folder: Path, media: Media) -> str:
    """Markdown that stands in `file`, as sanitised HTML.

    Raises:
        UserError: A picture or a formula is not as it must be.
    """
    try:
        html = with_formulas(_clean(str(MARKDOWN.render(text))))
    except FormulaError as error:
        raise placed(error, file) from error
    return _with_media(html, file, folder, media)


def render_controls(text: str, file: Path, folder: Path, media: Media) -> str:
    """HTML that stands in `file`, sanitised like a page, but with the controls of a form."""
    return _with_media(_clean(text, _CONTROLS), file, folder, media)


def render_inline(text: str) -> str:
    """One line of Markdown, without a paragraph around it.

    Raises:
        FormulaError: It has a formula that can't be read; see `placed`.
    """
    return with_formulas(_clean(str(MARKDOWN.renderInline(text))))


def placed(error: FormulaError, file: Path) -> UserError:
    """The same for the author of a file."""
    [first, *_] = error.latex.strip().splitlines() or [""]
    lines = read_text(file).splitlines()
    found = next((n for n, line in enumerate(lines, 1) if first in line), None)
    return UserError(
        str(error),
        where=Place(file, found),
        remedy="Formulas are written in LaTeX; `\\$` is a dollar.",
    )


def add_picture(source: str, page: Path, folder: Path, media: Media) -> str:
    """Take a picture that a file names, and give its path below the version folder.

    Args:
        source: As it is named.
        page: The file that names it.
        folder: The folder of exp.yml: nothing outside it is read.
        media: Takes it.

    Raises:
        UserError: It is missing, on another host, or no picture.
    """
    return media.add(_picture(source, page, folder))


def inside(file: Path, folder: Path, place: Place | None = None) -> Path:
    """The resolved path of a file that must lie in `folder`, symbolic links followed."""
    try:
        resolved = file.resolve()
    except ValueError as error:  # a zero byte, half of a surrogate pair
        what = f"{str(file)!r} cannot be the path of a file"
        raise UserError(what, where=place, remedy="Look for escapes such as `\\0`.") from error
    if not resolved.is_relative_to(folder.resolve()):
        leads = (
            f"It leads to {resolved}. "
            if resolved != Path(os.path.normpath(file.absolute()))
            else ""
        )
        raise UserError(
            f"{file} lies outside the experiment's folder",
            where=place,
            why=f"{leads}A site is made from its own folder alone: so anybody can build it again.",
            remedy=f"Copy it into {folder.resolve().name}.",
        )
    return resolved


def _clean(html: str, more: Mapping[str, set[str]] = _NOTHING) -> str:
    """Leave what pages may have, and `more`: tags and their attributes."""
    # A link opens a tab of its own: the study's page must stay.
    targets = {"a": {"target": "_blank"}}
    return str(
        nh3.clean(
            html,
            tags=nh3.ALLOWED_TAGS | more.keys(),
            attributes={**_ATTRIBUTES, **more},
            generic_attribute_prefixes={"aria-"} if more else None,
            url_schemes=_LINKS,
            set_tag_attribute_values=targets,
            link_rel="noopener noreferrer",
        )
    )


def _with_media(html: str, file: Path, folder: Path, media: Media) -> str:
    problems: dict[str, Problem] = {}

    def replace(match: re.Match[str]) -> str:
        # In HTML it is escaped, as an address percent-encoded as well: a space, an umlaut.
        source = unquote(unescape(match[2]))
        try:
            path = _picture(source, file, folder)
        except UserError as error:
            problems[source] = error.problems[0]
            return match[0]
        return f"{match[1]}{media.add(path)}{match[3]}"

    html = _IMAGE.sub(replace, html)
    if problems:
        raise UserError.of(problems.values())
    return html


def _picture(source: str, page: Path, folder: Path) -> Path:
    place = Place(page, _line_with(source, page))
    if re.match(r"^[a-z][a-z0-9+.-]*:|^//", source, re.IGNORECASE):
        raise UserError(
            f"the picture `{source}` lies on another host",
            where=place,
            why="A site loads nothing from elsewhere: the participant's address stays private.",
            remedy="Save it beside the page and name the file.",
        )
    file = inside(page.parent / source, folder, place)
    if file.suffix.lower() not in _PICTURES:
        raise UserError(
            f"`{source}` is no picture that browsers show",
            where=place,
            why="What a page shows is copied into the site, where everybody can read it.",
            remedy=f"Pictures end in {', '.join(_PICTURES[:-1])} or {_PICTURES[-1]}.",
        )
    if not file.is_file():
        raise UserError(
            f"there is no picture `{source}`",
            where=place,
            remedy="Its path is relative to the page that shows it.",
        )
    return file


def _line_with(source: str, page: Path) -> int | None:
    """Where a picture is named, if it is written as it reads."""
    lines = read_text(page).splitlines()
    found = (n for n, line in enumerate(lines, 1) if source in unquote(unescape(line)))
    return next(found, None)
