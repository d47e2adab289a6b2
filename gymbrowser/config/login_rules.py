"""What holds of a `login`: whose session it is is settled before there is one."""

from collections.abc import Iterator

from gymbrowser.config.base import Broken
from gymbrowser.config.parts import Parts


def broken_login(parts: Parts) -> Iterator[Broken]:
    """Every rule that is broken. All kinds of steps must be known."""
    places, kinds = list(parts.kinds), list(parts.kinds.values())
    if "login" not in kinds:
        return
    first = kinds.index("login")
    before = next((kind for kind in kinds[:first] if kind != "page"), None)
    if before is not None:
        yield (
            places[first],
            f"the login stands behind a `{before}`"
            if len(places[first]) == 2
            else "the login stands in a block",
            "What is recorded belongs to somebody: to whom is settled first.",
            "Put it before the consent; only pages may stand before it.",
        )
    if kinds.count("login") > 1:
        yield (
            places[kinds.index("login", first + 1)],
            "there is more than one `login` step",
            "A session has one participant.",
            "Remove one of them; ids of several forms are `roles`.",
        )
    step = parts.steps.get(places[first])
    if step is not None and step.value.when is not None:
        yield (
            (*places[first], "when"),
            "the login has a `when`",
            "Nothing is known yet that could decide it.",
            "Remove `when`.",
        )
    if parts.participant is not None and parts.participant.value.pattern is not None:
        yield (
            ("participant", "pattern"),
            "the id is typed at the login, and `participant.pattern` asks the address for it",
            "Nobody could come as far as the login.",
            "Move `pattern` to the `login` step.",
        )
