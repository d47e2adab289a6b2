"""What pages may have beyond CommonMark, and what becomes of formulas that can't be read."""

from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gymbrowser.config.formulas import FormulaError, to_mathml
from gymbrowser.config.load import load_experiment
from gymbrowser.config.pages import Media, render_inline, render_markdown
from gymbrowser.errors import UserError


def rendered(text: str) -> str:
    return render_markdown(dedent(text), Path("page.md"), Path(), Media())


def test_columns_of_a_table_are_aligned_by_class() -> None:
    html = rendered("""\
        | a | b | c |
        |---|--:|:-:|
        | 1 | 2 | 3 |
    """)
    assert '<td>1</td>\n<td class="end">2</td>\n<td class="center">3</td>' in html
    assert "style" not in html


def test_formulas_are_mathml() -> None:
    assert render_inline("Is $x^2 < y$?") == (
        'Is <span class="math inline"><math display="inline"><mrow>'
        "<msup><mi>x</mi><mn>2</mn></msup><mo>&lt;</mo><mi>y</mi></mrow></math></span>?"
    )
    block = rendered("$$\n\\sum_t r_t\n$$\n")
    assert block.startswith('<div class="math block"><math display="block">')
    assert "<mo>∑</mo>" in block


@pytest.mark.parametrize(
    "text",
    ["You get $5 now and $10 later.", "5 $ or 6 $", "$5-$10", "a $ b $ c", r"\$x\$", "`$x$`"],
)
def test_amounts_are_no_formulas(text: str) -> None:
    assert "math" not in render_inline(text)


@pytest.mark.parametrize(
    ("latex", "why"),
    [
        (r"\foo x", r"has an unknown command `\foo`"),
        (r"\frac{a", "lacks a brace or an argument"),
        ("x}", "lacks a brace or an argument"),
        ("x^", "can't be read"),
        (r"\left( x", "can't be read"),
        (r"\begin{foo}x", "can't be read"),
        (r"\text{<img src=x onerror=alert(1)>}", "can't be read"),
        (r"\text{<b>x</b>}", "has something in it that is no mathematics"),
        (r"\href{javascript:alert(1)}{x}", "sets `href`, which pages don't have"),
        (r"\style{color:red}{x}", "sets `style`, which pages don't have"),
    ],
)
def test_what_is_no_formula_is_refused(latex: str, why: str) -> None:
    with pytest.raises(FormulaError, match=r"^the formula `") as refused:
        to_mathml(latex, block=False)
    assert str(refused.value) == f"the formula `{latex}` {why}"


@given(st.text(alphabet="<>&\"'\\{}^_$ xscriptmath/=:", max_size=30))
def test_nothing_but_mathml_comes_of_a_formula(latex: str) -> None:
    try:
        html = to_mathml(latex, block=True)
    except FormulaError:
        return
    assert "<script" not in html
    assert html.startswith('<math display="block">')


def test_boxes_and_columns_are_classes() -> None:
    html = rendered("""\
        ::: warning
        # Look
        :::

        :::: columns
        ::: column
        a
        :::
        ::::

        ::: other
    """)
    assert '<div class="callout warning-box">\n<h1>Look</h1>\n</div>' in html
    assert '<div class="columns">\n<div class="column">\n<p>a</p>\n</div>\n</div>' in html
    assert "<p>::: other</p>" in html


CONSENT = """\
id: formulas
title: Formulas
environment: {gym_id: CartPole-v1}
steps:
  - consent:
      page: page.md
      items:
        - {name: read, text: "$\\\\foo$"}
  - end: {}
"""
FORM = """\
id: formulas
title: Formulas
environment: {gym_id: CartPole-v1}
steps:
  - form: form.yml
  - end: {}
"""
QUESTIONS = """\
questions:
  - name: words
    prompt: What is
      $\\foo$?
    text: {}
"""


@pytest.mark.parametrize(
    ("experiment", "files", "place"),
    [
        (CONSENT, {"page.md": "# Page\n"}, "exp.yml:8"),
        (CONSENT, {"page.md": "# Page\n\nIt is\n$\\foo$.\n"}, "page.md:4"),
        (FORM, {"form.yml": QUESTIONS}, "form.yml:4"),
    ],
)
def test_a_formula_is_refused_with_its_line(
    tmp_path: Path, experiment: str, files: dict[str, str], place: str
) -> None:
    for name, text in {"exp.yml": experiment, **files}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as refused:
        load_experiment(tmp_path / "exp.yml")
    assert f"{place}: the formula `\\foo` has an unknown command `\\foo`" in str(refused.value)
