"""The reference of exp.yml and of form files: every key of the models that read them."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAliasType, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from ruamel.yaml import YAML

from docs._generate.kinds import Kinds
from gymbrowser.config.form_models import FormFile
from gymbrowser.config.models import ExperimentConfig

ROOTS = {model.__name__: model for model in (ExperimentConfig, FormFile)}
TITLES = {"ExperimentConfig": "The file", "FormFile": "The form file"}
EXAMPLES = Path(__file__).with_name("examples.yml")


@dataclass(frozen=True)
class Section:
    """The keys of one mapping."""

    path: str
    """Where it stands: `steps[].game.controls`; empty for the whole file."""
    model: type[BaseModel]

    @property
    def title(self) -> str:
        """The heading, in Markdown."""
        return f"`{self.path}`" if self.path else TITLES[self.model.__name__]

    @property
    def anchor(self) -> str:
        """The address within the page."""
        return self.model.__name__.removesuffix("Config").lower()


def describe_keys(root: str) -> str:
    """Markdown with a section for each mapping, and in it a part for each key.

    Args:
        root: `ExperimentConfig` or `FormFile`.
    """
    # A mapping that may stand in two places is described at the first.
    first: dict[type[BaseModel], Section] = {}
    for section in every_section(ROOTS[root]):
        first.setdefault(section.model, section)
    sections = list(first.values())
    links = {s.model.__name__: f"[mapping](#{s.anchor})" for s in sections}
    schema = ROOTS[root].model_json_schema(mode="validation")
    definitions = {**schema.get("$defs", {}), root: schema}
    kinds = Kinds(definitions, links)
    return "\n\n".join(_section(section, definitions, kinds) for section in sections)


def every_section(
    model: type[BaseModel], path: str = "", around: tuple[type[BaseModel], ...] = ()
) -> Iterator[Section]:
    """The mapping itself, then those behind its keys, in the order of the models.

    A mapping may hold others of its own kind, as a block holds steps: these are not shown again.
    """
    yield Section(path, model)
    for key, field in every_key(model):
        for suffix, inner in _models_in(field.annotation):
            if inner not in around:
                below = f"{path}.{key}{suffix}".removeprefix(".")
                yield from every_section(inner, below, (*around, model))


def every_key(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    """The keys as they are written, and what the model knows of each."""
    for name, field in model.model_fields.items():
        yield field.alias or name, field


@cache
def examples() -> Any:
    """Model to key to an example of its value, as exp.yml would have it."""
    return YAML().load(EXAMPLES.read_text(encoding="utf-8"))


def _models_in(annotation: Any, suffix: str = "") -> Iterator[tuple[str, type[BaseModel]]]:
    """The models that a key leads to, and what of its path lies between: `[]`, `.NAME`."""
    if isinstance(annotation, TypeAliasType):
        yield from _models_in(annotation.__value__, suffix)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield suffix, annotation
    else:
        origin = getattr(annotation, "__origin__", None)
        more = {list: "[]", dict: ".NAME"}.get(origin, "") if origin else ""
        for argument in get_args(annotation):
            yield from _models_in(argument, suffix + more)


def _section(section: Section, definitions: dict[str, Any], kinds: Kinds) -> str:
    schema = definitions[section.model.__name__]
    parts = [f"## {section.title} {{ #{section.anchor} }}", schema["description"]]
    for key, field in every_key(section.model):
        kind = kinds.describe(schema["properties"][key])
        parts += [
            f"### `{key}` {{ #{section.anchor}-{key} }}",
            f"*{kind}* · {_necessity(field)}",
            field.description or "",
            f"```yaml\n{_example(section.model.__name__, key)}```",
        ]
    return "\n\n".join(parts)


def _necessity(field: FieldInfo) -> str:
    if field.is_required():
        return "**required**"
    default = field.get_default(call_default_factory=True)
    if isinstance(default, BaseModel):
        default = default.model_dump(exclude_unset=True, by_alias=True)
    if default is None or default == {} or default == [] or default == "":
        return "optional"
    return f"default `{_flow(default)}`"


def _flow(value: Any) -> str:
    """On one line, as YAML."""
    yaml = YAML(typ="safe")
    yaml.default_flow_style = True
    text = io.StringIO()
    yaml.dump(value, text)
    return text.getvalue().removesuffix("...\n").strip()


def _example(model: str, key: str) -> str:
    if key not in examples().get(model, {}):
        raise LookupError(f"`{key}` of {model} has no example: write one into {EXAMPLES}")
    yaml = YAML()
    yaml.width = 100
    yaml.indent(mapping=2, sequence=4, offset=2)
    text = io.StringIO()
    yaml.dump({key: examples()[model][key]}, text)
    return text.getvalue()
