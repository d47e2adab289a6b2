"""Every control that a form in HTML can have: how it is filled in, and what is to be recorded."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator

WORDS = ["", " ", "Grün – “ja” 𝛑 & <b>", "=1+1", "null"]


@dataclass(frozen=True)
class Row:
    """A control, or several of one name."""

    name: str
    html: str
    draw: Callable[[random.Random], Any]
    """What somebody enters."""
    enter: Callable[[Locator, Any], None]
    """Enters it, given all controls of the name."""
    answer: Callable[[Any], Any] = lambda entered: entered or None
    """What is to be recorded of it."""
    untouched: Any = None
    """What is recorded where nobody did anything."""


def some(*values: str) -> Callable[[random.Random], list[str]]:
    return lambda draw: [value for value in values if draw.random() < 0.5]


def one(*values: Any) -> Callable[[random.Random], Any]:
    return lambda draw: draw.choice(values)


def fill(controls: Locator, text: str) -> None:
    controls.fill(text)


def fill_each(controls: Locator, texts: list[str]) -> None:
    for number, text in enumerate(texts):
        controls.nth(number).fill(text)


def tick(controls: Locator, values: list[str]) -> None:
    for control in controls.all():
        control.set_checked(control.get_attribute("value") in values)


def set_box(controls: Locator, checked: bool) -> None:
    controls.set_checked(checked)


def press(controls: Locator, value: str | None) -> None:
    for control in controls.all():
        if control.get_attribute("value") == value:
            control.check()


def select(controls: Locator, values: str | list[str]) -> None:
    controls.select_option(values)


def leave(controls: Locator, value: Any) -> None:
    """Nobody can enter anything here."""


def texts(kind: str, *values: str) -> Row:
    html = f'<p><label>{kind} <input type="{kind}" name="{kind}"></label></p>'
    return Row(kind, html, one("", *values), fill)


def box(value: str, label: str, name: str) -> str:
    return f'<label><input type="checkbox" name="{name}" value="{value}"> {label}</label>'


def radio(value: str, label: str, name: str) -> str:
    return f'<label><input type="radio" name="{name}" value="{value}"> {label}</label>'


ROWS = [
    Row("text", "<p><label>Text <input name='text'></label></p>", one(*WORDS), fill),
    Row("by_id", "<p><label for='by_id'>By id</label> <input id='by_id'></p>", one(*WORDS), fill),
    Row(
        "lines",
        "<p><label>Lines <textarea name='lines'></textarea></label></p>",
        one("", "first\nsecond", "\n"),
        fill,
    ),
    texts("email", "a@example.org"),
    texts("url", "https://example.org/?a=1&b=2"),
    texts("tel", "+49 30 1"),
    texts("search", "pole"),
    texts("date", "2026-02-28", "1999-12-31"),
    texts("time", "09:30"),
    texts("month", "2026-05"),
    texts("week", "2026-W07"),
    texts("datetime-local", "2026-05-31T10:15"),
    Row(
        "color",
        "<p><label>Colour <input type='color' name='color' value='#112233'></label></p>",
        one("#aabbcc", "#000000"),
        fill,
        untouched="#112233",
    ),
    Row(
        "number",
        "<p><label>Number <input type='number' name='number' step='any' max='70'></label></p>",
        one("", "0", "-0.5", "1e1", "70"),
        fill,
        lambda entered: float(entered) if entered else None,
    ),
    Row(
        "range",
        "<p><label>Range <input type='range' name='range' min='-5' max='5'></label></p>",
        one("-5", "3", "5"),
        fill,
        float,
        untouched=0,
    ),
    Row(
        "alone",
        "<p><label><input type='checkbox' name='alone'> Alone</label></p>",
        one(True, False),
        set_box,
        lambda entered: "on" if entered else None,
    ),
    Row(
        "agreed",
        f"<p>{box('yes', 'Valued', 'agreed')}</p>",
        one(True, False),
        set_box,
        lambda entered: "yes" if entered else None,
    ),
    Row(
        "known[]",
        "<fieldset><legend>Boxes</legend>"
        + "".join(box(value, f"Box {value}", "known[]") for value in ("a", "b & c", "d"))
        + "</fieldset>",
        some("a", "b & c", "d"),
        tick,
        list,
        untouched=[],
    ),
    Row(
        "Wie oft?",
        "<fieldset><legend>Radio</legend>"
        + "".join(radio(value, f"Radio {value}", "Wie oft?") for value in ("nie", "oft"))
        + "</fieldset>",
        one(None, "nie", "oft"),
        press,
    ),
    Row(
        "preset",
        "<fieldset><legend>Preset</legend><label><input type='radio' name='preset' value='1' "
        "checked> One</label><label><input type='radio' name='preset' value='2'> Two</label>"
        "</fieldset>",
        one("1", "2"),
        press,
        untouched="1",
    ),
    Row(
        "chosen",
        "<p><label>Chosen <select name='chosen'><option value=''>Please choose</option>"
        "<option>plain words</option><option value='v'>Other</option></select></label></p>",
        one("", "plain words", "v"),
        select,
    ),
    Row(
        "first",
        "<p><label>First <select name='first'><option>one</option><option>two</option></select>"
        "</label></p>",
        one("one", "two"),
        select,
        untouched="one",
    ),
    Row(
        "several",
        "<p><label>Several <select name='several' multiple><optgroup label='Group'>"
        "<option>x</option><option value='y'>Y</option></optgroup>"
        "<option disabled selected>never</option><option>z</option></select></label></p>",
        some("x", "y", "z"),
        select,
        list,
        untouched=[],
    ),
    Row(
        "pair",
        "<p><label>Left <input name='pair'></label> <label>Right <input name='pair'></label></p>",
        one(["", "r"], ["l", ""], ["l", "r"]),
        fill_each,
        list,
        untouched=["", ""],
    ),
    Row(
        "secret", "<input type='hidden' name='secret' value='s3'>", one(None), leave, lambda _: "s3"
    ),
    Row(
        "flag",
        "<input type='hidden' name='flag' value='0'>"
        "<p><label><input type='checkbox' name='flag' value='1'> Flag</label></p>",
        one(True, False),
        lambda controls, entered: controls.last.set_checked(entered),
        lambda entered: ["0", "1"] if entered else ["0"],
        untouched=["0"],
    ),
    Row(
        "in_legend",
        "<fieldset disabled><legend><label>In a legend <input name='in_legend'></label></legend>"
        "<label>Off <input name='off' value='never'></label></fieldset>",
        one("", "words"),
        fill,
    ),
    Row(
        "append",
        "<p><label>Append <input name='append'></label></p>",
        one("", "it hides a method of the form"),
        fill,
    ),
    Row(
        "listed",
        "<p><label>Listed <input name='listed' list='list'></label></p>"
        "<datalist id='list'><option value='offered'></datalist>",
        one("", "offered", "another"),
        fill,
    ),
    Row(
        "row_1",
        "<table><tr><th>It was fun</th><td><input type='radio' name='row_1' value='1' "
        "aria-label='no'></td><td><input type='radio' name='row_1' value='2' aria-label='yes'></td>"
        "</tr></table>",
        one(None, "1", "2"),
        press,
    ),
]
