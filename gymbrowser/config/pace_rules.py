"""What holds between the keys of one game's pace, limits and seeds."""

from collections.abc import Iterator

from gymbrowser.config.base import Broken, Where
from gymbrowser.config.donors import DONOR
from gymbrowser.config.game_models import GameConfig
from gymbrowser.config.parts import Part
from gymbrowser.console import count_of
from gymbrowser.contract.wire import Pace


def broken_pace(game: Part[GameConfig], location: Where, name: str) -> Iterator[Broken]:
    """Every rule on what makes a step due, and on what a person does, that is broken."""
    if not game.has("pace"):
        return
    if game.value.pace != "real_time":
        yield from _without_clock(game, location, name)
    if game.value.pace != "turn_based" and game.value.turn_timeout is not None:
        yield (
            (*location, "turn_timeout"),
            "`turn_timeout` is for a turn-based game",
            "Only there a step waits for a person.",
            "Remove it, or make it `pace: turn_based`.",
        )
    yield from _nobody(game, location, name)
    yield from _fps_range(game, location)


def broken_yoke(game: Part[GameConfig], location: Where, name: str) -> Iterator[Broken]:
    """Whether a donor's trajectory is there for those who ask for it, and asked for."""
    if not (game.has("agents") and game.has("yoke")):
        return
    yoke = game.value.yoke
    if yoke is not None and yoke.of == "feedback" and game.has("hook") and not game.value.hook:
        yield (
            (*location, "yoke", "of"),
            f"{name}: nobody hears the donor's feedback",
            "`of: feedback` tells it to the game's hook.",
            "Name one by `hook`, or remove `of`.",
        )
    led = [agent for agent, actor in game.value.agents.items() if actor == DONOR]
    gives = yoke is not None and yoke.of == "trajectory"
    if led and not gives:
        yield (
            (*location, "agents", led[0]),
            f"{name}: there is no donor whose actions the agent `{led[0]}` could take",
            "`donor` stands for what another session did.",
            "Add `yoke: {from: donors.json, of: trajectory}`; `gymbrowser data donors` writes the "
            "file.",
        )
    if gives and not led:
        yield (
            (*location, "yoke", "of"),
            f"{name}: no agent takes the donor's actions",
            "`of: trajectory` gives them to the agents whose actor is `donor`.",
            "Write for example `agents: {player: donor}`, or remove `of`.",
        )


def broken_reload(game: Part[GameConfig], location: Where, name: str) -> Iterator[Broken]:
    """Whether an interrupted round can be brought back at all."""
    if game.has("on_reload") and game.value.on_reload == "replay" and game.value.hook:
        yield (
            (*location, "on_reload"),
            f"{name}: a round with a hook cannot be brought back after a reload",
            "What a hook has learned, said and heard is lost with the page, and no replay gives it "
            "back.",
            "Write `on_reload: restart`, or let the game do without `hook`.",
        )


def broken_seeds(game: Part[GameConfig], location: Where) -> Iterator[Broken]:
    """Whether there are as many seeds as episodes, and one way to get them."""
    seeds, episodes = game.value.seeds, game.value.episodes
    if not (game.has("seeds") and game.has("episodes")):
        return
    lists = [*(seeds.counterbalanced or []), *([seeds.same] if seeds.same else [])]
    short = [each for each in lists if len(each) != episodes]
    if short:
        what = f"{count_of(len(short[0]), 'seed')} for {count_of(episodes, 'episode')}"
        yield (*location, "seeds"), what, None, "Give one seed for each episode."
    if game.value.yoke is not None and "seeds" in game.value.model_fields_set:
        yield (
            (*location, "yoke"),
            "`seeds` and `yoke` both say where the seeds come from",
            None,
            "Remove one of them.",
        )


def kind_of(pace: Pace) -> str:
    """What stands before "game" of one that is not in real time."""
    return "a turn-based" if pace == "turn_based" else "an event-driven"


def _without_clock(game: Part[GameConfig], location: Where, name: str) -> Iterator[Broken]:
    config = game.value
    article, kind = kind_of(config.pace).split()
    if game.has("agents") and "human" not in config.agents.values():
        acts = "presses a key" if config.pace == "turn_based" else "presses or releases a key"
        yield (
            (*location, "pace"),
            f"{name} is {kind}, but nobody in it is human",
            f"In {article} {kind} game a step is taken when a person {acts}.",
            "Remove `pace`, or let `human` act for an agent.",
        )
    rates = {"fps": config.fps, "allow.fps": config.allow.fps, "when_slow": config.when_slow}
    for key in (key for key, rate in rates.items() if rate is not None):
        yield (
            (*location, *key.split(".")),
            f"`{key}` says nothing about {article} {kind} game",
            "It has no speed of its own: each press of a key is one step.",
            f"Remove `{key}`, or `pace: {config.pace}`.",
        )


def _nobody(game: Part[GameConfig], location: Where, name: str) -> Iterator[Broken]:
    if game.has("agents") and "human" in game.value.agents.values():
        return
    if game.value.feedback or game.value.widgets:
        return  # who only watches may still say something of it
    if game.has("agents") and game.value.idle is not None:
        yield (
            (*location, "idle"),
            f"{name} has `idle`, but nobody in it is human",
            "Who only watches presses no key.",
            "Remove `idle`, or let `human` act for an agent.",
        )


def _fps_range(game: Part[GameConfig], location: Where) -> Iterator[Broken]:
    allowed, fps = game.value.allow.fps, game.value.fps
    if allowed is None or fps is None or allowed.min <= fps <= allowed.max:
        return
    yield (
        (*location, "fps"),
        f"{fps:g} frames per second are not within `allow.fps`, {allowed.min:g} to {allowed.max:g}",
        None,
        "Choose a rate that the participant could choose too.",
    )
