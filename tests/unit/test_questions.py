"""Form files are read as they are meant: kinds of question, checks, scores and surveys."""

from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from gymbrowser.config import load_experiment
from gymbrowser.config.check_rules import Scale
from gymbrowser.config.form_models import FormFile
from gymbrowser.config.pages import Media
from gymbrowser.config.surveys import (
    SURVEYS,
    Survey,
    languages_of,
    notice_of,
    read_survey,
    surveys_in,
)
from gymbrowser.config.text import texts_in
from gymbrowser.config.tongue import Tongue
from gymbrowser.contract.questions import answer_names, answer_options, checks_of
from gymbrowser.contract.steps import ConsentStep, FormStep
from gymbrowser.flow.evaluate import evaluate

ROOT = Path(__file__).parents[2]
EXP_YML = """\
id: tiny
title: Tiny
environment: {gym_id: CartPole-v1}
steps:
  - consent:
      page: hello.md
      scroll: true
      items: [{name: adult, text: I am *old*}, {name: share, text: Share it, required: false}]
  - STEP
  - end: {}
"""
FORM_YML = """\
questions:
  - {name: t, prompt: T, above: "## Part", text: , check: blue}
  - {name: n, prompt: N, number: , check: 3}
  - {name: c, prompt: C, choice: {options: [x, y], other: Else}}
  - {name: m, prompt: M, choice: {options: {a: A, b: B}, multiple: true, max: 1}, check: [a]}
  - name: l
    prompt: L
    likert: {points: 5, low: l, high: h}
    check: {answer: 2, on_fail: screen_out}
  - name: g
    prompt: G
    grid: {low: l, high: h, statements: [One *row*, Another]}
    check: {answer: {2: 7}}
  - {name: s, prompt: S, slider: {low: l, high: h}}
  - {name: r, prompt: R, ranking: [x, y], check: [y, x]}
  - {name: i, prompt: I, images: {options: {p: {file: p.svg, alt: P}, q: {file: q.svg, alt: Q}}}}
  - {name: d, prompt: D, date: {max: 2026-12-31}}
scores: {sum: l + g_1 * 2}
"""


def load(folder: Path, step: str = "form: form.yml") -> FormStep:
    (folder / "hello.md").write_text("# Hello\n")
    (folder / "form.yml").write_text(FORM_YML)
    for name in ("p.svg", "q.svg"):
        (folder / name).write_text(f'<svg xmlns="http://www.w3.org/2000/svg" id="{name}"/>')
    (folder / "exp.yml").write_text(EXP_YML.replace("STEP", step))
    experiment = load_experiment(folder / "exp.yml")
    consent, form, _ = experiment.steps
    assert isinstance(consent, ConsentStep)
    assert consent.scroll
    assert [(it.name, it.label, it.required) for it in consent.items] == [
        ("adult", "I am <em>old</em>", True),
        ("share", "Share it", False),
    ]
    assert isinstance(form, FormStep)
    return form


def test_every_kind_of_question_is_read(tmp_path: Path) -> None:
    form = load(tmp_path)
    kinds = ["text", "number", "choice", "choice", "likert", "grid", "slider", "ranking", "choice"]
    assert [question.kind for question in form.questions] == [*kinds, "date"]
    assert form.questions[0].above == "<h2>Part</h2>\n"
    assert form.quiz is None
    [score] = form.scores
    assert evaluate(score.value, {"l": 2.0, "g_1": 3.0}) == 8
    assert evaluate(score.value, {"l": 2.0, "g_1": None}) is None


def test_answers_have_names_options_and_checks(tmp_path: Path) -> None:
    questions = load(tmp_path).questions
    names = [answer_names(question) for question in questions]
    assert names == [
        *[["t"], ["n"], ["c", "c_other"], ["m"], ["l"]],
        *[["g_1", "g_2"], ["s"], ["r"], ["i"], ["d"]],
    ]
    offered: dict[str, Any] = {}
    checks: dict[str, Any] = {}
    for question in questions:
        offered |= answer_options(question)
        checks |= {name: check.answer for name, check in checks_of(question).items()}
    assert offered == {
        "c": {"x", "y", "other"},
        "m": {"a", "b"},
        "r": {"x", "y"},
        "i": {"p", "q"},
    }
    expected = {"t": "blue", "n": 3, "m": ["a"], "l": 2, "g_2": 7, "r": ["y", "x"]}
    assert checks == expected


def test_a_quiz_is_a_form_with_attempts(tmp_path: Path) -> None:
    file = tmp_path / "quiz.yml"
    file.write_text(
        "questions: [{name: q, prompt: Q, number: , check: {answer: 2, wrong: '*No*'}}]"
    )
    form = load(tmp_path, "quiz: {file: quiz.yml, attempts: 2, on_fail: screen_out}")
    assert (form.id, form.kind) == ("quiz", "form")
    assert form.quiz is not None
    assert (form.quiz.attempts, form.quiz.on_fail) == (2, "screen_out")
    check = form.questions[0].check
    assert check is not None
    assert check.wrong == "<em>No</em>"


@given(
    low=st.integers(-50, 50),
    places=st.integers(1, 500),
    step=st.sampled_from([0.1, 0.25, 0.5, 1.0, 5.0]),
    at=st.integers(0, 500),
)
def test_a_scale_has_its_places_and_nothing_between(
    low: int, places: int, step: float, at: int
) -> None:
    scale = Scale(low, low + places * step, step)
    place = low + min(at, places) * step
    assert scale.has(place)
    assert not scale.has(place + step / 3)
    assert not scale.has(low - step)
    assert not scale.has(str(place))


@cache
def survey_step(survey: str) -> FormStep:
    return read_survey(survey, survey, Media())


SURVEY_NAMES = get_args(Survey.__value__)


def test_every_survey_has_a_name() -> None:
    assert sorted(file.stem for file in SURVEYS.iterdir()) == sorted(SURVEY_NAMES)


@pytest.mark.parametrize("survey", SURVEY_NAMES)
def test_a_survey_names_its_source_and_its_licence(survey: str) -> None:
    file = SURVEYS / f"{survey}.yml"
    content = YAML().load(file)
    assert content["source"]
    assert content["scores"]
    page = (ROOT / "docs" / "surveys.md").read_text(encoding="utf-8")
    assert f"| `{survey}` |" in page
    for licence in ("CC BY-SA 4.0", "CC BY 4.0"):
        assert (licence in file.read_text(encoding="utf-8")) == (licence in row_of(page, survey))
    assert read_survey(survey, "again", Media()).id == "again"


def row_of(page: str, survey: str) -> str:
    (row,) = (line for line in page.splitlines() if line.startswith(f"| `{survey}` |"))
    return row


@pytest.mark.parametrize("survey", SURVEY_NAMES)
def test_a_survey_has_all_of_its_texts_in_each_of_its_languages(survey: str) -> None:
    document = YAML().load(SURVEYS / f"{survey}.yml")
    languages = languages_of(survey)
    for location in texts_in(FormFile, document):
        text = document
        for part in location:
            text = text[part]
        found = tuple(text) if isinstance(text, dict) else ("en",)
        assert found == languages, location


def test_a_survey_is_read_in_the_languages_that_it_comes_in() -> None:
    assert languages_of("tia") == ("en", "de")
    english, german, austrian, dutch = (
        read_survey("tia", "tia", Media(), Tongue(language, language, (language,)))
        for language in ("en", "de", "de-AT", "nl")
    )
    assert german.html == austrian.html
    assert german.html.startswith("<h1>Das System</h1>")
    assert english == dutch, "a study that has one language alone may ask in English"
    assert german.scores == english.scores
    assert answer_names(german.questions[0]) == answer_names(english.questions[0])


def test_a_site_hands_on_the_notices_of_its_surveys() -> None:
    forms = [{"form": {"survey": "tia"}}, {"form": "pages/a.yml"}, {"form": {"survey": "tia"}}]
    study = {"steps": [{"block": {"steps": forms}}, {"form": {"survey": "sus", "id": "x"}}]}
    assert sorted(surveys_in(study)) == ["sus", "tia", "tia"]
    notice = notice_of("tia")
    assert "CC BY-SA 4.0" in notice
    assert "Körber, M. (2019)" in notice
    assert all(notice_of(name) for name in SURVEY_NAMES)


def scores_of(survey: str, prefix: str, points: list[int]) -> dict[str, Any]:
    """Of points in the order of the statements."""
    answers = {f"{prefix}_{number}": float(point) for number, point in enumerate(points, 1)}
    return {score.name: evaluate(score.value, answers) for score in survey_step(survey).scores}


@pytest.mark.parametrize(
    ("points", "scores"),
    [
        # By hand, after the manual: items 5, 7, 10, 15 and 16 are turned round, then each subscale
        # is the mean of its own items. Reliability is 1, 6, 10, 13, 15, 19: 4 5 (2→4) 3 (1→5) 4.
        (
            [4, 2, 1, 5, 4, 5, 3, 4, 5, 2, 4, 3, 3, 4, 1, 5, 2, 4, 4],
            {
                "reliability": 25 / 6,
                "understanding": (2 + 3 + 4 + 1) / 4,
                "familiarity": 1.5,
                "developers": 4.5,
                "propensity": (2 + 3 + 4) / 3,
                "trust": 4.5,
            },
        ),
        # Who agrees with everything, inverted items too.
        (
            [5] * 19,
            {
                "reliability": (4 * 5 + 2 * 1) / 6,
                "understanding": (2 * 5 + 2 * 1) / 4,
                "familiarity": 5,
                "developers": 5,
                "propensity": (2 * 5 + 1) / 3,
                "trust": 5,
            },
        ),
    ],
)
def test_tia_is_scored_as_its_manual_says(points: list[int], scores: dict[str, float]) -> None:
    assert scores_of("tia", "tia", points) == pytest.approx(scores)


def test_what_is_left_out_of_tia_leaves_out_its_own_scores_alone() -> None:
    form = survey_step("tia")
    answers = {f"tia_{number}": 3.0 for number in range(1, 20) if number != 9}
    found = {score.name: evaluate(score.value, {**answers, "tia_9": None}) for score in form.scores}
    assert [name for name, value in found.items() if value is None] == ["trust"]


def test_mini_ipip_is_scored_by_the_key_of_the_item_pool() -> None:
    # By hand, of ipip.ori.org/MiniIPIPKey.htm: life of the party, lots of people at parties, and
    # turned round: not talking much, in the background; and so on for the other four.
    points = [5, 4, 3, 2, 1, 2, 1, 5, 4, 3, 4, 5, 2, 1, 1, 1, 2, 4, 5, 2]
    assert scores_of("mini-ipip", "ipip", points) == {
        "extraversion": 5 + 4 + 4 + 5,
        "agreeableness": 4 + 5 + 5 + 4,
        "conscientiousness": 3 + 2 + 1 + 2,
        "neuroticism": 2 + 1 + 2 + 1,
        "intellect": 1 + 3 + 5 + 4,
    }
    assert set(scores_of("mini-ipip", "ipip", [3] * 20).values()) == {12}


def test_xai_trust_turns_the_wary_one_round() -> None:
    points = [5, 4, 2, 3, 5, 1, 4, 3]
    assert scores_of("xai-trust", "xai", points) == {"trust": (5 + 4 + 2 + 3 + 5 + 5 + 4 + 3) / 8}


@settings(deadline=None)  # reading the survey is part of the first example
@given(st.lists(st.integers(1, 5), min_size=10, max_size=10))
def test_sus_is_scored_as_its_author_says(points: list[int]) -> None:
    [score] = survey_step("sus").scores
    answers = {f"sus_{number}": float(point) for number, point in enumerate(points, 1)}
    # Odd items: the point less 1. Even ones: 5 less the point. Times 2.5.
    contributions = [
        point - 1 if number % 2 else 5 - point for number, point in enumerate(points, 1)
    ]
    assert evaluate(score.value, answers) == sum(contributions) * 2.5


@settings(deadline=None)  # reading the survey is part of the first example
@given(st.lists(st.integers(0, 20), min_size=6, max_size=6))
def test_raw_tlx_is_the_mean_of_its_scales(places: list[int]) -> None:
    form = survey_step("nasa-tlx")
    names = [name for question in form.questions for name in answer_names(question)]
    answers = {name: place * 5.0 for name, place in zip(names, places, strict=True)}
    [score] = form.scores
    assert evaluate(score.value, answers) == pytest.approx(sum(answers.values()) / 6)
