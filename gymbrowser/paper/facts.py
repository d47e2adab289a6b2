"""What exclusions can ask of a session that is over.

It is what the page knew at its end, and what is known only now: how the session went, and how well
its games kept time.
"""

from collections.abc import Sequence

from gymbrowser.contract.exclusions import Exclusion
from gymbrowser.data.facts import known_of
from gymbrowser.data.sessions import Session
from gymbrowser.flow.evaluate import Facts, evaluate, is_true
from gymbrowser.paper.taken import Taken


def excluded_by(session: Session, taken: Taken, exclusions: Sequence[Exclusion]) -> frozenset[str]:
    """The names of the exclusions that hold of a session."""
    if not exclusions:
        return frozenset()
    facts = facts_of(session, taken)
    return frozenset(e.name for e in exclusions if is_true(evaluate(e.when, facts)))


def facts_of(session: Session, taken: Taken) -> Facts:
    """What is known of it, by name.

    Args:
        session: As it was read.
        taken: The same, summed up.
    """
    return {
        **known_of(session),
        "session": {
            "outcome": taken.outcome,
            "minutes": taken.minutes,
            "visits": float(taken.visits),
            "damaged": taken.damaged,
        },
        "timing": {
            game: {
                "late": kept.late / kept.intervals if kept.intervals else None,
                "input_to_frame_ms": kept.input_to_frame_ms,
            }
            for game, kept in taken.timing.items()
        },
    }
