"""Reads the exclusions that a study declares beforehand."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, get_args

from ruamel.yaml.comments import CommentedMap

from gymbrowser.config.known import Fact, Known
from gymbrowser.config.yaml import PlaceOf
from gymbrowser.contract.exclusions import Exclusion
from gymbrowser.contract.records import Outcome
from gymbrowser.errors import Problem
from gymbrowser.flow.parse import ExpressionError, Parsed, parse

SESSION = {
    "outcome": Fact(values=get_args(Outcome.__value__)),
    "minutes": Fact(is_number=True),
    "visits": Fact(is_number=True),
    "damaged": Fact(),
}
"""What there is of every session: see `gymbrowser.paper.facts`."""
TIMING = ("late", "input_to_frame_ms")
"""What there is of every game."""

_ROOTS = ("answers", "checks", "conditions", "results", "scores", "session", "timing")


@dataclass(frozen=True)
class Excludable(Known):
    """What an exclusion can name: all that is known of a session once it is over."""

    @classmethod
    def beyond(cls, known: Known) -> "Excludable":
        """What a `when` can name, but no parameters; and how the session went."""
        facts = {path: fact for path, fact in known.facts.items() if path[0] != "params"}
        games = dict.fromkeys(path[1] for path in facts if path[0] == "results")
        facts |= {("session", name): fact for name, fact in SESSION.items()}
        facts |= {("timing", g, name): Fact(is_number=True) for g in games for name in TIMING}
        return cls(facts)

    def unknown(self, path: tuple[str, ...]) -> str:
        """What is said of a path that names no fact."""
        name = ".".join(path)
        if path[0] == "params":
            return f"`{name}` stands with who took part, which a report never reads"
        if path[0] not in _ROOTS:
            known = f"{', '.join(_ROOTS[:-1])} or {_ROOTS[-1]}"
            return f"there is no `{name}`: a name begins with {known}"
        beside = [".".join(known) for known in self.facts if known[0] == path[0]]
        near = get_close_matches(name, beside, n=1)
        return f"there is no `{name}`" + (f"; did you mean `{near[0]}`?" if near else "")


def read_exclusions(
    document: CommentedMap, known: Known | None, place_of: PlaceOf
) -> tuple[list[Exclusion], list[Problem]]:
    """Those that can be read, and what is wrong with the others.

    Args:
        document: exp.yml.
        known: What a `when` can name; None where nobody can tell.
        place_of: Where a key stands in exp.yml.
    """
    facts = None if known is None else Excludable.beyond(known)
    found: list[Exclusion] = []
    problems: list[Problem] = []
    for name, text in _texts(document.get("exclusions")):
        try:
            parsed = parse(text)
        except ExpressionError as error:
            mistakes = [(error.sentence, error.start)]
        else:
            mistakes = [] if facts is None else _mistakes(facts, parsed)
            found.append(Exclusion(name=name, text=text, when=parsed.tree))
        for sentence, start in mistakes:
            place = place_of(("exclusions", name))
            caret = ExpressionError("", text, start).caret
            problems.append(Problem(f"`exclusions.{name}`: {sentence}", place, quote=caret))
    return found, problems


def _mistakes(facts: Known, parsed: Parsed) -> list[tuple[str, int]]:
    return [(mistake.sentence, mistake.start) for mistake in facts.mistakes(parsed)]


def _texts(given: Any) -> Iterator[tuple[str, str]]:
    """Whatever else stands there, the model has found."""
    for name, text in given.items() if isinstance(given, dict) else ():
        if isinstance(name, str) and isinstance(text, str) and text:
            yield name, text
