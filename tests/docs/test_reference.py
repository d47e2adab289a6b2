"""The generated pages: every key with a valid example, every command, every record."""

import re
from functools import cache

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from ruamel.yaml import YAML

from docs._generate.commands import WIDTH, every_command
from docs._generate.hooks import on_page_markdown
from docs._generate.keys import ROOTS, every_key, every_section, examples
from docs._generate.records import record_types
from tests.docs.blocks import ROOT
from tests.docs.values import check_value

KEY_PAGES = ("exp-yml.md", "form-files.md")
KEYS = [
    (section.model, key, field)
    for root in ROOTS.values()
    for section in every_section(root)
    for key, field in every_key(section.model)
]
NAMES = [f"{model.__name__}.{key}" for model, key, _ in KEYS]


@cache
def page(name: str) -> str:
    """The text of a page as it is built."""
    return on_page_markdown((ROOT / "docs" / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(("model", "key", "field"), KEYS, ids=NAMES)
def test_every_key_has_an_example_that_is_valid(
    model: type[BaseModel], key: str, field: FieldInfo
) -> None:
    assert key in examples().get(model.__name__, {}), "write one into docs/_generate/examples.yml"
    check_value(field, examples()[model.__name__][key])


@pytest.mark.parametrize(("model", "key", "field"), KEYS, ids=NAMES)
def test_every_key_is_explained(model: type[BaseModel], key: str, field: FieldInfo) -> None:
    assert field.description
    anchor = f"{model.__name__.removesuffix('Config').lower()}-{key}"
    assert f"### `{key}` {{ #{anchor} }}" in "".join(map(page, KEY_PAGES))


def test_there_is_no_example_of_a_key_that_is_none() -> None:
    given = {f"{model}.{key}" for model, keys in examples().items() for key in keys}
    assert given == set(NAMES)


@pytest.mark.parametrize("name", KEY_PAGES)
def test_anchors_are_unique(name: str) -> None:
    anchors = re.findall(r"\{ #(\S+) \}", page(name))
    assert len(anchors) == len(set(anchors)) > 0


def test_examples_stand_on_the_page_as_yaml() -> None:
    text = "".join(map(page, KEY_PAGES))
    shown = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    given = [{key: value} for keys in examples().values() for key, value in keys.items()]
    read = [YAML(typ="safe").load(text) for text in shown]
    assert all(example in read for example in given)


def test_every_command_is_on_the_page_in_80_columns() -> None:
    text = page("commands.md")
    for name, command in every_command():
        assert f"## {name}\n" in text
        for parameter in command.params:
            assert all(option in text for option in parameter.opts if option.startswith("-"))
    assert max(map(len, re.findall(r"```text\n(.*?)```", text, re.DOTALL)[0].splitlines())) <= WIDTH


@pytest.mark.parametrize("record", record_types(), ids=lambda record: record.__name__)
def test_every_record_is_on_the_page(record: type[BaseModel]) -> None:
    text = page("data.md")
    assert f"class {record.__name__}(" in text
    assert all(f"    {name}: " in text for name in record.model_fields)
