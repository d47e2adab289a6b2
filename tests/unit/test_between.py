"""What is asked between the rounds of a game, and what pages show of the session."""

from pathlib import Path

import pytest

from gymbrowser.config import Experiment, load_experiment
from gymbrowser.config.drafts import GameDraft
from gymbrowser.contract.expressions import Reference
from gymbrowser.contract.flow import StepNode
from gymbrowser.contract.steps import PageStep
from gymbrowser.errors import UserError
from gymbrowser.plan.rules import rules_of

HEAD = """\
id: study
title: A study
environment: {gym_id: CartPole-v1}
participant: {params: [arm]}
conditions: {partner: {levels: [a, b]}}
steps:
"""
GAME = "controls: {keys: {ArrowLeft: 0}, default: previous}"
FORM = "questions: [{name: mood, prompt: How?, choice: [good, bad]}]\n"


def study(folder: Path, steps: str, page: str = "# Page") -> Experiment:
    (folder / "page.md").write_text(page, encoding="utf-8")
    (folder / "consent.md").write_text("# Consent {{ params.arm }}", encoding="utf-8")
    (folder / "mood.yml").write_text(FORM, encoding="utf-8")
    file = folder / "exp.yml"
    file.write_text(f"{HEAD}{steps}  - end: {{}}\n", encoding="utf-8")
    return load_experiment(file)


def wrong(folder: Path, steps: str, page: str = "# Page") -> str:
    with pytest.raises(UserError) as caught:
        study(folder, steps, page)
    return str(caught.value).replace(f"{folder}/", "")


def game(more: str, name: str = "play") -> str:
    return f"  - game: {{id: {name}, {GAME}, {more}}}\n"


def test_what_is_asked_is_a_step_that_stands_in_no_flow(tmp_path: Path) -> None:
    between = "between: {steps: [page: page.md, form: {file: mood.yml, id: after}], every: 2}"
    experiment = study(tmp_path, game(between) + "  - page: {file: page.md, id: last}\n")
    assert [step.id for step in experiment.steps] == ["play", "page", "after", "last", "end"]
    nodes = [node for node in experiment.flow.nodes if isinstance(node, StepNode)]
    assert [node.step for node in nodes] == [0, 3, 4]
    [draft] = experiment.games
    assert draft.config.between is not None
    assert [asked.name for asked in draft.config.between.steps] == ["page", "after"]


def test_answers_from_between_rounds_may_decide_what_follows(tmp_path: Path) -> None:
    between = game("between: {steps: [form: mood.yml]}")
    when = "  - page: page.md\n    when: answers.mood.mood == 'good'\n"
    assert len(study(tmp_path, between + when).flow.nodes) == 3


def test_its_ids_are_unique_among_all_steps(tmp_path: Path) -> None:
    said = wrong(tmp_path, game("between: {steps: [form: mood.yml]}") + "  - form: mood.yml\n")
    assert "two steps have the id `mood`" in said


def test_only_pages_and_forms_stand_between_rounds(tmp_path: Path) -> None:
    said = wrong(tmp_path, game("between: {steps: [end: {}]}"))
    assert "unknown key `end`" in said


def test_what_a_reload_does_is_the_pages_to_know(tmp_path: Path) -> None:
    experiment = study(tmp_path, game("on_reload: end") + game("practice: true", "try"))
    first, second = (draft for draft in experiment.steps if isinstance(draft, GameDraft))
    assert (rules_of(first).on_reload, rules_of(second).on_reload) == ("end", "restart")


def test_a_page_shows_results_and_answers(tmp_path: Path) -> None:
    page = '# {{ results.play.return }} <b title="{{ params.no }}">{{params.arm}}</b>'
    experiment = study(tmp_path, game("fps: 5") + "  - page: page.md\n", page)
    shown = experiment.steps[1]
    assert isinstance(shown, PageStep)
    assert '<h1><output data-shown="0"></output> <b title="{{ params.no }}">' in shown.html
    assert '<output data-shown="1"></output></b>' in shown.html
    trees = [tree for tree in shown.shown if isinstance(tree, Reference)]
    assert [tree.path for tree in trees] == [["results", "play", "return"], ["params", "arm"]]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("results.play.retrun", "there is no `results.play.retrun`; did you mean"),
        ("answers.mood.mood", "there is no `answers.mood.mood`"),
        ("results.later.mean", "`results.later.mean` is not known yet: the step comes later"),
        ("conditions.partner", "a page can't show a condition"),
        ("results.play. + 1", "`{{ … }}`:"),
    ],
)
def test_a_page_that_shows_what_there_is_not_is_wrong(
    tmp_path: Path, text: str, sentence: str
) -> None:
    steps = game("fps: 5") + "  - page: page.md\n" + game("fps: 5", "later")
    said = wrong(tmp_path, steps, f"# Well done\n\nYou have {{{{ {text} }}}} points.\n")
    assert "page.md:3: `{{ … }}`: " in said
    assert sentence in said
    assert "^" in said


def test_a_page_in_a_block_that_comes_back_may_show_what_stands_below_it(tmp_path: Path) -> None:
    steps = f"""\
  - block:
      id: twice
      repeat: 2
      steps:
        - page: page.md
        - game: {{id: play, {GAME}}}
"""
    [page, *_] = study(tmp_path, steps, "{{ results.play.last }}").steps
    assert page.html.startswith('<p><output data-shown="0">')


def test_a_consent_is_the_same_for_everybody(tmp_path: Path) -> None:
    said = wrong(tmp_path, "  - consent: consent.md\n")
    assert "consent.md:1: `{{ … }}` can stand in the pages of steps alone" in said
