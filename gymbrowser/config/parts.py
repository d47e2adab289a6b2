"""Understands an exp.yml with mistakes in it as far as possible, so that all are told at once."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ValidationError
from ruamel.yaml.comments import CommentedMap

from gymbrowser.config.asset_models import AssetsConfig
from gymbrowser.config.base import Where, without_forms
from gymbrowser.config.bonus_models import BonusConfig
from gymbrowser.config.completion_models import CompletionsConfig
from gymbrowser.config.condition_models import ConditionConfig
from gymbrowser.config.game_models import GameConfig
from gymbrowser.config.judging_models import ClipConfig
from gymbrowser.config.models import (
    EnvironmentConfig,
    ParticipantConfig,
    WithdrawalConfig,
)
from gymbrowser.config.policy_models import PolicyConfig
from gymbrowser.config.step_models import StepConfig
from gymbrowser.config.theme_models import ThemeConfig
from gymbrowser.config.upload_models import UploadConfig


@dataclass(frozen=True)
class Part[M: BaseModel]:
    """A part of exp.yml without what is wrong in it."""

    value: M
    lost: frozenset[Where] = frozenset()
    """The keys that were left out; what depends on one of them is not to be judged."""

    def has(self, *path: str | int) -> bool:
        """Whether a key has the value that the author gave it, or is not given at all.

        Not so if it, something in it or something around it is wrong, or if it is misspelt.
        """
        return not any(_concerns(lost, path) for lost in self.lost)


@dataclass(frozen=True)
class Parts:
    """Those parts that can be judged alone."""

    environment: Part[EnvironmentConfig] | None = None
    policies: Mapping[str, Part[PolicyConfig]] = field(default_factory=dict)
    names: tuple[str, ...] | None = ()
    """Of all policies, of those too that are not understood; None where nobody can tell."""
    hooks: tuple[str, ...] | None = ()
    """The names of all, as above."""
    step_hook: str | None = None
    steps: Mapping[Where, Part[StepConfig]] = field(default_factory=dict)
    """By their place in exp.yml, in reading order: a block stands before what is in it, and a game
    before what is asked in it. The block's own `steps` are placeholders."""
    kinds: Mapping[Where, str | None] = field(default_factory=dict)
    """Of every step, by its place; None where nobody can tell."""
    conditions: Mapping[str, Part[ConditionConfig]] | None = None
    """None where nobody can tell which there are."""
    participant: Part[ParticipantConfig] | None = None
    upload: Part[UploadConfig] | None = None
    withdrawal: Part[WithdrawalConfig] | None = None
    completion: Part[CompletionsConfig] | None = None
    bonus: Part[BonusConfig] | None = None
    theme: Part[ThemeConfig] | None = None
    is_multilingual: bool = False
    """Whether the study is offered in several languages."""
    has_max_minutes: bool = False
    """Whether a session's time can be up: by that, or by `idle.end_after`."""
    has_requires: bool = False
    assets: Part[AssetsConfig] | None = None
    clips: Mapping[str, Part[ClipConfig]] | None = None
    """None where nobody can tell which there are."""

    def games(self) -> Iterator[tuple[Where, Part[GameConfig]]]:
        """The steps that are games, with their places."""
        for location, step in self.steps.items():
            if step.value.game is not None:
                lost = {path[1:] for path in step.lost if path[0] == "game"}
                yield location, Part(step.value.game, frozenset(lost))

    @cached_property
    def reading(self) -> Mapping[Where, int]:
        """Of each step, how many are written before it."""
        return {place: index for index, place in enumerate(self.steps)}

    def are_all(self, places: Collection[Where]) -> bool:
        """Whether these are the places of all steps, or mistakes have left some of them out."""
        return len(places) == sum(kind != "block" for kind in self.kinds.values())

    def may_come_before(self, source: Where, step: Where, *, after_pass: bool = False) -> bool:
        """Whether one step may be over when another one is entered.

        As they are written; or in another pass, or another order, of a block that holds both.

        Args:
            source: The place of the one.
            step: The place of the other, which may be a block.
            after_pass: Whether it is about the end of a pass of this other one.
        """
        if self.reading[source] < self.reading[step]:
            return True
        around = [step] if after_pass else []
        around += [step[:end] for end in range(2, len(step)) if step[:end] in self.steps]
        return any(
            source[: len(place)] == place and (after_pass or self._comes_back(place))
            for place in around
        )

    def _comes_back(self, place: Where) -> bool:
        block = self.steps[place].value.block
        return block is not None and (block.repeat is not None or block.order != "as_written")


def understand(document: CommentedMap) -> Parts:
    """The parts of exp.yml, each one alone."""
    given, hooks = document.get("policies", {}), document.get("hooks", {})
    policies = _mapping(given)
    listed = dict(_listed(document.get("steps"), ("steps",)))
    conditions = document.get("conditions", {})
    factors = {name: salvage(ConditionConfig, it) for name, it in _mapping(conditions).items()}
    understood = {name: salvage(PolicyConfig, value) for name, value in policies.items()}
    return Parts(
        environment=salvage(EnvironmentConfig, document.get("environment")),
        policies={name: part for name, part in understood.items() if part is not None},
        names=tuple(map(str, policies)) if isinstance(given, dict) else None,
        hooks=tuple(map(str, hooks)) if isinstance(hooks, dict) else None,
        step_hook=named if isinstance(named := document.get("step_hook"), str) else None,
        steps={
            place: part
            for place, step in listed.items()
            if (part := _salvage_step(step)) is not None
        },
        kinds={place: _kind(step) for place, step in listed.items()},
        conditions=None
        if None in factors.values() or not isinstance(conditions, dict)
        else {str(name): part for name, part in factors.items() if part is not None},
        participant=salvage(ParticipantConfig, document.get("participant", {})),
        upload=salvage(UploadConfig, document.get("upload")),
        withdrawal=salvage(WithdrawalConfig, document.get("withdrawal", {})),
        completion=salvage(CompletionsConfig, document.get("completion", {})),
        bonus=salvage(BonusConfig, document.get("bonus")),
        theme=salvage(ThemeConfig, document.get("theme")),
        is_multilingual=document.get("languages") is not None,
        has_max_minutes=document.get("max_minutes") is not None
        or _mapping(document.get("idle")).get("end_after") is not None,
        has_requires=document.get("requires") is not None,
        assets=salvage(AssetsConfig, document.get("assets", {})),
        clips=_salvage_each(ClipConfig, document.get("clips", {})),
    )


def salvage[M: BaseModel](model: type[M], value: Any) -> Part[M] | None:
    """The value without the keys that are wrong; None if nothing is left that makes sense."""
    rest, lost = _copy(value), set[Where]()
    while True:
        try:
            return Part(model.model_validate(rest), frozenset(lost))
        except ValidationError as error:
            wrong = {_key(rest, finding["loc"]) for finding in error.errors(include_url=False)}
        if () in wrong:
            return None
        for path in wrong:
            _remove(rest, path)
        lost |= wrong


def _salvage_each[M: BaseModel](model: type[M], given: Any) -> dict[str, Part[M]] | None:
    """Those of a mapping, if all of them make sense."""
    parts = {str(name): salvage(model, value) for name, value in _mapping(given).items()}
    if not isinstance(given, dict) or None in parts.values():
        return None
    return {name: part for name, part in parts.items() if part is not None}


def _listed(steps: Any, place: Where) -> Iterator[tuple[Where, Any]]:
    """Every step with its place, those in blocks and in games too."""
    for index, step in enumerate(steps if isinstance(steps, list) else ()):
        yield (*place, index), step
        block = _mapping(_mapping(step).get("block"))
        yield from _listed(block.get("steps"), (*place, index, "block", "steps"))
        yield from _asked(_mapping(_mapping(step).get("game")), (*place, index, "game"))


def _asked(game: dict[Any, Any], place: Where) -> Iterator[tuple[Where, Any]]:
    """What comes between the rounds of a game and in the middle of them.

    A step of another kind than page and form is wrong there anyway.
    """
    probes = game.get("probes")
    asking = [((*place, "between"), game.get("between"))]
    asking += [
        ((*place, "probes", index), probe)
        for index, probe in enumerate(probes if isinstance(probes, list) else ())
    ]
    for where, asks in asking:
        for step, asked in _listed(_mapping(asks).get("steps"), (*where, "steps")):
            if _kind(asked) in ("page", "form"):
                yield step, asked


def _salvage_step(step: Any) -> Part[StepConfig] | None:
    """A block is judged without what is in it: that stands alone."""
    block = _mapping(step).get("block")
    if isinstance(block, dict) and isinstance(block.get("steps"), list):
        placeholders: list[Any] = [{"end": {}} for _ in block["steps"]]
        step = {**step, "block": {**block, "steps": placeholders}}
    return salvage(StepConfig, step)


def _concerns(lost: Where, path: Where) -> bool:
    if path[: len(lost)] == lost or lost[: len(path)] == path:
        return True
    beside = lost[:-1] == path[:-1]
    return beside and bool(get_close_matches(str(lost[-1]).lower(), [str(path[-1])]))


def _copy(node: Any) -> Any:
    """Plain containers of its own for every place: an alias is several of them."""
    if isinstance(node, dict):
        return {key: _copy(value) for key, value in node.items()}
    return [_copy(value) for value in node] if isinstance(node, list) else node


def _key(node: Any, location: Where) -> Where:
    """The deepest key of a mapping on the way to a finding; () if there is none."""
    path: list[str | int] = []
    key: Where = ()
    for part in without_forms(location):
        if isinstance(node, dict) and part in node:
            key = (*path, part)
        elif not (isinstance(node, list) and isinstance(part, int) and part < len(node)):
            break
        node = node[part]
        path.append(part)
    return key


def _remove(node: Any, path: Where) -> None:
    for part in path[:-1]:
        node = node.get(part, {}) if isinstance(node, dict) else node[part]
    if isinstance(node, dict):
        node.pop(path[-1], None)


def _mapping(value: Any) -> dict[Any, Any]:
    return value if isinstance(value, dict) else {}


def _kind(step: Any) -> str | None:
    known = [key for key in _mapping(step) if key in StepConfig.model_fields and key != "when"]
    return known[0] if len(known) == 1 else None
