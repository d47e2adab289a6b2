"""The language in which exp.yml and its files are read."""

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from ruamel.yaml.comments import CommentedMap

from gymbrowser.config.base import did_you_mean
from gymbrowser.config.patterns import LANGUAGE
from gymbrowser.config.text import texts_in
from gymbrowser.config.yaml import Location, line_of
from gymbrowser.errors import Place, Problem, UserError

USUAL = "en"
"""Where exp.yml says nothing."""


@dataclass(frozen=True)
class Tongue:
    """One of a study's languages."""

    language: str
    """BCP 47 tag."""
    usual: str
    """The one that a file has whose name says none."""
    offered: tuple[str, ...]
    """All languages of the study."""

    @property
    def is_translation(self) -> bool:
        """Whether the files are those beside the usual ones."""
        return self.language != self.usual

    def own_version(self, file: Path) -> Path:
        """`consent.de.md` for `consent.md`; of the usual language the file itself."""
        return file.with_suffix(f".{self.language}{file.suffix}") if self.is_translation else file

    def version_of(self, file: Path) -> Path:
        """The file's own version in this language where there is one, else the file itself."""
        own = self.own_version(file)
        return own if own.is_file() else file

    def required_version(self, file: Path, place: Place | None) -> Path:
        """The version of a page that participants read.

        Raises:
            UserError: It is missing, and the usual one is not.
        """
        own = self.own_version(file)
        if own.is_file() or not file.is_file():
            return own if own.is_file() else file
        raise UserError(
            f"there is no {own.name}",
            where=place,
            why=f"The study is offered in `{self.language}` too, and {file.name} is a page of it.",
            remedy=f"Write it beside {file.name}; or take `{self.language}` out of `languages`.",
        )

    def choose[M: BaseModel](
        self, model: type[M], document: CommentedMap, file: Path
    ) -> tuple[CommentedMap, list[Problem]]:
        """A document as it is in this language, and the texts that are missing in it.

        Args:
            model: Of the document.
            document: As it was read; it is not changed.
            file: Where it was read.
        """
        if len(self.offered) < 2:
            return document, []
        chosen, problems = copy.deepcopy(document), list[Problem]()
        for location in list(texts_in(model, document)):
            text = _at(document, location)
            place = Place(file, line_of(document, location))
            problems += self._missing(text, location, place)
            if isinstance(text, dict) and text:
                # What is missing is told once: any other text may stand for it.
                words = text.get(self.language, next(iter(text.values())))
                _at(chosen, location[:-1])[location[-1]] = words
        return chosen, problems

    def _missing(self, text: Any, location: Location, place: Place) -> Iterator[Problem]:
        name = f"`{'.'.join(map(str, location))}`"
        if isinstance(text, dict):
            yield from self._unknown(text, name, place)
            if self.language not in text:
                remedy = f"Add `{self.language}: …` beside {_listed(text)}."
                yield Problem(f"{name} has no text in `{self.language}`", place, remedy=remedy)
        elif self.is_translation and isinstance(text, str) and any(map(str.isalpha, text)):
            yield Problem(
                f"{name} has no text in `{self.language}`",
                place,
                f"Given, for all languages: {text.strip().splitlines()[0]!r}.",
                f"Write `{{{self.usual}: …, {self.language}: …}}`.",
            )

    def _unknown(self, text: dict[Any, Any], name: str, place: Place) -> Iterator[Problem]:
        for key in text:
            if key in self.offered:
                continue
            known = f"The study's languages are {_listed(self.offered)}."
            remedy = did_you_mean(str(key), self.offered, f"Add it to `languages`. {known}")
            yield Problem(f"{name} has a text in `{key}`, which is no language here", place, None,
                          remedy)  # fmt: skip


ENGLISH = Tongue("en", "en", ("en",))
"""What comes with gymbrowser is in no other language."""


def tongues_of(document: CommentedMap) -> tuple[Tongue, ...]:
    """Every language in which a study is to be read, the usual one first.

    Of a document whose `languages` are no list of such with the usual one in it, that alone.
    """
    usual, given = document.get("language", USUAL), document.get("languages")
    usual = usual if isinstance(usual, str) else USUAL
    if not isinstance(given, list) or usual not in given or not all(map(_is_tag, given)):
        return (Tongue(usual, usual, (usual,)),)
    offered = tuple(dict.fromkeys((usual, *map(str, given))))
    return tuple(Tongue(language, usual, offered) for language in offered)


def _is_tag(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(LANGUAGE, value) is not None


def _at(node: Any, location: Location) -> Any:
    for part in location:
        node = node[part]
    return node


def _listed(names: Any) -> str:
    return ", ".join(f"`{name}`" for name in names)
