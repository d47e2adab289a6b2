"""The section `trial`: what is played, how fast, and what stands beside it."""

import re
from dataclasses import dataclass, field
from typing import Any

from gymbrowser.hippo.atari import REMEDY, why_impossible
from gymbrowser.hippo.controls import read_controls
from gymbrowser.hippo.project import Project, Section

FASTEST = 240
"""Environment steps in a second: the most that a game takes."""
_FASTEST_OF_HIPPO = 90
_DIRECTIONS = {
    *("left", "right", "up", "down", "fire"),
    *("upleft", "upright", "downleft", "downright"),
}
_PAGE_BUTTONS = ("stop", "pause", "reset")
_RATES = ("minFrameRate", "maxFrameRate", "frameRateStepSize")
_FPS = ("fpsUp", "fpsDown", "fpsSet")
_DEFAULT_UI = ["left", "right", "up", "down", "start", "pause"]
"""What HIPPO Gym shows where `ui` is not given."""


@dataclass
class Game:
    """A `game` step as it is written, and for some of its keys where they came from."""

    name: str
    """What `start` of the agent is called with."""
    keys: dict[str, Any] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    instructions: list[str] = field(default_factory=list)

    def set(self, key: str, value: Any, comment: str) -> None:
        """Give the step a key."""
        self.keys[key] = value
        self.comments[key] = comment


def read_game(project: Project) -> Game:
    """The game of a project; what is wrong with it is among the project's problems."""
    trial = project.trial
    game = Game(name=_name(trial))
    shown = _shown(trial)
    game.set("episodes", _episodes(trial), "trial.maxEpisodes")
    _set_pace(game, trial, shown)
    game.set("controls", read_controls(trial, shown & _DIRECTIONS), "trial.actionSpace")
    _set_buttons(game, trial, shown)
    game.instructions = trial.names("instructions")
    trial.tell("instructions", "carried", "A page above the game, pages/instructions.md.")
    _tell_rest(trial)
    return game


def _name(trial: Section) -> str:
    name = trial.text("game")
    if name is None:
        remedy = "Name what `start` of your agent.py makes, such as MountainCar-v0."
        trial.problem("game", "`trial.game` is missing", None, remedy)
    why = why_impossible(name or "")
    if why is not None:
        trial.problem("game", why, "A page runs Python, and no programs of the machine.", REMEDY)
    trial.tell("game", "carried", "`environment.kwargs.game`: the agent's `start` is given it.")
    return name or ""


def _episodes(trial: Section) -> int:
    trial.tell("maxEpisodes", "carried", "`episodes`; a round that was ended by Reset counts.")
    return trial.number("maxEpisodes", 20, least=1, most=10_000)


def _shown(trial: Section) -> set[str]:
    """The names of what `ui` shows: it is a mapping to True or False, or a list."""
    given = trial.value("ui")
    if given is None:
        return set(_DEFAULT_UI)
    if isinstance(given, list):
        return set(trial.names("ui"))
    if not isinstance(given, dict):
        trial.wrong("ui", "expected names with True or False, or a list of names")
        return set()
    section = trial.below("ui")
    return {str(key) for key, _ in given.items() if section.flag(str(key))}


def _set_pace(game: Game, trial: Section, shown: set[str]) -> None:
    start = trial.number("startingFrameRate", 30, least=1, most=FASTEST)
    trial.tell("startingFrameRate", "carried", "`fps`.")
    # The heading of its documentation has it without an e.
    allowed = [trial.flag(key) for key in ("allowFrameRateChange", "allowFramRateChange")]
    low = trial.number("minFrameRate", 1, least=1, most=FASTEST)
    high = trial.number("maxFrameRate", max(_FASTEST_OF_HIPPO, start), least=1, most=FASTEST)
    step = trial.number("frameRateStepSize", 5, least=1, most=FASTEST)
    if low > high:
        what, why = "`minFrameRate` is more than `maxFrameRate`", f"Given: {low} and {high}."
        trial.problem("minFrameRate", what, why, "Exchange the two.")
    game.set("fps", start, "trial.startingFrameRate")
    changes = any(allowed) and bool(shown & set(_FPS))
    if changes:
        allow = {
            "min": low,
            "max": high,
            "step": step,
            **({"set": True} if "fpsSet" in shown else {}),
        }
        game.set("allow", {"fps": allow}, "trial.allowFrameRateChange, and what trial.ui shows")
    for key in ("allowFrameRateChange", "allowFramRateChange", *_RATES):
        if changes:
            trial.tell(key, "carried", "`allow.fps`; both bounds can be reached.")
        else:
            trial.tell(key, "changed", "Nothing: nobody could change the rate, by this and `ui`.")


def _set_buttons(game: Game, trial: Section, shown: set[str]) -> None:
    allow = {name: True for name in _PAGE_BUTTONS if name in shown}
    if allow:
        game.set("allow", allow | game.keys.get("allow", {}), "trial.ui")
    feedback: dict[str, Any] = {name: {} for name in ("good", "bad") if name in shown}
    if feedback:
        game.set("feedback", feedback, "trial.ui")
    known = {*_DIRECTIONS, *_PAGE_BUTTONS, *_FPS, "start", "good", "bad"}
    others = sorted(shown - known)
    if others:
        game.set("widgets", [_button(name) for name in others], "trial.ui: buttons of your own")
    kept = "`allow`, `feedback` and `widgets`; a game always begins with Start"
    trial.tell(
        "ui",
        "changed" if others else "carried",
        f"{kept}; {', '.join(others)}: recorded, and told to a hook if you write one."
        if others
        else f"{kept}.",
    )


def _button(name: str) -> dict[str, Any]:
    """A button beside the game: `trainOnline` reads "Train online"."""
    slug = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-_")[:63] or "button"
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ").strip().lower()
    return {"button": {"name": slug, "label": (words[:1].upper() + words[1:])[:100] or slug}}


def _tell_rest(trial: Section) -> None:
    trial.tell(
        "dataFile", "not needed", "Each step is recorded as it is taken, not by episode or trial."
    )
    trial.tell(
        "modality",
        "left out",
        "The steps `watch` and `compare` show clips and ask; docs/judging.md says how.",
    )
    trial.tell("defaultStart", "left out", "A round begins when the participant presses Start.")
    trial.tell(
        "variables",
        "left out",
        "The picture has the size that `render` gives it, and fits the screen.",
    )
    for key in ("projectId", "bucket", "logFile"):
        trial.tell(key, "not needed", "updateProject.py wrote it for its server.")
