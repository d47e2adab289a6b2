"""What pages show of the session: `{{ results.play.return }}`, and every other expression."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from gymbrowser.config.drafts import StepDraft
from gymbrowser.config.known import Known
from gymbrowser.config.parts import Parts
from gymbrowser.config.yaml import read_text
from gymbrowser.contract.expressions import Expression
from gymbrowser.errors import Place, Problem, UserError
from gymbrowser.flow.parse import ExpressionError, Parsed, parse

type _Path = tuple[str | int, ...]

_TAG_OR_SHOWN = re.compile(r'(?P<tag><(?:[^>"]|"[^"]*")*>)|\{\{(?P<text>.*?)\}\}', re.DOTALL)
"""In HTML as it is made safe, whose attributes stand in double quotes. What stands in one is no
place to show anything."""


@dataclass(frozen=True)
class Shown:
    """One expression in the page of a step."""

    parsed: Parsed
    place: Place
    """In the page's file."""
    step: _Path
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


def read_shown(html: str, file: Path, step: _Path) -> ShownPage:
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
    shown: list[Shown], parts: Parts, drafts: Mapping[_Path, StepDraft]
) -> Iterator[Problem]:
    """What of it there is not, or is not known by then; all steps must be understood.

    Args:
        shown: Of all pages.
        parts: Of exp.yml.
        drafts: Its steps, by their places.
    """
    understood = len(drafts) == sum(kind != "block" for kind in parts.kinds.values())
    if not understood or parts.participant is None:
        return
    participant = parts.participant.value
    number = [] if participant.number is None else [participant.number]
    spoken = ["language"] if parts.is_multilingual else []
    known = Known.of(tuple(drafts.values()), {}, [*participant.params, *number, *spoken])
    sources = {draft.id: place for place, draft in drafts.items()}
    for one in shown:
        for sentence, start in _mistakes(one, known, sources, parts):
            caret = ExpressionError("", one.parsed.text, start).caret
            yield Problem(f"`{{{{ … }}}}`: {sentence}", one.place, quote=caret)


def _mistakes(
    one: Shown, known: Known, sources: Mapping[str, _Path], parts: Parts
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
        if not _may_come_before(sources[fact.step], one.step, parts):
            yield f"`{'.'.join(path)}` is not known yet: the step comes later", start


def _may_come_before(source: _Path, step: _Path, parts: Parts) -> bool:
    """As it is written; or in another pass, or another order, of a block that holds them both."""
    reading = list(parts.steps)
    if reading.index(source) < reading.index(step):
        return True
    around = (step[:end] for end in range(2, len(step)))
    blocks = [place for place in around if place in parts.steps and source[: len(place)] == place]
    return any(
        (block := parts.steps[place].value.block) is not None
        and (block.repeat is not None or block.order != "as_written")
        for place in blocks
    )


def _line_with(text: str, file: Path) -> int | None:
    """Where it is written, if on one line."""
    lines = enumerate(read_text(file).splitlines(), 1)
    return next((n for n, line in lines if text in " ".join(unescape(line).split())), None)
