"""What holds between clips, the steps that show them, the policies and the games."""

from collections.abc import Iterator

from gymbrowser.config.base import Broken, Where, did_you_mean
from gymbrowser.config.drafts import step_id
from gymbrowser.config.judging_models import (
    ClipConfig,
    CompareConfig,
    RankConfig,
    WatchConfig,
    most,
)
from gymbrowser.config.keys import KEY_CODES
from gymbrowser.config.parts import Part, Parts
from gymbrowser.config.widget_rules import broken_value

JUDGING = ("watch", "compare", "rank")
"""The kinds of steps that show clips."""

_OWN_KEYS = ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Space", "Tab", "Enter")
"""Of the page: they play, move on, or answer."""


def broken_judging(parts: Parts) -> Iterator[Broken]:
    """Every rule that is broken, as far as the parts are known."""
    for name, part in (parts.clips or {}).items():
        yield from _clip(name, part, parts)
    yield from _twice(parts)
    yield from _before_consent(parts)
    names = clip_names(parts)
    for place, step in parts.steps.items():
        kind = step.value.kind
        config = getattr(step.value, kind)
        location = (*place, kind)
        if kind not in JUDGING or not step.has(kind):
            continue
        match config:
            case WatchConfig():
                yield from _named(config.clips, (*location, "clips"), names)
                yield from _feedback(config, location)
            case CompareConfig():
                yield from _compare(config, location, names)
            case RankConfig():
                yield from _named(config.clips, (*location, "clips"), names)
                yield from _different(config.clips, (*location, "clips"), "ranked")


def clip_names(parts: Parts) -> list[str] | None:
    """Of all clips, those of `seeds` too; None where nobody can tell."""
    if parts.clips is None or any(part.lost for part in parts.clips.values()):
        return None
    return [each for name, part in parts.clips.items() for each in part.value.names(name)]


def _clip(name: str, part: Part[ClipConfig], parts: Parts) -> Iterator[Broken]:
    config, location = part.value, ("clips", name)
    agents: list[tuple[Where, str]] = [
        (("agents", agent), actor) for agent, actor in (config.agents or {}).items()
    ]
    if config.policy is not None:
        agents.append((("policy",), config.policy))
    known = ["random", *(parts.names or ())]
    for where, actor in agents:
        if parts.names is not None and actor not in known:
            yield (
                (*location, *where),
                f"clip `{name}`: there is no policy `{actor}`",
                None,
                _nearest(actor, known, "Declare it under `policies`."),
            )
    if config.game is not None and part.has("game"):
        games = [step_id(parts.steps[place].value) for place, _ in parts.games()]
        if config.game not in games and None not in parts.kinds.values():
            otherwise = "Say by `view` how it looks, where no game does."
            yield (
                (*location, "game"),
                f"clip `{name}`: there is no game `{config.game}`",
                None,
                _nearest(config.game, games, otherwise),
            )


def _twice(parts: Parts) -> Iterator[Broken]:
    """`fast: {seeds: [1]}` and `fast-1`."""
    seen: dict[str, str] = {}
    for name, part in (parts.clips or {}).items():
        for each in part.value.names(name):
            if each in seen:
                what = f"two clips are called `{each}`"
                why = f"`clips.{seen[each]}` and `clips.{name}` both make one."
                yield ("clips", name), what, why, "Give one another name, or each seed once."
            seen.setdefault(each, name)


def _before_consent(parts: Parts) -> Iterator[Broken]:
    kinds = list(parts.kinds.items())
    at = next((index for index, (_, kind) in enumerate(kinds) if kind == "consent"), 0)
    for place, kind in kinds[:at]:
        if kind in JUDGING:
            yield (
                place,
                f"a `{kind}` stands before the consent",
                "What is drawn for a participant is recorded, which needs the consent.",
                "Put the consent first.",
            )


def _compare(config: CompareConfig, location: Where, names: list[str] | None) -> Iterator[Broken]:
    for index, pair in enumerate(config.pairs or ()):
        place = (*location, "pairs", index)
        yield from _named(pair, place, names)
        yield from _different(pair, place, "compared")
    for index, gold in enumerate(config.gold):
        place = (*location, "gold", index, "pair")
        yield from _named(gold.pair, place, names)
        yield from _different(gold.pair, place, "compared")
    if config.clips is not None:
        yield from _named(config.clips, (*location, "clips"), names)
        yield from _different(config.clips, (*location, "clips"), "drawn from")
    elif config.draw is not None and names is not None and config.draw > most(names):
        what = (
            f"`draw` is {config.draw}, but the study's {len(names)} clips make {most(names)} pairs"
        )
        yield (*location, "draw"), what, None, "Draw fewer, or declare more under `clips`."


def _feedback(config: WatchConfig, location: Where) -> Iterator[Broken]:
    seen: dict[str, str] = {}
    for name, given in config.feedback.items():
        place = (*location, "feedback", name)
        yield from broken_value(name, given, place)
        if given.key is None:
            continue
        if given.key not in KEY_CODES or given.key in _OWN_KEYS:
            why = f"These are keys of the page: {', '.join(_OWN_KEYS)}."
            what = f"the feedback `{name}` cannot have the key `{given.key}`"
            yield place, what, why, "Take a letter or a digit: `KeyG`, `Digit1`."
        elif given.key in seen:
            what = f"the feedback `{name}` has the key of `{seen[given.key]}`, `{given.key}`"
            yield place, what, None, "Give each a key of its own."
        seen.setdefault(given.key, name)


def _named(clips: list[str], location: Where, names: list[str] | None) -> Iterator[Broken]:
    for clip in dict.fromkeys(clips) if names is not None else ():
        if clip not in (names or ()):
            what = f"there is no clip `{clip}`"
            yield (
                location,
                what,
                None,
                _nearest(clip, names or [], "Declare it under `clips`."),
            )


def _different(clips: list[str], location: Where, done: str) -> Iterator[Broken]:
    twice = [clip for index, clip in enumerate(clips) if clip in clips[:index]]
    if twice:
        what = f"the clip `{twice[0]}` is {done} with itself"
        yield location, what, None, "Name each clip once."


def _nearest(name: str, known: list[str], otherwise: str) -> str:
    listed = f"{otherwise} Known: {', '.join(known)}." if known else otherwise
    return did_you_mean(name, known, listed)
