"""The language of `when` and `until`: read here, evaluated here and in the page alike."""

import json
import math
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from gymbrowser.contract.expressions import Expression
from gymbrowser.flow.evaluate import Value, evaluate
from gymbrowser.flow.parse import ExpressionError, parse

DATA = Path(__file__).parents[1] / "data"
TABLE = json.loads((DATA / "expressions.json").read_bytes())
TREES = DATA / "expression-trees.json"
"""What the page is held to: it evaluates expressions, and reads none."""


@pytest.mark.parametrize(("text", "value"), TABLE["expressions"])
def test_an_expression_has_its_value(text: str, value: Value) -> None:
    found = evaluate(parse(text).tree, TABLE["facts"])
    assert found == value
    assert isinstance(found, bool) == isinstance(value, bool)


def test_the_page_is_tested_with_the_trees_of_this_parser() -> None:
    """After a change of either: `python -m tests.unit.test_expressions` writes them."""
    assert json.loads(TREES.read_bytes()) == trees()


def trees() -> dict[str, object]:
    return {text: parse(text).tree.model_dump() for text, _ in TABLE["expressions"]}


@pytest.mark.parametrize(("text", "sentence", "start"), TABLE["mistakes"])
def test_a_mistake_is_told_with_its_place(text: str, sentence: str, start: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert (caught.value.sentence, caught.value.start) == (sentence, start)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("text", ["a.b", "round(a.b)", "max(1, a.b)", "min(a.b, 1)", "a.b % 2"])
def test_a_number_that_is_not_finite_is_not_known(text: str, number: float) -> None:
    assert evaluate(parse(text).tree, {"a": {"b": number}}) is None


def test_the_caret_stands_under_the_place() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse("a.b ==\n  == 3")
    assert caught.value.caret == "  == 3\n  ^"


def test_nesting_is_bounded() -> None:
    for text in ("(" * 1000 + "1" + ")" * 900, "not " * 400 + "1", "-" * 1500 + "1"):
        with pytest.raises(ExpressionError, match="lie in one another"):
            parse(text)
    with pytest.raises(ExpressionError, match="at most 2000 characters"):
        parse("1" * 2001)


@given(st.text(alphabet="abc.[]()'\"0123456789=<>!+-*/% \n,inotruefals", max_size=80))
def test_every_text_has_a_value_or_a_mistake_in_it(text: str) -> None:
    with suppress(ExpressionError):
        tree = parse(text).tree
        evaluate(tree, TABLE["facts"])
        adapter: TypeAdapter[Expression] = TypeAdapter(Expression)
        assert adapter.validate_json(adapter.dump_json(tree)) == tree


if __name__ == "__main__":
    TREES.write_text(json.dumps(trees(), indent=1) + "\n", encoding="utf-8")
