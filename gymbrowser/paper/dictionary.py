"""The data dictionary of a report: the docstrings of its model."""

from typing import Any, get_args

from pydantic import BaseModel

from gymbrowser.paper.model import Described, Part, Report


def dictionary() -> list[Described]:
    """A line for each number, in the order in which a report has them."""
    return [
        Described(
            name=f"{model.__name__}.{name}", meaning=" ".join((field.description or "").split())
        )
        for model in _models(Report)
        for name, field in model.model_fields.items()
    ]


def _models(root: type[Part]) -> list[type[Part]]:
    """The model and all that are in it, each once."""
    found: dict[type[Part], None] = {}
    waiting = [root]
    while waiting:
        model = waiting.pop(0)
        if model not in found:
            found[model] = None
            waiting += [
                part for field in model.model_fields.values() for part in _parts(field.annotation)
            ]
    return list(found)


def _parts(annotation: Any) -> list[type[Part]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation] if issubclass(annotation, Part) else []
    return [part for inner in get_args(annotation) for part in _parts(inner)]
