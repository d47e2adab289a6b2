"""What holds of the order of steps: where a consent, an end and a screen-out may stand."""

from collections.abc import Iterator

from gymbrowser.config.base import Broken, Where
from gymbrowser.config.login_rules import broken_login
from gymbrowser.config.microphone_rules import broken_microphone
from gymbrowser.config.parts import Parts


def broken_order(parts: Parts) -> Iterator[Broken]:
    """Every rule that is broken. All kinds of steps must be known."""
    yield from _end(parts)
    yield from _consent(parts)
    yield from broken_login(parts)
    yield from broken_microphone(parts)
    yield from _screen_outs(parts)


def _end(parts: Parts) -> Iterator[Broken]:
    places = [place for place in parts.kinds if len(place) == 2]
    ends = [place for place, kind in parts.kinds.items() if kind == "end"]
    if places and ends != places[-1:]:
        yield (
            places[-1],
            "the last step must be an `end`, and no other",
            "It is where the study tells the participant that all is saved.",
            "Add `- end: {}` as the last step; who is to leave earlier gets a `screen_out`.",
        )
    for place in ends:
        step = parts.steps.get(place)
        if step is not None and step.value.when is not None:
            yield (
                (*place, "when"),
                "the `end` has a `when`",
                "A participant for whom it is false would have no last page.",
                "Remove it; who is to leave with other words gets a `screen_out`.",
            )


def _consent(parts: Parts) -> Iterator[Broken]:
    places, kinds = list(parts.kinds), list(parts.kinds.values())
    if "consent" not in kinds:
        return
    first = kinds.index("consent")
    if "game" in kinds[:first]:
        yield (
            places[kinds.index("game")],
            "a game stands before the consent",
            "A game is recorded from its first step on, which needs the consent.",
            "Put the consent first.",
        )
    elif "block" in kinds[:first]:
        yield (
            places[kinds.index("block")],
            "a block stands before the consent"
            if len(places[first]) == 2
            else "the consent stands in a block",
            "What is drawn for a participant is recorded, which needs the consent.",
            "Put the consent before all blocks.",
        )
    if kinds.count("consent") > 1:
        yield (
            places[kinds.index("consent", first + 1)],
            "there is more than one `consent` step",
            "Nothing is stored before the consent, so there is one moment at which it begins.",
            "Join the texts in one page.",
        )
    step = parts.steps.get(places[first])
    if step is not None and step.value.when is not None:
        yield (
            (*places[first], "when"),
            "the consent has a `when`",
            "Whoever it is not shown to would be recorded without having agreed.",
            "Remove `when`.",
        )


def _screen_outs(parts: Parts) -> Iterator[Broken]:
    for place, kind in parts.kinds.items():
        if kind != "screen_out" or _is_conditional(parts, place):
            continue
        yield (
            place,
            "`screen_out` has no `when`, so nobody would come past it",
            "It ends the study for everybody who reaches it.",
            "Say for whom: `when: answers.FORM.QUESTION == 'no'`.",
        )


def _is_conditional(parts: Parts, place: Where) -> bool:
    """Whether the step, or a block around it, is passed by some only; or nobody can tell."""
    around = [place[:end] for end in range(2, len(place) + 1) if place[:end] in parts.kinds]
    steps = [parts.steps.get(each) for each in around]
    return any(
        step is None or not step.has("when") or step.value.when is not None for step in steps
    )
