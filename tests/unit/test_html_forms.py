"""HTML form files: which controls are answers, what they ask, and what of the file is kept."""

from pathlib import Path

import pytest

from gymbrowser.config.html_controls import read_controls
from gymbrowser.config.html_forms import has_controls, questions_of, read_html_form
from gymbrowser.config.pages import Media
from gymbrowser.contract.questions import (
    ChoiceQuestion,
    DateQuestion,
    NumberQuestion,
    Question,
    TextQuestion,
)
from gymbrowser.errors import Place, UserError

HOSTILE = Path(__file__).parents[1] / "data" / "hostile_html.txt"


def questions(html: str) -> list[Question]:
    return questions_of(read_controls(html))


def only(html: str) -> Question:
    [question] = questions(html)
    return question


def test_controls_of_one_name_are_one_question_in_the_order_of_the_page() -> None:
    html = """
        <input name=b><input name=a><input type=checkbox name=b>
        <input type=reset name=c><input type=button name=d><button name=e value=1>E</button>
        <input name=f disabled><fieldset disabled><legend><input name=g></legend><input name=h>
        <legend><input name=i></legend></fieldset><input id=j>
    """
    assert [question.name for question in questions(html)] == ["b", "a", "e", "g", "j"]


@pytest.mark.parametrize("odd", ["<![pagebreak]>", "<![ ]>", "<![if x]>", "<![CDATA[ ]]>"])
def test_what_a_browser_takes_for_a_comment_is_one(odd: str) -> None:
    assert [question.name for question in questions(f"<input name=a>{odd}<input name=b>")] == [
        *("a", "b")
    ]


def test_choices_have_their_options_and_labels() -> None:
    radios = only(
        "<fieldset><legend>Which <b>one</b>?</legend>"
        "<label><input type=radio name=q value=1> One &amp; only</label>"
        "<input type=radio name=q value=2 id=two required><label for=two>Two</label>"
        "<input type=radio name=q></fieldset>"
    )
    assert isinstance(radios, ChoiceQuestion)
    assert radios.prompt == "Which one?"
    assert (radios.required, radios.multiple) == (True, False)
    labels = [(option.value, option.label) for option in radios.options]
    assert labels == [("1", "One &amp; only"), ("2", "Two"), ("on", "on")]
    select = only(
        "<label>Some <select name=q multiple><option value=''>None<option>two words"
        "<optgroup disabled><option>never</optgroup><option disabled>no<option value=v>V"
        "</select></label>"
    )
    assert isinstance(select, ChoiceQuestion)
    assert (select.prompt, select.multiple) == ("Some", True)
    assert [option.value for option in select.options] == ["two words", "v"]


@pytest.mark.parametrize(
    ("attributes", "low", "high", "whole"),
    [
        ("type=number", None, None, True),
        ("type=number step=any min=0.5", 0.5, None, False),
        ("type=number step=0.1", None, None, False),
        ("type=number min=0.5", 0.5, None, False),
        ("type=number step=5 max=20", None, 20, True),
        ("type=number step=nonsense", None, None, True),
        ("type=range", 0, 100, True),
        ("type=range min=-1 max=1 step=any", -1, 1, False),
    ],
)
def test_numbers_have_their_bounds(
    attributes: str, low: float | None, high: float | None, whole: bool
) -> None:
    question = only(f"<input name=q {attributes}>")
    assert isinstance(question, NumberQuestion)
    assert (question.min, question.max, question.integer) == (low, high, whole)


def test_all_else_is_a_date_or_a_text() -> None:
    day = only("<input name=q type=DATE min=2026-01-01 required>")
    assert isinstance(day, DateQuestion)
    assert (day.min, day.max, day.required) == ("2026-01-01", None, True)
    lines = only("<textarea name=q maxlength=9></textarea>")
    assert isinstance(lines, TextQuestion)
    assert (lines.multiline, lines.max_length) == (True, 9)
    assert isinstance(only("<input name=q type=unheard-of>"), TextQuestion)
    assert isinstance(only("<input name=q><input name=q>"), TextQuestion)


def test_a_file_keeps_its_controls_and_loses_what_could_do_harm(tmp_path: Path) -> None:
    (tmp_path / "f.html").write_text(
        "<form action='https://x.example' onsubmit='hit()'><h1>Hello</h1>"
        "<label for=a>A</label><input id=a name=a autofocus onfocus='hit()' formaction=x "
        "pattern='[a-z]+' aria-label=a style='color: red'><button formaction='https://x.example'>"
        "Go</button></form>"
    )
    step = read_html_form(tmp_path / "f.html", "f", tmp_path, Media(), Place(tmp_path))
    assert step.in_html
    assert [question.name for question in step.questions] == ["a"]
    assert 'for="a"' in step.html
    assert 'pattern="[a-z]+"' in step.html
    assert 'aria-label="a"' in step.html
    assert not any(word in step.html for word in ("hit", "x.example", "<form", "autofocus", "red"))


@pytest.mark.parametrize("harm", HOSTILE.read_text(encoding="utf-8").splitlines())
def test_nothing_hostile_comes_through_among_controls(harm: str, tmp_path: Path) -> None:
    (tmp_path / "f.html").write_text(f"{harm}\n<p><input name=q></p>", encoding="utf-8")
    try:
        step = read_html_form(tmp_path / "f.html", "f", tmp_path, Media(), Place(tmp_path))
    except UserError:  # a picture on another host, a control without a name
        return
    tags = step.html.replace("&lt;", "")
    assert not any(word in tags.lower() for word in ("<script", "<svg", "<math", "<style"))
    assert not any(f"{event}=" in tags.lower() for event in ("onerror", "onload", "onfocus"))


def test_what_asks_nothing_is_told_apart() -> None:
    assert has_controls("<p><input name=q>")
    assert not has_controls("<p>Words</p><button>Next</button><input type=submit>")
