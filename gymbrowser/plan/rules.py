"""The rules of a game, from exp.yml's terms to the contract's."""

from gymbrowser.config.drafts import GameDraft
from gymbrowser.config.game_models import GameConfig
from gymbrowser.config.pace_models import IdleConfig, OnErrorConfig
from gymbrowser.config.seeds import Lists
from gymbrowser.contract import rules as wire
from gymbrowser.plan.donors import donor_assets

COUNTDOWN_S = 3
"""Before the first step where a person plays in real time and exp.yml says nothing."""


def rules_of(draft: GameDraft) -> wire.Rules:
    """What the worker and the page are told of a game's rules."""
    config = draft.config
    limits, total = config.limits, config.limits.total
    return wire.Rules(
        limits=wire.Limits(seconds=limits.seconds, score=limits.score, until=limits.until),
        total=wire.Totals(steps=total.steps, seconds=total.seconds, score=total.score),
        countdown=_countdown(config),
        frame_skip=config.frame_skip,
        when_slow=config.when_slow or "slow_down",
        turn_timeout=config.turn_timeout,
        idle=_idle(config.idle),
        pauses=wire.Pauses(**config.pauses.model_dump()),
        allow=wire.Allowed(**config.allow.model_dump()),
        on_error=_on_error(config.on_error),
        on_reload=config.on_reload,
        seed_lists=_seed_lists(draft, draft.seeds.lists),
    )


def _seed_lists(draft: GameDraft, lists: Lists | None) -> wire.SeedLists | None:
    if lists is None:
        return None
    files = [wire.DonorFile(file=asset.path, sha256=asset.sha256) for asset in donor_assets(draft)]
    return wire.SeedLists(
        lists=lists.lists,
        by=lists.by,
        donors=None if lists.donors is None else [*lists.donors],
        actions=files or None,
    )


def _idle(config: IdleConfig | None) -> wire.Idle | None:
    return None if config is None else wire.Idle(after=config.after, way=config.then)


def _on_error(config: OnErrorConfig) -> wire.OnError:
    return wire.OnError(
        way=config.then,
        retries=config.retries,
        otherwise=config.otherwise,
        hang_after=config.hang_after,
    )


def _countdown(config: GameConfig) -> int:
    if config.countdown is not None:
        return config.countdown
    plays = config.pace == "real_time" and "human" in config.agents.values()
    return COUNTDOWN_S if plays else 0
