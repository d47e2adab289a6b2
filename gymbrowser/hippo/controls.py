"""`actionSpace` as the keys of a game: which key does what HIPPO Gym's page took it for."""

import re
from typing import Any

from gymbrowser.hippo.project import Section

_KEYS = {
    "left": ("ArrowLeft", "KeyA"),
    "right": ("ArrowRight", "KeyD"),
    "up": ("ArrowUp", "KeyW"),
    "down": ("ArrowDown", "KeyS"),
    "fire": ("Space", "Space"),
}
"""With arrows and with letters."""
_PART = re.compile("|".join(_KEYS))
_NOTHING = {"", "noop", "no-op", "none", "null", "nothing", "idle", "stay", "wait"}
_DIGITS = 9
"""Keys for actions whose names say no direction: Digit1 to Digit9."""


def read_controls(trial: Section, shown: set[str]) -> dict[str, Any]:
    """The `controls` of the game.

    Args:
        trial: Has `actionSpace`, `actionBufferLifespan` and `defaultAction`.
        shown: The directions for which `ui` shows a button.
    """
    actions = _actions(trial)
    default = _default(trial, actions)
    keys, given = _keys(actions, default)
    lost = [name for name in actions if name not in (*keys.values(), default)]
    _tell_actions(trial, default, given, lost, shown - {name.lower() for name in actions})
    buffer = trial.number("actionBufferLifespan", 1, least=1, most=10_000)
    trial.tell("actionBufferLifespan", "carried", "`controls.buffer`.")
    return {
        "actions": actions,
        "keys": keys,
        "default": default,
        **({"buffer": buffer} if buffer > 1 else {}),
    }


def _actions(trial: Section) -> list[str]:
    """The names, each once; an action's place is its number."""
    names = trial.names("actionSpace")
    if not names:
        trial.problem(
            "actionSpace",
            "`trial.actionSpace` names no action, so nobody could act",
            "Its names, in the order of the environment's actions, say which key does what.",
            "List them, such as [left, noop, right].",
        )
    repeated = {name for name in names if names.count(name) > 1}
    for name in sorted(repeated):
        what = f"`trial.actionSpace` has the name `{name}` twice"
        remedy = "Give one of them another name: HIPPO Gym never took the second one either."
        trial.problem("actionSpace", what, None, remedy)
    return [name or f"action {number}" for number, name in enumerate(names)]


def _default(trial: Section, actions: list[str]) -> str:
    """What happens without an input: the first action, as in HIPPO Gym, or `defaultAction`."""
    given = trial.text("defaultAction")
    trial.tell("defaultAction", "carried", "`controls.default`.")
    if given is None or given in actions:
        return given or (actions[0] if actions else "")
    if given.isdecimal() and int(given) < len(actions):
        return actions[int(given)]
    remedy = f"Name one of {', '.join(actions)}."
    trial.problem("defaultAction", f"`{given}` is none of `trial.actionSpace`", None, remedy)
    return ""


def _keys(actions: list[str], default: str) -> tuple[dict[str, str], dict[str, str]]:
    """Keys to actions; and of the actions that got a digit, which."""
    keys: dict[str, str] = {}
    given: dict[str, str] = {}
    for name in actions:
        combinations = _combinations(name)
        free = f"Digit{len(given) + 1}"
        if not combinations and name.lower() not in _NOTHING and len(given) < _DIGITS:
            if name == default:  # it is what happens by itself
                continue
            given[name] = free
            combinations = [free]
        for combination in combinations:
            keys.setdefault(combination, name)
    return keys, given


def _combinations(name: str) -> list[str]:
    """`upleft` is `ArrowUp + ArrowLeft` and `KeyW + KeyA`; nothing for other words."""
    plain = re.sub(r"[\s_-]", "", name.lower())
    parts = _PART.findall(plain)
    if "".join(parts) != plain or not parts or len(set(parts)) < len(parts):
        return []
    ways = (" + ".join(_KEYS[part][way] for part in parts) for way in (0, 1))
    return list(dict.fromkeys(ways))


def _tell_actions(
    trial: Section, default: str, given: dict[str, str], lost: list[str], strange: set[str]
) -> None:
    said = ["`controls.actions` and `controls.keys`; on a phone the arrows are buttons"]
    if default and default.lower() not in _NOTHING:
        said.append(f"without an input `{default}` is taken, as it was: see `controls.default`")
    if given:
        pairs = ", ".join(f"{name} by {key}" for name, key in given.items())
        said.append(f"no key of HIPPO Gym's did {pairs}: choose better ones")
    if lost:
        said.append(f"without a key: {', '.join(lost)}")
    if strange:
        said.append(f"`ui` shows {', '.join(sorted(strange))}, which is no action")
    is_same = not (given or lost or strange)
    trial.tell("actionSpace", "carried" if is_same else "changed", f"{'; '.join(said)}.")
