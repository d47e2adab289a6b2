"""What holds between a game's widgets, its feedback, its controls and the study's assets."""

from collections.abc import Iterable, Iterator

from gymbrowser.bridge.ui import OWN_BUTTONS
from gymbrowser.config.base import Broken, Where, did_you_mean
from gymbrowser.config.control_models import codes_of
from gymbrowser.config.game_models import GameConfig
from gymbrowser.config.parts import Part
from gymbrowser.config.widget_models import USUAL_FEEDBACK, FeedbackConfig, InfoConfig


def broken_widgets(
    game: Part[GameConfig], location: Where, images: Iterable[str] | None
) -> Iterator[Broken]:
    """Every rule on what stands beside a game that is broken.

    Args:
        game: As far as it is understood.
        location: Where it stands.
        images: The names of `assets.images`; None where nobody can tell.
    """
    if not (game.has("widgets") and game.has("feedback")):
        return
    yield from _names(game.value, location)
    for name, feedback in game.value.feedback.items():
        yield from broken_value(name, feedback, (*location, "feedback", name))
    if images is not None:
        yield from _icons(game.value, location, list(images))
    if game.has("allow"):
        yield from _own_keys(game.value, location)
        if game.has("controls"):
            yield from _keys(game.value, location)


def _names(config: GameConfig, location: Where) -> Iterator[Broken]:
    seen: set[str] = set()
    titles: set[str] = set()
    for where, name in _named(config):
        if name in OWN_BUTTONS:
            yield (
                (*location, *where),
                f"a widget cannot be called `{name}`",
                "In the record this is the name of one of the page's own buttons, see `allow`.",
                "Give it another name.",
            )
        elif name in seen:
            yield (
                (*location, *where),
                f"two widgets of the game are called `{name}`",
                "The record and the hook tell them apart by their names.",
                "Give one of them another name.",
            )
        seen.add(name)
    for index, widget in enumerate(config.widgets):
        if widget.info is None:
            continue
        if widget.info.title in titles:
            yield (
                (*location, "widgets", index, "info", "title"),
                f"two panels of the game have the title `{widget.info.title}`",
                "A panel is known by its title.",
                "Give one of them another title.",
            )
        titles.add(widget.info.title)


def _named(config: GameConfig) -> Iterator[tuple[Where, str]]:
    for name in config.feedback:
        yield ("feedback", name), name
    for index, widget in enumerate(config.widgets):
        if not isinstance(widget.content, InfoConfig):
            yield ("widgets", index, widget.kind, "name"), widget.content.name


def broken_value(name: str, feedback: FeedbackConfig, place: Where) -> Iterator[Broken]:
    """Whether it is known what a judgement is worth, in a game or of a clip."""
    if feedback.value is None and name not in USUAL_FEEDBACK:
        yield (
            place,
            f"the feedback `{name}` has no value",
            "Only `good` and `bad` have one by themselves: 1 and -1.",
            f"Write for example `{name}: {{key: {feedback.key or 'KeyN'}, value: 0}}`.",
        )


def _icons(config: GameConfig, location: Where, images: list[str]) -> Iterator[Broken]:
    for index, widget in enumerate(config.widgets):
        icon = None if widget.button is None else widget.button.icon
        if icon is None or icon in images:
            continue
        yield (
            (*location, "widgets", index, "button", "icon"),
            f"there is no image `{icon}`",
            f"`assets.images` has: {', '.join(images) or 'none'}.",
            did_you_mean(icon, images, "Declare it under `assets.images`."),
        )


def _own_keys(config: GameConfig, location: Where) -> Iterator[Broken]:
    """Whether each key is one for something that the participant may do."""
    allow, keys = config.allow, config.allow.keys
    needs = {
        "stop": ("stop: true", allow.stop),
        "pause": ("pause: true", allow.pause),
        "reset": ("reset: true", allow.reset),
        "fps_up": ("fps: {min: 10, max: 60}", allow.fps is not None),
        "fps_down": ("fps: {min: 10, max: 60}", allow.fps is not None),
    }
    for name, (remedy, allowed) in needs.items():
        if getattr(keys, name) is not None and not allowed:
            yield (
                (*location, "allow", "keys", name),
                f"`allow.keys.{name}` is a key for what the participant may not do",
                None,
                f"Add `{remedy}` to `allow`, or remove the key.",
            )


def _keys(config: GameConfig, location: Where) -> Iterator[Broken]:
    """Whether each key does one thing alone."""
    owner = dict.fromkeys(_game_keys(config), "an action in the game")
    for where, code, what in _beside_keys(config):
        if code in owner:
            yield (
                (*location, *where),
                f"the key {code} stands for {owner[code]} and for {what}",
                "One press would do both.",
                "Choose another key.",
            )
        owner.setdefault(code, what)


def _game_keys(config: GameConfig) -> Iterator[str]:
    for person in config.people:
        for combination in person.controls.keys or {}:
            yield from codes_of(combination)
        for sources in person.controls.axes or []:
            for source in sources:
                yield from source.keys or []


def _beside_keys(config: GameConfig) -> Iterator[tuple[Where, str, str]]:
    """Each key: where it stands, its code, and whose it is."""
    for name, feedback in config.feedback.items():
        if feedback.key is not None:
            yield ("feedback", name), feedback.key, f"the feedback `{name}`"
    for index, widget in enumerate(config.widgets):
        button = widget.button
        if button is not None and button.key is not None:
            where = ("widgets", index, "button", "key")
            yield where, button.key, f"the button `{button.name}`"
    for name, code in config.allow.keys:
        if code is not None:
            yield ("allow", "keys", name), code, f"`allow.keys.{name}`"
