"""The records' reference: the contract's own models, which are Python and say what they mean."""

import inspect
from collections.abc import Iterable
from typing import get_args

from pydantic import BaseModel

from gymbrowser.contract import ui, widgets, wire
from gymbrowser.contract.chunks import ChunkHeader
from gymbrowser.contract.game_records import AgentColumns
from gymbrowser.contract.judging_records import JudgementBase
from gymbrowser.contract.questions import AnswerTimes
from gymbrowser.contract.record_base import RecordBase
from gymbrowser.contract.records import AnyRecord
from gymbrowser.contract.timing_records import Spread

PACKED = (wire.ArrayField, wire.AgentLayout, wire.ObservationRule)


def record_types() -> tuple[type[BaseModel], ...]:
    """Every kind of record, in the order of the contract."""
    union, *_ = get_args(AnyRecord.__value__)
    return get_args(union)


def _ui_calls() -> tuple[type[BaseModel], ...]:
    """What a `ui` record holds."""
    calls, *_ = get_args(ui.UiCall.__value__)
    shapes, *_ = get_args(widgets.Widget.__value__)
    return (*get_args(calls), *get_args(shapes))


def describe_records(what: str) -> str:
    """Markdown with the source of the models.

    Args:
        what: `header`, `layouts` or `records`.
    """
    match what:
        case "header":
            return _listings((ChunkHeader,))
        case "layouts":
            return _listings(PACKED)
        case "records":
            parts = (AnswerTimes, AgentColumns, Spread)
            return _listings((RecordBase, JudgementBase, *record_types(), *parts, *_ui_calls()))
    raise ValueError(f"nothing can be generated of {what!r}")


def _listings(models: Iterable[type[BaseModel]]) -> str:
    sources = (inspect.getsource(model).rstrip() for model in models)
    return "\n\n".join(f"```python\n{source}\n```" for source in sources)
