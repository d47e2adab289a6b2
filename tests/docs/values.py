"""Values of single keys, held against their models."""

from typing import Annotated, Any

from pydantic import TypeAdapter
from pydantic.fields import FieldInfo


def check_value(field: FieldInfo, value: object) -> None:
    """Raise pydantic's ValidationError unless the key may have this value."""
    kind: Any = field.annotation
    for rule in field.metadata:
        kind = Annotated[kind, rule]
    TypeAdapter(kind).validate_python(value)
