"""What holds between the parts of exp.yml, beyond the shape of each."""

from collections.abc import Iterator

from gymbrowser.config.base import Broken, Where, did_you_mean
from gymbrowser.config.completion_rules import broken_completion
from gymbrowser.config.control_rules import broken_controls
from gymbrowser.config.donors import DONOR
from gymbrowser.config.drafts import step_id
from gymbrowser.config.flow_rules import broken_order
from gymbrowser.config.game_models import GameConfig
from gymbrowser.config.judging_rules import broken_judging
from gymbrowser.config.pace_rules import (
    broken_pace,
    broken_reload,
    broken_seeds,
    broken_yoke,
)
from gymbrowser.config.parts import Part, Parts
from gymbrowser.config.policy_rules import broken_choice, broken_thinking
from gymbrowser.config.probe_rules import broken_probes
from gymbrowser.config.requirements import why_unusable
from gymbrowser.config.requires_rules import broken_requires
from gymbrowser.config.theme import broken_theme
from gymbrowser.config.upload_models import S3Config
from gymbrowser.config.widget_rules import broken_widgets

_OTHER_ACTORS = {
    "human": "that a person acts",
    "random": "that any allowed action is taken",
    DONOR: "that a donor's actions are taken",
}
"""Who can act for an agent beside the policies."""


def broken_rules(parts: Parts) -> Iterator[Broken]:
    """Every rule that is broken, as far as the parts are known."""
    yield from _requirements(parts)
    yield from _policies(parts)
    yield from _repeated_ids(parts)
    yield from _codes(parts)
    yield from _second_place(parts)
    yield from _step_hook(parts)
    yield from broken_completion(parts)
    yield from broken_requires(parts)
    if parts.theme is not None:
        yield from broken_theme(parts.theme.value)
    yield from broken_judging(parts)
    if None not in parts.kinds.values():
        yield from broken_order(parts)
    for place, game in parts.games():
        location = (*place, "game")
        name = f"game `{step_id(parts.steps[place].value)}`"
        yield from _agents(game, location, name, parts.names)
        yield from broken_controls(game, location, name)
        yield from broken_pace(game, location, name)
        yield from broken_probes(game, location)
        yield from broken_thinking(game, location, parts.policies)
        yield from _hook(game, location, name, parts.hooks)
        yield from _turn_delay(game, location)
        yield from broken_seeds(game, location)
        yield from broken_reload(game, location, name)
        yield from broken_yoke(game, location, name)
        yield from broken_widgets(game, location, _images(parts))


def _images(parts: Parts) -> list[str] | None:
    """The names of the images that games can use; None where nobody can tell."""
    if parts.assets is None or not parts.assets.has("images"):
        return None
    return list(parts.assets.value.images)


def _requirements(parts: Parts) -> Iterator[Broken]:
    for index, text in enumerate(parts.environment.value.requirements if parts.environment else ()):
        if unusable := why_unusable(text):
            yield ("environment", "requirements", index), *unusable


def _policies(parts: Parts) -> Iterator[Broken]:
    for name in (name for name in _OTHER_ACTORS if name in parts.policies):
        yield (
            ("policies", name),
            f"a policy cannot be called `{name}`",
            f"Under `agents` that name says {_OTHER_ACTORS[name]}.",
            "Give it another name.",
        )
    for name, policy in parts.policies.items():
        yield from broken_choice(name, policy, parts)


def _repeated_ids(parts: Parts) -> Iterator[Broken]:
    seen: set[str] = set()
    for place, step in parts.steps.items():
        name, kind = step_id(step.value), step.value.kind
        if getattr(step.value, kind) is None or not step.has(kind, "id"):
            continue
        if name in seen:
            yield (
                place,
                f"two steps have the id `{name}`",
                None,
                "Give one of them another `id`: it names the step in the data.",
            )
        seen.add(name)


def _codes(parts: Parts) -> Iterator[Broken]:
    if parts.upload is None or not parts.upload.has("endpoint", "code"):
        return
    endpoint = parts.upload.value.endpoint
    for place, step in parts.steps.items():
        if step.value.end is None or not step.has("end", "code"):
            continue
        if endpoint is not None and endpoint.code and step.value.end.code is not None:
            yield (
                (*place, "end", "code"),
                "the completion code stands in the site, and the endpoint has one too",
                "Anybody can read `end.code` in the site's source.",
                "Remove it, and give the code to the endpoint alone; or remove `endpoint.code`.",
            )


def _second_place(parts: Parts) -> Iterator[Broken]:
    upload = parts.upload
    if upload is None or upload.value.also is None:
        return
    also = upload.value.also
    if upload.has("s3") and upload.has("also", "s3") and _is_same(upload.value.s3, also.s3):
        yield (
            ("upload", "also", "s3"),
            "`also` names the same place as `upload` itself",
            "Two copies in one place are one.",
            "Name another bucket or another prefix, or remove `also`.",
        )
    if also.endpoint is None or not (upload.has("endpoint") and upload.has("also", "endpoint")):
        return
    if upload.value.endpoint is not None and upload.value.endpoint.url == also.endpoint.url:
        yield (
            ("upload", "also", "endpoint"),
            "both places have the same signing endpoint",
            "An endpoint signs for one bucket.",
            "Give `also` an endpoint of its own.",
        )
    if also.endpoint.code:
        yield (
            ("upload", "also", "endpoint"),
            "`also` has an endpoint with a completion code",
            "There is one code, and it must not depend on the second copy.",
            "Set `code: true` in `upload.endpoint`, and remove it here.",
        )


def _is_same(one: S3Config, other: S3Config) -> bool:
    parts = ("bucket", "prefix", "endpoint_url")
    return all(getattr(one, part) == getattr(other, part) for part in parts)


def _agents(
    game: Part[GameConfig],
    location: Where,
    name: str,
    policies: tuple[str, ...] | None,
) -> Iterator[Broken]:
    if not game.has("agents"):
        return
    actors = game.value.agents
    for agent, actor in actors.items():
        if policies is not None and actor not in (*_OTHER_ACTORS, *policies):
            known = ["human", *policies]
            more = did_you_mean(actor, known, "Declare others under `policies`.")
            what = f"{name}: there is no policy `{actor}`"
            remedy = f"Known: {', '.join(known)}. {more}"
            yield (*location, "agents", agent), what, None, remedy


def _hook(
    game: Part[GameConfig], location: Where, name: str, hooks: tuple[str, ...] | None
) -> Iterator[Broken]:
    hook = game.value.hook
    if hook is None or hooks is None or hook in hooks or not game.has("hook"):
        return
    yield (*location, "hook"), f"{name}: there is no hook `{hook}`", None, _other(hook, hooks)


def _step_hook(parts: Parts) -> Iterator[Broken]:
    hook, games = parts.step_hook, [game for _, game in parts.games()]
    if hook is None or parts.hooks is None:
        return
    if hook not in parts.hooks:
        remedy = _other(hook, parts.hooks)
        yield ("step_hook",), f"`step_hook`: there is no hook `{hook}`", None, remedy
    elif all(game.has("hook") and game.value.hook != hook for game in games):
        yield (
            ("step_hook",),
            f"the hook `{hook}` stands beside no game",
            "Python is started for games, and a hook is tried out beside one.",
            f"Let a game name it too: `hook: {hook}`.",
        )


def _other(hook: str, hooks: tuple[str, ...]) -> str:
    return did_you_mean(hook, hooks, "Declare it under `hooks`.")


def _turn_delay(game: Part[GameConfig], location: Where) -> Iterator[Broken]:
    if game.value.turn_delay is not None and game.value.pace == "real_time":
        yield (
            (*location, "turn_delay"),
            "`turn_delay` says nothing about a game in real time",
            "There each turn is a step, and `fps` says how many of them there are in a second.",
            "Remove `turn_delay`, or make it `pace: turn_based`.",
        )
