"""What pages show of the session: `{{ results.play.return }}`, and every other expression."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from gymbrowser.config.base import Where
from gymbrowser.config.drafts import StepDraft
from gymbrowser.config.known import Known
from gymbrowser.config.parts import Parts
from gymbrowser.config.yaml import read_text
from gymbrowser.contract.expressions import Expression
from gymbrowser.errors import Place, Problem, UserError
from gymbrowser.flow.parse import ExpressionError, Parsed, parse

_TAG_OR_SHOWN = re.compile(r'(?P<tag><(?:[^>"]|"[^"]*")*>)|\{\{(?P<text>.*?)\}\}', re.DOTALL)
"""In HTML as it is made safe, whose attributes stand in double quotes. What stands in one is no
place to show anything."""


@dataclass(frozen=True)
class Shown:
    """One expression in the page of a step."""

    parsed: Parsed
    place: Place
    """In the page's file."""
    step: Where
    """Where the step stands in exp.yml."""


@dataclass(frozen=True)
class ShownPage:
    """A page, and what it shows."""

    html: str
    """In it `<output data-shown="i"></output>` stands for the i-th expression, from 0."""
    shown: tuple[Shown, ...]

    @property
    def expressions(self) -> list[Expression]:
        """As the manifest has them."""
        return [one.parsed.tree for one in self.shown]


def read_shown(html: str, file: Path, step: Where) -> ShownPage:
    """Find the expressions of a page.

    Args:
        html: The page, made safe.
        file: Where it comes from.
        step: The place of its step in exp.yml.

    Raises:
        UserError: One of them is none.
    """
    found: list[Shown] = []
    problems: list[Problem] = []

    def replace(match: re.Match[str]) -> str:
        if match["tag"] is not None:
            return match[0]
        text = " ".join(unescape(match["text"]).split())
        place = Place(file, _line_with(text, file))
        try:
            found.append(Shown(parse(text), place, step))
        except ExpressionError as error:
            problems.append(Problem(f"`{{{{ … }}}}`: {error.sentence}", place, quote=error.caret))
        return f'<output data-shown="{len(found) - 1}"></output>'

    html = _TAG_OR_SHOWN.sub(replace, html)
    if problems:
        raise UserError.of(problems)
    return ShownPage(html, tuple(found))


def refuse_shown(html: str, file: Path) -> None:
    """Of a page that is the same for everybody.

    Raises:
        UserError: It would show something.
    """
    for match in _TAG_OR_SHOWN.finditer(html):
        if match["tag"] is None:
            text = " ".join(unescape(match["text"]).split())
            raise UserError(
                "`{{ … }}` can stand in the pages of steps alone, and not in a consent",
                where=Place(file, _line_with(text, file)),
                why="This page is the same for everybody.",
                remedy="Remove it, or show it on a `page`, above a `game` or at the `end`.",
            )


def unknown_shown(
    shown: list[Shown], parts: Parts, drafts: Mapping[Where, StepDraft]
) -> Iterator[Problem]:
    """What of it there is not, or is not known by then; all steps must be understood.

    Args:
        shown: Of all pages.
        parts: Of exp.yml.
        drafts: Its steps, by their places.
    """
    if parts.participant is None or not parts.are_all(drafts):
        return
    spoken = ["language"] if parts.is_multilingual else []
    known = Known.of(tuple(drafts.values()), {}, [*parts.participant.value.kept, *spoken])
    sources = {draft.id: place for place, draft in drafts.items()}
    for one in shown:
        for sentence, start in _mistakes(one, known, sources, parts):
            caret = ExpressionError("", one.parsed.text, start).caret
            yield Problem(f"`{{{{ … }}}}`: {sentence}", one.place, quote=caret)


def _mistakes(
    one: Shown, known: Known, sources: Mapping[str, Where], parts: Parts
) -> Iterator[tuple[str, int]]:
    conditions = [start for path, start in one.parsed.references if path[0] == "conditions"]
    if conditions:
        yield "a page can't show a condition; it can have a `when` that asks for it", conditions[0]
        return
    yield from ((mistake.sentence, mistake.start) for mistake in known.mistakes(one.parsed))
    for path, start in one.parsed.references:
        fact = known.facts.get(path)
        if fact is None or fact.step is None:
            continue
        if not parts.may_come_before(sources[fact.step], one.step):
            yield f"`{'.'.join(path)}` is not known yet: the step comes later", start


def _line_with(text: str, file: Path) -> int | None:
    """Where it is written, if on one line."""
    lines = enumerate(read_text(file).splitlines(), 1)
    return next((n for n, line in lines if text in " ".join(unescape(line).split())), None)
