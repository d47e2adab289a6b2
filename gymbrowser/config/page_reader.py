"""Reads the pages that exp.yml names, in one language, and gathers what is wrong on the way."""

from collections.abc import Callable
from pathlib import Path

from ruamel.yaml.comments import CommentedMap

from gymbrowser.config.base import Where
from gymbrowser.config.pages import Media, inside, render_page
from gymbrowser.config.shown import Shown, ShownPage, read_shown, refuse_shown
from gymbrowser.config.tongue import Tongue
from gymbrowser.config.yaml import Location, line_of
from gymbrowser.errors import Place, Problem, UserError


class PageReader:
    """What all that is read below exp.yml shares.

    Attributes:
        file: exp.yml.
        folder: That of exp.yml: nothing outside it is read.
        document: The content of exp.yml in that language.
        tongue: The language in which it is read.
        media: The pictures of all pages, and the images and sounds of games.
        problems: What was wrong so far.
        shown: What pages show of the session.
    """

    def __init__(self, file: Path, document: CommentedMap, tongue: Tongue) -> None:
        self.file = file
        self.folder = file.parent
        self.document = document
        self.tongue = tongue
        self.media = Media()
        self.problems: list[Problem] = []
        self.shown: list[Shown] = []

    def shown_page(self, name: str | None, location: Where) -> ShownPage:
        """The page of a step, whose place is two keys above; an empty one where there is none."""
        if name is None:
            return ShownPage("", ())
        html, file = self._rendered(name, location)
        page = read_shown(html, file, tuple(location[:-2]))
        self.shown += page.shown
        return page

    def page(self, name: str, location: Location) -> str:
        """A page that shows nothing of the session, as HTML."""
        html, file = self._rendered(name, location)
        refuse_shown(html, file)
        return html

    def page_if_given(self, name: str | None, location: Location) -> str:
        """Such a page; empty where none is named, or where something is wrong with it."""
        return "" if name is None else self.gather(lambda: self.page(name, location)) or ""

    def _rendered(self, name: str, location: Location) -> tuple[str, Path]:
        """A page as HTML, and the file that it was read from."""
        place = self.place(location)
        inside(self.folder / name, self.folder, place)
        file = self.tongue.required_version(self.folder / name, place)
        return render_page(file, self.folder, self.media, place), file

    def gather[T](self, read: Callable[[], T]) -> T | None:
        """What `read` gives; None if it fails, whose problems are kept."""
        try:
            return read()
        except UserError as error:
            self.problems.extend(error.problems)
            return None

    def place(self, location: Location) -> Place:
        """Where a value stands in exp.yml."""
        return Place(self.file, line_of(self.document, location))
