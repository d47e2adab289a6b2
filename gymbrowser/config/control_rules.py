"""What holds between the controls of one game, its agents and its pace."""

from collections.abc import Iterable, Iterator

from gymbrowser.config.axis_rules import broken_axes
from gymbrowser.config.base import Broken, Where, did_you_mean
from gymbrowser.config.control_models import ControlsConfig, Person, codes_of
from gymbrowser.config.game_models import GameConfig
from gymbrowser.config.keys import KEY_CODES
from gymbrowser.config.pace_rules import kind_of
from gymbrowser.config.parts import Part


def broken_controls(game: Part[GameConfig], location: Where, name: str) -> Iterator[Broken]:
    """Every rule on how people act that is broken."""
    if not game.has("agents"):
        return
    humans = [agent for agent, actor in game.value.agents.items() if actor == "human"]
    yield from _who(game, location, name, humans)
    people = game.value.people
    yield from _shared_inputs(game, location, people)
    for person in people:
        yield from _mode(game, location, person)
        yield from _turns(game, location, person)
        yield from _remap(game, location, person)
    yield from broken_axes(game, location)


def _who(game: Part[GameConfig], location: Where, name: str, humans: list[str]) -> Iterator[Broken]:
    """Whether each person has controls, and nobody else."""
    controls = game.value.controls
    if controls is None:
        if humans and game.has("controls"):
            yield location, *_without_controls(game.value, name, humans)
        return
    if isinstance(controls, ControlsConfig):
        if len(humans) > 1:
            yield (
                (*location, "controls"),
                f"{name}: {len(humans)} agents are human, but `controls` are those of one",
                None,
                f"Give each its own: `controls: {{{_each(humans)}}}`.",
            )
        return
    for agent in controls:
        if agent not in humans:
            known = f"Human are: {', '.join(humans) or 'none'}."
            yield (
                (*location, "controls", agent),
                f"{name}: no agent `{agent}` is human",
                known,
                did_you_mean(agent, humans, "Remove its controls."),
            )
    for agent in humans:
        if agent not in controls and game.has("controls", agent):
            yield (
                (*location, "controls"),
                f"{name}: the agent `{agent}` is human but has no `controls`",
                None,
                f"Add them: `{agent}: {{keys: …}}`.",
            )


def _without_controls(
    config: GameConfig, name: str, humans: list[str]
) -> tuple[str, str | None, str]:
    if len(humans) > 1:
        what = f"{name} has {len(humans)} human agents but no `controls`"
        return what, None, f"Add for example `controls: {{{_each(humans)}}}`."
    default = "" if config.pace == "turn_based" else ", default: 0"
    example = f"`controls: {{keys: {{ArrowLeft: 0, ArrowRight: 1}}{default}}}`"
    return f"{name} has a human agent but no `controls`", None, f"Add for example {example}."


def _each(humans: Iterable[str]) -> str:
    keys = ["{KeyA: 0, KeyD: 1}", "{ArrowLeft: 0, ArrowRight: 1}"]
    shown = [f"{agent}: {{keys: {keys[i]}}}" for i, agent in enumerate(list(humans)[:2])]
    return ", ".join(shown)


def _shared_inputs(
    game: Part[GameConfig], location: Where, people: list[Person]
) -> Iterator[Broken]:
    owner: dict[str, str] = {}
    for person in people:
        for path, name in _inputs(person.controls):
            taken_by = owner.setdefault(name, person.agent)
            if taken_by == person.agent or not game.has(*person.location, *path):
                continue
            yield (
                (*location, *person.location, *path),
                f"{name} acts for `{taken_by}` and for `{person.agent}`",
                "Whoever uses it would act for both.",
                "Give each person inputs of their own.",
            )


def _inputs(controls: ControlsConfig) -> Iterator[tuple[Where, str]]:
    """Each input that a person acts by: where it stands, and its name."""
    for combination in controls.keys or {}:
        for code in codes_of(combination):
            yield ("keys", combination), f"the key {code}"
    for index, sources in enumerate(controls.axes or []):
        for source in sources:
            yield from ((("axes", index), f"the key {code}") for code in source.keys or [])
            if source.stick or source.trigger:
                yield ("axes", index), f"the gamepad's {source.stick or source.trigger}"
            if source.joystick:
                yield ("axes", index), "the joystick"
            if source.pointer:
                yield ("axes", index), "the pointer"
    if controls.pointer is not None:
        yield ("pointer",), "the pointer"


def _mode(game: Part[GameConfig], location: Where, person: Person) -> Iterator[Broken]:
    controls, given = person.controls, person.controls.model_fields_set
    where = (*location, *person.location)
    if not (game.has("pace") and game.has(*person.location, "mode")):
        return
    if game.value.pace != "real_time":
        for key in sorted({"mode", "buffer"} & given):
            yield (
                (*where, key),
                f"`controls.{key}` says nothing about {kind_of(game.value.pace)} game",
                "There each press is a step.",
                f"Remove `{key}`, or `pace: {game.value.pace}`.",
            )
        return
    if "queue" in given and controls.mode != "press":
        yield (
            (*where, "queue"),
            f"`controls.queue` says nothing in mode `{controls.mode}`",
            "Presses wait for a step of their own in mode `press`, and where a press is a step.",
            "Remove `queue`, or make it `mode: press`.",
        )
    if "buffer" in given and controls.mode == "toggle":
        yield (
            (*where, "buffer"),
            "`controls.buffer` says nothing in mode `toggle`",
            "There an input acts until the next press.",
            "Remove `buffer`, or `mode: toggle`.",
        )


def _turns(game: Part[GameConfig], location: Where, person: Person) -> Iterator[Broken]:
    path, default = person.location, person.controls.default
    if not game.has("pace") or game.value.pace != "turn_based" or not game.has(*path, "default"):
        return
    if game.value.turn_timeout is None and default is not None:
        yield (
            (*location, *path, "default"),
            "`controls.default` says nothing about a turn-based game",
            "No step is taken while no key is pressed.",
            "Remove `default`, or `pace: turn_based`.",
        )


def _remap(game: Part[GameConfig], location: Where, person: Person) -> Iterator[Broken]:
    if not (person.controls.remap and game.has(*person.location)):
        return
    names = {name.removeprefix("the key ") for _, name in _inputs(person.controls)}
    if not names & KEY_CODES:
        yield (
            (*location, *person.location, "remap"),
            "`controls.remap` is set, but no key of a keyboard is bound",
            "The participant can choose other keys of the keyboard, and nothing else.",
            "Remove `remap`.",
        )
