"""Texts that participants read: in a study of several languages a mapping of language to text."""

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, TypeAliasType, Union, get_args, get_origin

from pydantic import BaseModel, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from gymbrowser.config.yaml import Location


class Translated:
    """Marks, among the metadata of a field, what participants read.

    When a model is validated one language was chosen already (`gymbrowser.config.tongue`); editors
    are told by the JSON Schema that a mapping may stand there.
    """

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The schema of the text, or of a mapping of such."""
        by_language = {"type": "object", "additionalProperties": {"type": "string"}}
        return {"anyOf": [handler(core_schema), by_language], "x-text": True}


TRANSLATED = Translated()

type Text = Annotated[str, TRANSLATED]
"""Something that participants read."""


def texts_in(model: type[BaseModel], document: Any) -> Iterator[Location]:
    """Where in a document stands what participants read, whatever it is that stands there.

    Args:
        model: Of the document.
        document: Plain or commented mappings and lists; it may have mistakes.
    """
    yield from dict.fromkeys(_texts(model, document, ()))


def _texts(annotation: Any, node: Any, path: tuple[str | int, ...]) -> Iterator[Location]:
    if isinstance(annotation, TypeAliasType):
        yield from _texts(annotation.__value__, node, path)
        return
    kind, arguments = get_origin(annotation), get_args(annotation)
    if kind is Annotated:
        if any(isinstance(mark, Translated) for mark in arguments[1:]):
            yield path
        else:
            yield from _texts(arguments[0], node, path)
    elif kind in (Union, UnionType):
        for arm in arguments:
            yield from _texts(arm, node, path)
    else:
        yield from _texts_within(annotation, node, path)


def _texts_within(annotation: Any, node: Any, path: tuple[str | int, ...]) -> Iterator[Location]:
    """Of what holds other values."""
    kind, arguments = get_origin(annotation), get_args(annotation)
    if kind is list and isinstance(node, list):
        for index, item in enumerate(node):
            yield from _texts(arguments[0], item, (*path, index))
    elif kind is dict and isinstance(node, dict):
        for key, item in node.items():
            yield from _texts(arguments[1], item, (*path, key))
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield from _texts_of_model(annotation, node, path)


def _texts_of_model(
    model: type[BaseModel], node: Any, path: tuple[str | int, ...]
) -> Iterator[Location]:
    if isinstance(node, list) and "options" in model.model_fields:
        # A bare list is short for `{options: …}`.
        yield from _texts(model.model_fields["options"].annotation, node, path)
    if not isinstance(node, dict):
        return
    for name, field in model.model_fields.items():
        key = field.alias or name
        if key not in node:
            continue
        if any(isinstance(mark, Translated) for mark in field.metadata):
            yield (*path, key)
        else:
            yield from _texts(field.annotation, node[key], (*path, key))
