"""`gymbrowser.ui`: what is said once, what is said again, and to whom."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter

from gymbrowser import ui
from gymbrowser.contract.ui import UiCall


def test_natively_nothing_happens_but_for_who_listens() -> None:
    ui.message("nobody hears this")
    with ui.recording() as calls:
        ui.message("hello")
        with ui.recording() as inner:
            ui.message("inside")
        ui.message("again")
    ui.message("nobody hears this either")
    assert calls == [{"call": "message", "text": "hello"}, {"call": "message", "text": "again"}]
    assert inner == [{"call": "message", "text": "inside"}]


def test_a_value_that_stays_the_same_is_said_once() -> None:
    with ui.recording() as calls:
        for step in range(4):
            ui.hud({"Time left": step // 2}, Fuel=3)
            ui.progress("Way", 0.5)
            ui.border("red")
            ui.info("Taxi", {"Seats": 4})
    assert calls == [
        {"call": "hud", "values": {"Time left": 0.0, "Fuel": 3.0}},
        {"call": "progress", "name": "Way", "value": 0.5, "maximum": 1.0},
        {"call": "border", "color": "red"},
        {"call": "info", "title": "Taxi", "body": {"Seats": 4.0}},
        {"call": "hud", "values": {"Time left": 1.0}},
    ]


def test_after_clear_everything_is_said_anew() -> None:
    with ui.recording() as calls:
        ui.hud(Fuel=3)
        ui.clear()
        ui.hud(Fuel=3)
    assert [call["call"] for call in calls] == ["hud", "clear", "hud"]


def test_messages_and_sounds_are_said_each_time() -> None:
    with ui.recording() as calls:
        for _ in range(2):
            ui.message("tick")
            ui.sound("bell", volume=7)
    assert calls == 2 * [
        {"call": "message", "text": "tick"},
        {"call": "sound", "sound": "bell", "volume": 1.0},
    ]


EVERY: list[Callable[[], None]] = [
    lambda: ui.hud(Fuel=np.float32(0.5), Name="<b>x</b>", Gone=None, Odd=float("nan"), Yes=True),
    lambda: ui.progress("Way", np.int64(3), 10),
    lambda: ui.budget("Hints", None, 5),
    lambda: ui.message("hi"),
    lambda: ui.info("Taxi", "a text"),
    lambda: ui.info("Taxi", {"a": 1, "b": "c"}),
    lambda: ui.info("Taxi"),
    lambda: ui.image("tree", alt="A tree"),
    lambda: ui.image(None),
    lambda: ui.border("#1b9e77"),
    lambda: ui.border(None),
    lambda: ui.sound("bell"),
    ui.clear,
]


def test_every_call_fits_the_contract_on_its_way_through_json() -> None:
    told: list[str] = []
    ui.connect(told.append)
    try:
        for call in EVERY:
            call()
    finally:
        ui.connect(None)
    adapter: TypeAdapter[Any] = TypeAdapter(UiCall)
    read = [adapter.validate_json(text) for text in told]
    assert [json.loads(text) for text in told] == [call.model_dump() for call in read]
    assert json.loads(told[0])["values"] == {
        "Fuel": 0.5,
        "Name": "<b>x</b>",
        "Gone": None,
        "Odd": "nan",
        "Yes": "True",
    }
    assert len(told) == len(EVERY)


@pytest.mark.parametrize(
    ("call", "why"),
    [
        (lambda: ui.message("x" * 1001), "1001 characters"),
        (lambda: ui.progress("Way", 1, 0), "the maximum 0"),
        (lambda: ui.progress("Way", float("nan")), "cannot show nan"),
    ],
)
def test_what_cannot_be_shown_is_an_error_at_the_call(call: Callable[[], None], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        call()
