"""Reads the conditions by which probes come, and tells what is wrong with them."""

from collections.abc import Iterator
from difflib import get_close_matches

from gymbrowser.config.parts import Parts
from gymbrowser.config.yaml import PlaceOf
from gymbrowser.errors import Problem
from gymbrowser.flow.parse import ExpressionError, parse

KNOWN = ("reward", "return", "steps")
"""What such a condition can ask for, beside `info.NAME`."""

_INFO = "info"


def wrong_conditions(parts: Parts, place_of: PlaceOf) -> Iterator[Problem]:
    """Every mistake in the `when` of a probe, with a caret under its place.

    Args:
        parts: Of exp.yml.
        place_of: Where a key stands in it.
    """
    for step, game in parts.games():
        for index, probe in enumerate(game.value.probes if game.has("probes") else ()):
            if probe.at.when is None:
                continue
            place = place_of((*step, "game", "probes", index, "at", "when"))
            for sentence, start in _mistakes(probe.at.when):
                caret = ExpressionError("", probe.at.when, start).caret
                yield Problem(f"`when`: {sentence}", place, quote=caret)


def _mistakes(text: str) -> Iterator[tuple[str, int]]:
    try:
        parsed = parse(text)
    except ExpressionError as error:
        yield error.sentence, error.start
        return
    for path, start in parsed.references:
        sentence = _unknown(path)
        if sentence is not None:
            yield sentence, start


def _unknown(path: tuple[str, ...]) -> str | None:
    """What is said of a path that names nothing that is known in a round; None: it does."""
    name = ".".join(path)
    if path[0] == _INFO:
        return None if len(path) > 1 else "say which value of the info is meant: `info.NAME`"
    if path in {(known,) for known in KNOWN}:
        return None
    near = get_close_matches(name, [*KNOWN, f"{_INFO}.{path[-1]}"], n=1)
    if near:
        return f"there is no `{name}`; did you mean `{near[0]}`?"
    known = ", ".join(f"`{known}`" for known in KNOWN)
    return f"there is no `{name}`: in the middle of a round {known} and `{_INFO}.NAME` are known"
