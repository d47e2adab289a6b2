"""From the models to tables: names, types and descriptions of their columns."""

import ast
import inspect
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import pairwise
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from gymbrowser.data.tables.game_models import EpisodeRow, InputRow, ObservationRow, StepRow
from gymbrowser.data.tables.models import (
    AnswerRow,
    ComparisonRow,
    EventRow,
    Json,
    Of,
    Personal,
    Row,
    SessionRow,
)

type Kind = Literal["text", "integer", "number", "boolean", "time", "numbers", "texts", "json"]

KINDS: Mapping[Any, Kind] = {
    str: "text",
    int: "integer",
    float: "number",
    bool: "boolean",
    datetime: "time",
    list[float]: "numbers",
    list[str]: "texts",
    Json: "json",
}

PARTITION = ("experiment", "date")
"""The columns by which Parquet is laid out: they are in the path of a file, and not in it."""


@dataclass(frozen=True)
class Column:
    """One column of a table."""

    name: str
    kind: Kind
    nullable: bool
    """Whether a value may be missing. NaN counts as missing where it may."""
    personal: bool
    description: str


@dataclass(frozen=True)
class Table:
    """A table by its schema."""

    name: str
    description: str
    columns: tuple[Column, ...]


@cache
def tables(*, public: bool = False) -> Mapping[str, Table]:
    """Name to table, in the order in which a reader wants them.

    Args:
        public: Without the columns that could tell who took part.
    """
    models: Mapping[str, type[Row]] = {
        "sessions": SessionRow,
        "events": EventRow,
        "answers": AnswerRow,
        "comparisons": ComparisonRow,
        "episodes": EpisodeRow,
        "steps": StepRow,
        "observations": ObservationRow,
        "inputs": InputRow,
    }
    return {name: _table(name, model, public=public) for name, model in models.items()}


def _table(name: str, model: type[Row], *, public: bool) -> Table:
    hints = get_type_hints(model, include_extras=True)
    columns = (_column(model, field, hints[field]) for field in model.model_fields)
    kept = tuple(column for column in columns if not (public and column.personal))
    return Table(name, _one_line(model.__doc__ or ""), kept)


def _column(model: type[Row], name: str, hint: Any) -> Column:
    marks: tuple[Any, ...] = ()
    if get_origin(hint) is Annotated:
        hint, *rest = get_args(hint)
        marks = tuple(rest)
    options = [option for option in _options(hint) if option is not NoneType]
    origin = next((mark for mark in marks if isinstance(mark, Of)), None)
    said = model.model_fields[name].description
    if said is None and origin is not None:
        said = docstrings(origin.record).get(origin.field or name)
    if said is None:
        raise TypeError(f"nothing says what {model.__name__}.{name} is")
    return Column(
        name=name,
        kind=KINDS[options[0]],
        nullable=NoneType in _options(hint),
        personal=Personal in marks,
        description=_one_line(said),
    )


def _options(hint: Any) -> tuple[Any, ...]:
    """The members of a union; of anything else, itself."""
    is_plain = hint is Json or get_origin(hint) is list or isinstance(hint, type)
    return (hint,) if is_plain else get_args(hint)


@cache
def docstrings(model: type[BaseModel]) -> Mapping[str, str]:
    """Field to the string below it, of a model and those that it inherits from."""
    found: dict[str, str] = {}
    for base in reversed(model.__mro__):
        if issubclass(base, BaseModel) and base is not BaseModel:
            found |= _own_docstrings(base)
    return found


def _own_docstrings(model: type[BaseModel]) -> dict[str, str]:
    [definition] = ast.parse(textwrap.dedent(inspect.getsource(model))).body
    assert isinstance(definition, ast.ClassDef)
    return {
        field.target.id: below.value.value
        for field, below in pairwise(definition.body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(below, ast.Expr)
        and isinstance(below.value, ast.Constant)
        and isinstance(below.value.value, str)
    }


def _one_line(text: str) -> str:
    return " ".join(text.split())
