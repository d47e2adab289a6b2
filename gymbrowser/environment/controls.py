"""What a person's keys do: actions as exp.yml writes them, made into actions of a space."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import numpy as np
from gymnasium import spaces

from gymbrowser.bridge.actions import Actions
from gymbrowser.bridge.layout import SpaceError

_FORMS: dict[type[spaces.Space[Any]], str] = {
    spaces.Discrete: "a whole number",
    spaces.MultiDiscrete: "a list of whole numbers",
    spaces.MultiBinary: "a list of 0 and 1",
    spaces.Dict: "a mapping with a value for each key of the space",
    spaces.Tuple: "a list with a value for each part of the space",
    spaces.Text: "a text",
    spaces.Sequence: "a list",
    spaces.OneOf: "a list of two: which of the spaces, and the value in it",
}


def look_at_controls(
    controls: Mapping[str, Any], space: spaces.Space[Any], env: Any, agent: str
) -> dict[str, Any]:
    """Make the actions of keys.

    Args:
        controls: One person's, as exp.yml has them.
        space: Of the person's actions.
        env: Declares, perhaps, the names of its actions, and one that does nothing.
        agent: The person's, as the game names it.

    Returns:
        `keys` (combination to result), `labels` (combination to the name of its action), `default`
        (result, or what it was if it is no action), `no_op` (result, or None where none is
        declared) and `initial` (what `previous` repeats at first, or None). A result has `action`,
        see `gymbrowser.bridge.actions`, or `wrong`, a sentence on what it should be.
    """
    names = names_of(controls["actions"], space, env)
    keys = {keys: _result(given, space, names) for keys, given in (controls["keys"] or {}).items()}
    default = controls["default"]
    is_action = default not in ("previous", None)
    return {
        "keys": keys,
        "labels": _labels(keys, {name: _result(given, space) for name, given in names.items()}),
        "default": _result(default, space, names) if is_action else default,
        "no_op": None
        if (no_op := declared_no_op(env, agent, space)) is None
        else _result(no_op, space),
        "initial": _initial(keys, space) if default == "previous" else None,
    }


def names_of(given: Any, space: spaces.Space[Any], env: Any) -> dict[str, Any]:
    """Names of actions: the study's, then the environment's own."""
    start = int(space.start) if isinstance(space, spaces.Discrete) else 0
    meanings = _meanings(env)
    theirs = {name: start + index for index, name in enumerate(meanings)}
    own = given if isinstance(given, dict) else {n: start + i for i, n in enumerate(given)}
    return {**theirs, **own}


def declared_no_op(env: Any, agent: str, space: spaces.Space[Any]) -> Any:
    """The action that the environment declares to do nothing, as plain JSON; None: it has none.

    `metadata["noop"]` is one action for all agents, or a mapping with one for each of them. Else it
    is what `get_action_meanings` calls NOOP (Gymnasium's `NoopReset` and ALE go by that).
    """
    said = (getattr(env, "metadata", None) or {}).get("noop")
    if said is not None:
        # An agent's id may also be a number, see `ids_of`.
        by_name = (
            {str(key): action for key, action in said.items()} if isinstance(said, dict) else {}
        )
        action = by_name.get(agent, said)
        return action.tolist() if isinstance(action, np.ndarray | np.generic) else action
    return names_of({}, space, env).get("NOOP")


def _meanings(env: Any) -> list[str]:
    find = getattr(getattr(env, "unwrapped", env), "get_action_meanings", None)
    return [str(name) for name in find()] if callable(find) else []


def _labels(keys: Mapping[str, Any], named: Mapping[str, Any]) -> dict[str, str]:
    """What has a name is shown by it; of two names of an action, the last, which is the study's."""
    return {
        combination: name
        for name, action in named.items()
        for combination, result in keys.items()
        if "action" in action and action == result
    }


def look_at_script(
    actions: Sequence[Any], space: spaces.Space[Any], env: Any, agent: str
) -> dict[str, Any]:
    """Make the actions of a script.

    Args:
        actions: As exp.yml or its file has them.
        space: Of the agent's actions.
        env: Declares, perhaps, an action that does nothing.
        agent: For whom they are taken.

    Returns:
        `actions` and `no_op`: results, see `look_at_controls`; None where none is declared.
    """
    no_op = declared_no_op(env, agent, space)
    return {
        "actions": [_result(action, space) for action in actions],
        "no_op": None if no_op is None else _result(no_op, space),
    }


def _initial(keys: Mapping[str, Any], space: spaces.Space[Any]) -> Any:
    """The first key's action; without keys, what is nearest to doing nothing in a Box."""
    first = next((result for result in keys.values() if "action" in result), None)
    if first is not None:
        return first["action"]
    if isinstance(space, spaces.Box):
        rest = np.clip(np.zeros(space.shape, space.dtype), space.low, space.high)
        return Actions(space).write(rest)
    return int(space.start) if isinstance(space, spaces.Discrete) else None


def _result(
    given: Any, space: spaces.Space[Any], names: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    names = names or {}
    is_named = isinstance(given, str) and given in names
    try:
        value = value_of(names[given] if is_named else given, space)
        return {"action": Actions(space).write(value)}
    except (SpaceError, ValueError, TypeError, OverflowError):
        return {"wrong": _wanted(space) + _near(given, names)}


def _near(given: Any, names: Mapping[str, Any]) -> str:
    """What of the known names could have been meant."""
    if not isinstance(given, str) or not names:
        return ""
    near = get_close_matches(given, names, n=1)
    named = ", ".join(f"`{name}`" for name in names)
    return f" Their names are {named}." + (f" Did you mean `{near[0]}`?" if near else "")


def value_of(given: Any, space: spaces.Space[Any]) -> Any:
    """Return the value of a space that plain JSON says.

    Numbers take the dtype of the space: 0.1 becomes the nearest float32 in a Box of float32.

    Raises:
        ValueError: if it says none.
    """
    match space:
        case spaces.Discrete():
            return _whole(given)
        case spaces.Box() | spaces.MultiDiscrete() | spaces.MultiBinary():
            return _array(given, space)
        case spaces.Dict():
            _require(isinstance(given, dict) and given.keys() == space.spaces.keys())
            return {key: value_of(given[key], part) for key, part in space.spaces.items()}
        case spaces.Tuple():
            _require(isinstance(given, list) and len(given) == len(space.spaces))
            return tuple(value_of(*pair) for pair in zip(given, space.spaces, strict=True))
        case spaces.Sequence() if not space.stack:
            _require(isinstance(given, list))
            return tuple(value_of(item, space.feature_space) for item in given)
        case spaces.OneOf():
            _require(isinstance(given, list) and len(given) == 2)
            index = _whole(given[0])
            _require(0 <= index < len(space.spaces))
            return np.int64(index), value_of(given[1], space.spaces[index])
        case spaces.Graph() | spaces.Sequence():
            raise ValueError
    return given


def _array(given: Any, space: spaces.Space[Any]) -> np.ndarray[Any, Any]:
    assert space.dtype is not None
    plain = np.array(given)
    kinds = "iu" if space.dtype.kind in "iu" else "iuf" if space.dtype.kind == "f" else "b"
    _require(plain.shape == space.shape and (plain.dtype.kind in kinds or plain.size == 0))
    array = plain.astype(space.dtype)
    _require(space.dtype.kind == "f" or bool((array == plain).all()))
    return array


def _whole(given: Any) -> int:
    _require(type(given) is int)
    return int(given)


def _require(holds: bool) -> None:
    if not holds:
        raise ValueError


def _wanted(space: spaces.Space[Any]) -> str:
    if isinstance(space, spaces.Discrete):
        return f"The actions are {space.start} to {space.start + space.n - 1}."
    if isinstance(space, spaces.Graph) or (isinstance(space, spaces.Sequence) and space.stack):
        return f"The action space is {space}, of which a key cannot give an action."
    if isinstance(space, spaces.Box) and space.shape == ():
        return f"The action space is {space}: a number."
    if isinstance(space, spaces.Box):
        return f"The action space is {space}: a list of numbers in the shape {[*space.shape]}."
    form = next((text for kind, text in _FORMS.items() if isinstance(space, kind)), None)
    wanted = f": {form}" if form else ""
    return f"The action space is {space}{wanted}."
