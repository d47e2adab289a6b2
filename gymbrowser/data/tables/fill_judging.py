"""From a session to the rows of its comparisons."""

from collections.abc import Iterator
from typing import Any

from gymbrowser.contract.judging_records import ComparisonRecord
from gymbrowser.data.sessions import Session
from gymbrowser.data.tables.origin import Origin

_SIDES = 2
_UNCHANGED = (
    "step",
    "judgement",
    "answer",
    "preferred",
    "gold",
    "repeat_of",
    "by",
    "duration_ms",
    "viewed_ms",
    "plays",
)


def comparison_rows(session: Session, origin: Origin) -> Iterator[dict[str, Any]]:
    """One for each comparison, in the order in which they were asked for.

    A browser that is killed between an answer and the note of it asks again: the last one counts.
    """
    last: dict[tuple[int, int], ComparisonRecord] = {}
    for record in session.records(ComparisonRecord):
        # A stranger's record may name any number of clips.
        if len(record.clips) == len(record.data) == _SIDES:
            last[record.index, record.judgement] = record
    for record in last.values():
        (first, second), (first_data, second_data) = record.clips, record.data
        yield {
            "t_ms": None if origin.started is None else record.t - origin.started,
            **{name: getattr(record, name) for name in _UNCHANGED},
            "first": first,
            "second": second,
            "first_data": first_data,
            "second_data": second_data,
        }
