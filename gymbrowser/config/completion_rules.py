"""What holds of codes and redirects: each outcome can come about, each placeholder is known."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from gymbrowser.config.base import Broken, Where
from gymbrowser.config.completion_models import CompletionsConfig
from gymbrowser.config.factors import params_of
from gymbrowser.config.parts import Part, Parts

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def broken_completion(parts: Parts) -> Iterator[Broken]:
    """Every rule that is broken."""
    if parts.completion is not None:
        yield from _impossible(parts, parts.completion)
    for place, redirect in _redirects(parts):
        yield from _placeholders(parts, place, redirect)


def _impossible(parts: Parts, part: Part[CompletionsConfig]) -> Iterator[Broken]:
    given = part.value
    if given.declined is not None and _surely_no(parts, "consent"):
        yield (
            ("completion", "declined"),
            "nobody can decline: there is no `consent` step",
            None,
            "Add a `consent` step, or remove `declined`.",
        )
    if given.timed_out is not None and not parts.has_max_minutes:
        yield (
            ("completion", "timed_out"),
            "nobody is ever timed out: there is no `max_minutes`, and no `idle.end_after`",
            None,
            "Say how long a session may take: `max_minutes: 60`; or remove `timed_out`.",
        )


def _surely_no(parts: Parts, kind: str) -> bool:
    return not {kind, None} & set(parts.kinds.values())


def _redirects(parts: Parts) -> Iterator[tuple[Where, str]]:
    for place, step in parts.steps.items():
        for kind in ("end", "screen_out"):
            config = getattr(step.value, kind)
            if config is not None and config.redirect is not None:
                yield (*place, kind, "redirect"), config.redirect
    completion = None if parts.completion is None else parts.completion.value
    for name in CompletionsConfig.model_fields:
        config = getattr(completion, name, None)
        if config is not None and config.redirect is not None:
            yield ("completion", name, "redirect"), config.redirect


def _placeholders(parts: Parts, place: Where, redirect: str) -> Iterator[Broken]:
    if parts.participant is None or parts.conditions is None:
        return
    deciding = params_of(part.value for part in parts.conditions.values())
    known = ["participant", *parts.participant.value.kept, *deciding]
    for name in _PLACEHOLDER.findall(redirect):
        if name in known:
            continue
        near = get_close_matches(name, known, n=1)
        meant = f"Did you mean {{{near[0]}}}? " if near else ""
        yield (
            place,
            f"`redirect`: nothing is known that {{{name}}} could stand for",
            f"Known: {', '.join(f'{{{one}}}' for one in known)}.",
            f"{meant}Other URL parameters are kept if `participant.params` names them.",
        )
