"""What holds between `axes`, `pointer` and the other keys of a person's controls."""

from collections.abc import Iterator

from gymbrowser.config.base import Broken, Where
from gymbrowser.config.codes import POINTER_CODES
from gymbrowser.config.control_models import ControlsConfig, codes_of
from gymbrowser.config.game_models import GameConfig
from gymbrowser.config.pace_rules import kind_of
from gymbrowser.config.parts import Part


def broken_axes(game: Part[GameConfig], location: Where) -> Iterator[Broken]:
    """Every rule on continuous inputs and places on the picture that is broken."""
    for person in game.value.people:
        where = (*location, *person.location)
        controls = person.controls
        if controls.axes is not None and game.has(*person.location, "axes"):
            yield from _beside_axes(controls, (*where, "axes"))
        if not game.has("pace") or game.value.pace == "real_time":
            continue
        if controls.axes is not None:
            yield (
                (*where, "axes"),
                f"`axes` say nothing about {kind_of(game.value.pace)} game",
                "It takes a step for each press; a stick is never pressed.",
                "Bind `keys`, or make it `pace: real_time`.",
            )
        if controls.pointer is not None and controls.pointer.on != "click":
            yield (
                (*where, "pointer", "on"),
                f"`on: {controls.pointer.on}` says nothing about {kind_of(game.value.pace)} game",
                "It takes a step for each press.",
                "Make it `on: click`, or `pace: real_time`.",
            )
    yield from _presses(game, location)


def _beside_axes(controls: ControlsConfig, location: Where) -> Iterator[Broken]:
    if controls.keys is not None:
        yield (
            location,
            "`keys` and `axes` both say what the action is",
            "A key gives a whole action, an axis one number of it.",
            "Name the keys in the axes: `{keys: [ArrowLeft, ArrowRight]}`.",
        )
    if controls.pointer is not None:
        yield (
            location,
            "`pointer` and `axes` both say what the action is",
            "A pointer gives a whole action, an axis one number of it.",
            "Name the pointer in the axes: `{pointer: x}`.",
        )
    if controls.mode != "hold":
        yield (
            location,
            f"`mode: {controls.mode}` says nothing about `axes`",
            "They act while they are held.",
            "Remove `mode`.",
        )


def _presses(game: Part[GameConfig], location: Where) -> Iterator[Broken]:
    """A press on the picture may mean one thing."""
    for person in game.value.people:
        bound = {code for keys in person.controls.keys or () for code in codes_of(keys)}
        if person.controls.pointer is not None and "PointerLeft" in bound:
            yield (
                (*location, *person.location, "pointer"),
                "`PointerLeft` is bound to an action, and `pointer` says what a press means",
                "They are the same press.",
                f"Remove one of them, or bind {' or '.join(sorted(POINTER_CODES - bound))}.",
            )
