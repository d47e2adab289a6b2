"""Surveys of SurveyJS: what they ask, and what a site can't have of them."""

import json
from pathlib import Path
from typing import Any

import pytest

from gymbrowser.bundle.codebook import meaning
from gymbrowser.config.load import load_experiment
from gymbrowser.contract.questions import SurveyJsSource, answer_names
from gymbrowser.contract.steps import FormStep
from gymbrowser.errors import UserError
from gymbrowser.plan.licenses import SURVEYJS_TITLES, without_surveyjs
from gymbrowser.plan.scripts import script_assets

EXPERIMENT = """\
id: survey
title: {title}
{languages}environment: {{gym_id: CartPole-v1}}
steps:
  - consent: page.md
  - surveyjs: {{file: survey.json, id: asked}}
{steps}  - end: {{}}
"""
NAME = {"type": "text", "name": "name"}
BAD: dict[str, tuple[Any, str]] = {
    "no JSON": ("{\n  // mine\n}", "survey.json:2: the survey is no JSON"),
    "a list": ([NAME], "survey.json:1: the survey is no JSON object"),
    "no questions": ({"pages": []}, "survey.json asks nothing"),
    "text alone": (
        {"elements": [{"type": "html", "name": "hello", "html": "<p>Hello</p>"}]},
        "survey.json asks nothing",
    ),
    "a file": ([{"type": "file", "name": "cv"}], "the question `cv` asks for a file"),
    "a signature": ([{"type": "signaturepad", "name": "it"}], "`it` asks for a signature"),
    "rows without an end": (
        [{"type": "paneldynamic", "name": "jobs", "templateElements": [NAME]}],
        "`jobs` has as many answers as the participant likes",
    ),
    "a table": ([{"type": "matrixdropdown", "name": "t"}], "`t` has a table of answers"),
    "an unknown kind": ([{"type": "crystal", "name": "ball"}], "`ball` is a `crystal`, which is"),
    "no kind": ([{"name": "ball"}], "the element `ball` has no `type`"),
    "a password": ([NAME | {"inputType": "password"}], "`name` asks for a password"),
    "a script": (
        [{"type": "html", "name": "h", "html": "<script>alert(1)</script>"}, NAME],
        "the element `h` has HTML with a script",
    ),
    "a handler in a translation": (
        [{"type": "html", "name": "h", "html": {"de": "<p onclick='go()'>x</p>"}}, NAME],
        "the element `h` has HTML with a script, a frame or a handler",
    ),
    "a picture from elsewhere": (
        [{"type": "image", "name": "p", "imageLink": "https://example.org/a.png"}, NAME],
        "the picture `https://example.org/a.png` lies on another host",
    ),
    "a translated picture from elsewhere": (
        [{"type": "image", "name": "p", "imageLink": {"de": "//example.org/a.png"}}, NAME],
        "the picture `//example.org/a.png` lies on another host",
    ),
    "a picture in HTML from elsewhere": (
        [{"type": "html", "name": "h", "html": "<img src='//example.org/a.png'>"}, NAME],
        "the picture `//example.org/a.png` lies on another host",
    ),
    "a picture that is not there": (
        [{"type": "image", "name": "p", "imageLink": "lost.png"}, NAME],
        "there is no picture `lost.png`",
    ),
    "a logo outside": ({"logo": "../logo.png", "elements": [NAME]}, "outside the experiment"),
    "a film": (
        [{"type": "image", "name": "p", "contentMode": "youtube", "imageLink": "a"}, NAME],
        "the element `p` shows a film",
    ),
    "options from elsewhere": (
        [{"type": "dropdown", "name": "where", "choicesByUrl": {"url": "https://example.org"}}],
        "the survey has `choicesByUrl`: it gets its options from another host",
    ),
    "options of another question": (
        [{"type": "dropdown", "name": "where", "choicesFromQuestion": "other"}],
        "`where` has the options of another question",
    ),
    "a way out": (
        {"navigateToUrl": "https://example.org", "elements": [NAME]},
        "the survey has `navigateToUrl`: it leads to another address",
    ),
    "SurveyJS's own service": (
        {"surveyPostId": "abc", "elements": [NAME]},
        "the survey has `surveyPostId`: it is sent to SurveyJS's own service",
    ),
    "two with one name": (
        [NAME, {"type": "comment", "name": "name"}],
        "the questions `name` and `name` both have an answer `name`",
    ),
    "a row with the name of a question": (
        [
            {"type": "matrix", "name": "how", "columns": ["a"], "rows": ["sure"]},
            {"type": "text", "name": "how_sure"},
        ],
        "the questions `how` and `how_sure` both have an answer `how_sure`",
    ),
    "no letters in a name": (
        [{"type": "text", "name": "名前"}],
        "the question `名前` has no name that data can have",
    ),
    "a word in the place of a number": (
        [{"type": "rating", "name": "stars", "rateMax": "many"}],
        "the question `stars` is not as SurveyJS would have it",
    ),
    "a number in the place of items": (
        [{"type": "multipletext", "name": "words", "items": 3}],
        "the question `words` is not as SurveyJS would have it",
    ),
    "two ends": (
        [{"type": "slider", "name": "s", "sliderType": "range"}],
        "the question `s` is a slider with two ends",
    ),
}


@pytest.mark.parametrize(("survey", "sentence"), BAD.values(), ids=BAD)
def test_what_a_site_can_not_have(tmp_path: Path, survey: Any, sentence: str) -> None:
    if isinstance(survey, list) and sentence != BAD["a list"][1]:
        survey = {"pages": [{"name": "page1", "elements": survey}]}
    with pytest.raises(UserError) as caught:
        load(tmp_path, survey)
    [problem] = caught.value.problems
    said = f"{problem.where}: {problem.what}"
    assert sentence in said, said
    assert problem.where is not None
    assert problem.remedy


def test_what_it_asks_is_known(tmp_path: Path) -> None:
    """As of any form, by tables, expressions and the codebook."""
    step = load(
        tmp_path,
        {
            "title": "Games",
            "pages": [
                {
                    "elements": [
                        {"type": "panel", "name": "p", "elements": [NAME | {"isRequired": True}]},
                        {
                            "type": "checkbox",
                            "name": "Which ones",
                            "choices": [1, {"value": "b", "text": "Be"}],
                            "hasOther": True,
                            "hasNone": True,
                            "showCommentArea": True,
                        },
                        {"type": "rating", "name": "stars", "rateValues": [0, 5, 10]},
                        {"type": "rating", "name": "nps", "rateMin": 0, "rateMax": 10},
                        {"type": "boolean", "name": "ok", "valueTrue": "y", "valueFalse": "n"},
                        {"type": "dropdown", "name": "n", "choicesMin": 1, "choicesMax": 3},
                        {"type": "expression", "name": "sum", "expression": "{nps} + 1"},
                        {"type": "text", "name": "day", "inputType": "date", "min": "today()"},
                        {"type": "slider", "name": "much", "max": 5},
                        {"type": "multipletext", "name": "m", "items": [{"name": "a b"}]},
                    ]
                }
            ],
        },
    )
    assert step.html == "<h1>Games</h1>"
    known = {name: meaning(each) for each in step.questions for name in answer_names(each)[:1]}
    assert known == {
        "name": "text of at most 100000 characters",
        "Which_ones": "any of: 1 (1), b (Be), none (None)",
        "Which_ones_comment": "text of at most 100000 characters",
        "stars": "whole number from 0 to 10",
        "nps": "whole number from 0 to 10",
        "ok": "one of: y (Yes), n (No)",
        "n": "one of: 1, 2, 3",
        "sum": "text of at most 100000 characters",
        "day": "day, ISO 8601",
        "much": "whole number from 0 to 5",
        "m_a_b": "text of at most 100000 characters",
    }
    assert [each.name for each in step.questions if each.required] == ["name"]
    assert step.surveyjs is not None
    assert step.surveyjs.sources["Which_ones_other"] == SurveyJsSource(
        question="Which ones", comment=True
    )
    assert step.surveyjs.sources["m_a_b"] == SurveyJsSource(question="m", part="a b")
    assert [*step.surveyjs.sources] == [
        name for each in step.questions for name in answer_names(each)
    ]


def test_its_pictures_are_part_of_the_site(tmp_path: Path) -> None:
    (tmp_path / "a b.svg").write_text("<svg/>", encoding="utf-8")
    html = '<p>See <img src="a%20b.svg" alt="it"></p>'
    elements = [
        {"type": "html", "name": "h", "html": html},
        {"type": "imagepicker", "name": "p", "choices": [{"value": 1, "imageLink": "a b.svg"}]},
        {"type": "image", "name": "i", "imageLink": "data:image/png;base64,AAAA"},
    ]
    step = load(tmp_path, {"cookieName": "me", "elements": elements})
    assert step.surveyjs is not None
    placed = json.loads(step.surveyjs.survey)
    assert "cookieName" not in placed
    picture = placed["elements"][1]["choices"][0]["imageLink"]
    assert picture.startswith("media/")
    assert f'src="{picture}"' in placed["elements"][0]["html"]
    assert placed["elements"][2]["imageLink"] == "data:image/png;base64,AAAA"


def test_expressions_know_its_options(tmp_path: Path) -> None:
    survey = {"elements": [{"type": "radiogroup", "name": "plays", "choices": ["go", "chess"]}]}
    wrong = "  - page: page.md\n    when: answers.asked.plays == 'poker'\n"
    with pytest.raises(UserError, match="is never 'poker': it is one of go, chess"):
        load(tmp_path, survey, steps=wrong)


def test_each_language_has_its_titles(tmp_path: Path) -> None:
    both = {"type": "text", "name": "one", "title": {"default": "Name", "de": "Vorname"}}
    survey = {"elements": [both, {"type": "text", "name": "two", "title": "Age"}]}
    with pytest.raises(UserError, match="the question `two` has no title in `de`"):
        load(tmp_path, survey, languages="languages: [en, de]\n")
    (tmp_path / "survey.de.json").write_text(json.dumps(survey), encoding="utf-8")
    usual = load(tmp_path, survey, languages="languages: [en, de]\n")
    assert [each.prompt for each in usual.questions] == ["Name", "Age"]
    [german] = load_experiment(tmp_path / "exp.yml").translations.values()
    [step] = [one for one in german.steps if isinstance(one, FormStep)]
    assert [each.prompt for each in step.questions] == ["Vorname", "Age"]


def test_the_script_and_its_licence_are_part_of_such_sites_alone(tmp_path: Path) -> None:
    load(tmp_path, {"elements": [NAME]})
    steps = load_experiment(tmp_path / "exp.yml").steps
    assert [asset.path for asset in script_assets(steps)] == ["surveyjs.css", "surveyjs.js"]
    rule = "=" * 80
    text = f"our own scripts: survey-core\n    {'; '.join(SURVEYJS_TITLES)}\nnext\n    next\n"
    text += "".join(f"{rule}\n{title} (MIT)\n{rule}\nwords\n\n" for title in SURVEYJS_TITLES)
    text += f"{rule}\nnext (MIT)\n{rule}\nother words\n"
    left = without_surveyjs(text)
    assert left == f"next\n    next\n{rule}\nnext (MIT)\n{rule}\nother words\n"


def load(folder: Path, survey: Any, languages: str = "", steps: str = "") -> FormStep:
    text = survey if isinstance(survey, str) else json.dumps(survey, indent=1, ensure_ascii=False)
    (folder / "survey.json").write_text(text, encoding="utf-8")
    for name in ("page.md", "page.de.md"):
        (folder / name).write_text("# Page\n", encoding="utf-8")
    title = "{en: A, de: B}" if languages else "A"
    file = folder / "exp.yml"
    text = EXPERIMENT.format(title=title, languages=languages, steps=steps)
    file.write_text(text, encoding="utf-8")
    [step] = [one for one in load_experiment(file).steps if isinstance(one, FormStep)]
    return step
