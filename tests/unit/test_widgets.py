"""Widgets: from exp.yml and from Python to the same calls, as the page gets them."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from gymbrowser import ui
from gymbrowser.config import load_experiment
from gymbrowser.config.game_models import GameConfig
from gymbrowser.config.pace_rules import broken_pace
from gymbrowser.config.parts import Part
from gymbrowser.config.widget_models import FeedbackConfig
from gymbrowser.contract.ui import UiCall
from gymbrowser.plan.widgets import around_of
from gymbrowser.show.checked import show_missing_hooks

STUDY = Path(__file__).parents[1] / "browser" / "widget_study"
DECLARED: dict[str, Any] = {
    "button": {
        "name": "train",
        "label": "Train",
        "icon": "brain",
        "color": "#2A6",
        "confirm": "Now?",
        "key": "KeyT",
    },
    "slider": {"name": "caution", "label": "Caution", "min": -1, "max": 1, "step": 0.5, "value": 0},
    "text_box": {"name": "say", "label": "Say", "max_length": 20},
    "grid": {"name": "region", "label": "Mark", "rows": 2, "columns": 3},
    "info": {"title": "Task", "text": "Get out."},
}


def made_in_python() -> None:
    ui.button("train", "Train", icon="brain", color="#22aa66", confirm="Now?", key="KeyT")
    ui.slider("caution", "Caution", -1, 1, step=0.5, value=0)
    ui.text_box("say", "Say", max_length=20)
    ui.grid("region", "Mark", 2, 3)
    ui.info("Task", "Get out.")


def around(**game: Any) -> list[dict[str, Any]]:
    return [call.model_dump() for call in around_of(GameConfig.model_validate(game))]


def test_what_exp_yml_declares_and_what_python_makes_are_the_same_calls() -> None:
    with ui.recording() as calls:
        made_in_python()
    adapter: TypeAdapter[Any] = TypeAdapter(UiCall)
    read = [adapter.validate_json(json.dumps(call)).model_dump() for call in calls]
    assert read == around(widgets=[{kind: shape} for kind, shape in DECLARED.items()])


def test_feedback_stands_first_and_is_worth_what_it_is_called() -> None:
    given = {"good": "KeyG", "bad": {"key": "KeyB", "label": "No!"}, "hmm": {"value": 0.5}}
    made = around(feedback=given, widgets=[{"text_box": DECLARED["text_box"]}])
    assert [call["name"] for call in made] == ["good", "bad", "hmm", "say"]
    assert [call["widget"] for call in made[:3]] == [
        {"kind": "feedback", "label": None, "value": 1, "key": "KeyG"},
        {"kind": "feedback", "label": "No!", "value": -1, "key": "KeyB"},
        {"kind": "feedback", "label": "hmm", "value": 0.5, "key": None},
    ]


def test_a_slider_has_a_hundred_steps_and_begins_at_its_left_end() -> None:
    slider = {"name": "a", "label": "A", "min": 1, "max": 3}
    (made,) = around(widgets=[{"slider": slider}])
    with ui.recording() as calls:
        ui.slider("a", "A", 1, 3)
    assert calls == [made]
    assert (made["widget"]["step"], made["widget"]["value"]) == (0.02, 1)


def test_a_widget_is_said_again_only_when_it_has_changed_or_gone() -> None:
    with ui.recording() as calls:
        for label in ("Train", "Train", "Stop"):
            ui.button("train", label)
        ui.remove("train")
        ui.remove("train")
        ui.button("train", "Train")
    assert [call["widget"] and call["widget"]["label"] for call in calls] == [
        "Train",
        "Stop",
        None,
        "Train",
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: ui.button("fps up", "Faster"), "letters, digits, hyphens and underscores"),
        (lambda: ui.button("fpsUp", "Faster"), "one of the page's own buttons"),
        (lambda: ui.button("train", "Train", color="green"), "no colour"),
        (lambda: ui.button("train", "Train", color="2a6"), "no colour"),
        (lambda: ui.button("train", "Train", key="t"), "not the name of a key"),
        (lambda: ui.slider("a", "A", 1, 1), "from 1 to 1"),
        (lambda: ui.slider("a", "A", 0, 1, value=2), "stand at 2"),
        (lambda: ui.slider("a", "A", 0, 1, step=0), "by 0"),
        (lambda: ui.slider("a", "A", 0, float("inf")), "to inf"),
        (lambda: ui.text_box("a", "A", max_length=0), "room for 0"),
        (lambda: ui.grid("a", "A", 0, 3), "0 rows"),
        (lambda: ui.grid("a", "A", 3, 21), "21 columns"),
    ],
)
def test_what_can_not_be_shown_is_an_error_where_it_is_said(
    wrong: Callable[[], None], said: str
) -> None:
    with ui.recording() as calls, pytest.raises(ValueError, match=said):
        wrong()
    assert calls == []


@pytest.mark.parametrize("hooked", [False, True])
def test_who_builds_is_told_of_widgets_that_no_hook_hears(
    hooked: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(STUDY, tmp_path, dirs_exist_ok=True)
    if hooked:
        text = (STUDY / "exp.yml").read_text(encoding="utf-8")
        text = text.replace("      id: beside\n", "      id: beside\n      hook: teacher\n")
        hooks = 'hooks: {teacher: {python: "field_env:Teacher"}}\n'
        (tmp_path / "exp.yml").write_text(hooks + text, encoding="utf-8")
    show_missing_hooks(load_experiment(tmp_path / "exp.yml"))
    assert ("`beside` has no hook" in capsys.readouterr().out) is not hooked


@pytest.mark.parametrize("feedback", [{}, {"good": "KeyG"}])
def test_who_only_watches_can_be_idle_where_something_can_be_said(feedback: dict[str, str]) -> None:
    game = {"agents": {"player": "coach"}, "idle": {"after": 60}, "feedback": feedback}
    broken = list(broken_pace(Part(GameConfig.model_validate(game)), (), "game"))
    assert [where for where, *_ in broken] == ([] if feedback else [("idle",)])


def test_feedback_must_have_a_finite_value() -> None:
    with pytest.raises(ValidationError):
        FeedbackConfig.model_validate({"value": float("nan")})
