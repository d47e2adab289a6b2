"""Blocks, conditions and expressions of exp.yml: how they are read, and what is wrong with them."""

from pathlib import Path
from textwrap import dedent, indent

import pytest

from gymbrowser.config import Experiment, load_experiment
from gymbrowser.contract.flow import BlockNode, StepNode
from gymbrowser.errors import UserError
from gymbrowser.links import links_of

FORM = """\
questions:
  - {name: age, prompt: How old are you?, number: {integer: true}}
  - {name: likes, prompt: Which?, choice: [chess, go]}
  - {name: why, prompt: Why?, text: {}, required: false}
"""
HEAD = """\
id: study
title: A study
environment: {gym_id: CartPole-v1}
"""
GAME = "game: {id: play, controls: {keys: {ArrowLeft: 0}, default: previous}}"


def study(folder: Path, steps: str, head: str = "") -> Experiment:
    """The steps without their end, and further keys."""
    for page in ("one", "two", "three"):
        (folder / f"{page}.md").write_text(f"# {page}\n")
    (folder / "about.yml").write_text(FORM)
    file = folder / "exp.yml"
    body = indent(dedent(steps).strip(), "  ")
    file.write_text(f"{HEAD}{dedent(head)}steps:\n{body}\n  - end: {{}}\n")
    return load_experiment(file)


def wrong(folder: Path, steps: str, head: str = "") -> str:
    """What is said of the study, without the folder's path."""
    with pytest.raises(UserError) as caught:
        study(folder, steps, head)
    return str(caught.value).replace(f"{folder}/", "")


def test_steps_stand_in_one_list_and_the_flow_names_them_by_position(tmp_path: Path) -> None:
    experiment = study(
        tmp_path,
        """
        - form: about.yml
        - block:
            id: outer
            order: shuffled
            choose: 1
            steps:
              - page: one.md
              - block: {id: inner, repeat: 2, steps: [page: two.md]}
        - page: three.md
        """,
    )
    assert [step.id for step in experiment.steps] == ["about", "one", "two", "three", "end"]
    form, outer, three, end = experiment.flow.nodes
    assert isinstance(outer, BlockNode)
    assert [n.step for n in (form, three, end) if isinstance(n, StepNode)] == [0, 3, 4]
    one, inner = outer.nodes
    assert isinstance(one, StepNode)
    assert isinstance(inner, BlockNode)
    assert inner.repeat is not None
    assert (one.step, outer.order, outer.choose, inner.repeat.max) == (1, "shuffled", 1, 2)


def test_what_decides_is_kept_of_the_address(tmp_path: Path) -> None:
    experiment = study(
        tmp_path,
        """
        - block: {id: games, order: latin_square, steps: [page: one.md, page: two.md]}
        - page: three.md
          when: conditions.arm == 'b' and params.n != null
        """,
        """\
        participant: {number: n}
        conditions:
          arm: {levels: [a, b], assign: number}
          site: {levels: {lab: 2, home: 1}, assign: param, by: where}
        """,
    )
    assert experiment.flow.cells == 4
    assert experiment.flow.factors[1].weights == [2, 1]


@pytest.mark.parametrize(
    ("first", "second", "head", "cells"),
    [
        ("[[1], [2], [3]]", "[[1], [2], [3]]", "participant: {number: n}", 3),
        ("[[1], [2], [3]]", "[[4], [5]]", "participant: {number: n}", 6),
        ("[[1], [2], [3]]", "[[4], [5]], by: group", "participant: {number: n}", 3),
        ("[[1], [2], [3]]", "[[4], [5]]", "", 1),
    ],
)
def test_lists_of_seeds_are_combined_with_what_goes_by_the_number(
    tmp_path: Path, first: str, second: str, head: str, cells: int
) -> None:
    games = [
        GAME.replace("play", name).replace(
            "controls", f"seeds: {{counterbalanced: {seeds}}}, controls"
        )
        for name, seeds in (("one", first), ("two", second))
    ]
    steps = "\n".join(f"- {game}" for game in games)
    assert study(tmp_path, steps, f"{head}\n" if head else "").flow.cells == cells


EXPRESSIONS = {
    "answers.about.age == ": ("here the expression breaks off", 20),
    "answers.about.agee > 3": ("there is no `answers.about.agee`; did you mean "
                               "`answers.about.age`?", 0),
    "answer.about.age > 3": ("there is no `answer.about.age`: a name begins with answers, "
                             "checks, conditions, params, results or scores", 0),
    "params.arm == 'x'": ("there is no `params.arm`: it needs this parameter in "
                          "`participant.params`, so that it is recorded", 0),
    "answers.about.likes == 'poker'": ("`answers.about.likes` is never 'poker': it is one of "
                                       "chess, go", 0),
    "3 > 2 and answers.about.likes in ['go', 'dame']": (
        "`answers.about.likes` is never 'dame': it is one of chess, go", 10),
    "answers.about.age == '18'": ("`answers.about.age` is a number, and never the text '18'", 0),
    "conditions.arm == 'c'": ("`conditions.arm` is never 'c': it is one of a, b", 0),
    "results.play.mean > 3": ("`results.play.mean` is not known yet: the step comes later", 0),
    "results.play.sum > 3": ("there is no `results.play.sum`; did you mean `results.play.mean`?",
                             0),
}  # fmt: skip


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_a_wrong_expression_is_told_with_a_caret(tmp_path: Path, text: str) -> None:
    steps = f'- form: about.yml\n- page: one.md\n  when: "{text}"\n- {GAME}'
    said = wrong(tmp_path, steps, "conditions: {arm: {levels: [a, b]}}\n")
    sentence, start = EXPRESSIONS[text]
    assert said == f"exp.yml:8: `when`: {sentence}\n  | {text}\n  | {' ' * start}^"


WRONG = {
    "screen-out for all": (
        "- screen_out: {}",
        "",
        "exp.yml:5: `screen_out` has no `when`, so nobody would come past it",
    ),
    "end in a block": (
        "- block: {id: b, steps: [end: {}]}",
        "",
        "exp.yml:6: the last step must be an `end`, and no other",
    ),
    "consent in a block": (
        "- block: {id: b, steps: [consent: one.md]}",
        "",
        "exp.yml:5: the consent stands in a block",
    ),
    "consent for some": (
        "- consent: {page: one.md}\n  when: 'true'",
        "",
        "exp.yml:6: the consent has a `when`",
    ),
    "condition before the consent": (
        "- page: one.md\n  when: conditions.arm == 'a'\n- consent: two.md",
        "conditions: {arm: {levels: [a, b]}}\n",
        "`conditions.arm` is drawn after the consent, and this step stands before it",
    ),
    "two kinds": (
        "- page: one.md\n  form: about.yml",
        "",
        "a step has exactly one of page, login, consent, form, quiz, surveyjs, media, wait, "
        "microphone, fullscreen, game, watch, compare, rank, end, "
        "screen_out, block",
    ),
    "a block's id twice": (
        "- block: {id: one, steps: [page: one.md]}",
        "",
        "exp.yml:5: two steps have the id `one`",
    ),
    "too many chosen": (
        "- block: {id: b, choose: 3, steps: [page: one.md, page: two.md]}",
        "",
        "`choose` is 3, but there are 2 steps",
    ),
    "until without max": (
        "- block: {id: b, repeat: {until: 'true'}, steps: [page: one.md]}",
        "",
        "`until` needs `max`, or it might never be over",
    ),
    "times and until": (
        "- block: {id: b, repeat: {until: 'true', times: 3}, steps: [page: one.md]}",
        "",
        "give exactly one of `times` and `until`",
    ),
    "unknown order": (
        "- block: {id: b, order: shuffeled, steps: [page: one.md]}",
        "",
        "exp.yml:5: `steps[0].block.order`: expected `as_written`, `shuffled`, `latin_square` or "
        "`counterbalanced`",
    ),
    "all orders of seven": (
        "- block: {id: b, order: counterbalanced, steps: ["
        + ", ".join(f"page: {{file: one.md, id: p{n}}}" for n in range(7))
        + "]}",
        "",
        "`counterbalanced` is for at most six steps, and there are 7",
    ),
    "one level": (
        "- page: one.md",
        "conditions: {arm: {levels: [a]}}\n",
        "`conditions.arm.levels`: expected at least 2 of them",
    ),
    "no weight": (
        "- page: one.md",
        "conditions: {arm: {levels: {a: 0, b: 1}}}\n",
        "`conditions.arm.levels.a`: expected 1 or more",
    ),
    "number from nowhere": (
        "- page: one.md",
        "conditions: {arm: {levels: [a, b], assign: number}}\n",
        "exp.yml:4: condition `arm` goes by the participant's number, which has no source",
    ),
    "param without a name": (
        "- page: one.md",
        "conditions: {arm: {levels: [a, b], assign: param}}\n",
        "`by` names the URL parameter of `assign: param`, and of no other",
    ),
    "too many combinations": (
        "- page: one.md",
        "participant: {number: n}\nconditions: {arm: {levels: {a: 900, b: 900}, assign: number}, "
        "map: {levels: [a, b, c], assign: number}}\n",
        "conditions, orders and lists of seeds that are taken in turn have 5400 combinations",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_flow_is_told(tmp_path: Path, name: str) -> None:
    steps, head, sentence = WRONG[name]
    said = wrong(tmp_path, steps, head)
    assert sentence in said
    assert "exp.yml:" in said


def test_mistakes_in_several_steps_of_a_block_are_told_at_once(tmp_path: Path) -> None:
    said = wrong(
        tmp_path,
        """
        - block:
            id: b
            steps:
              - page: on.md
              - pag: two.md
              - page: three.md
                when: 1 +
        """,
    )
    assert "exp.yml:8: there is no file on.md" in said
    assert "exp.yml:9: unknown key `pag`\n  Did you mean `page`?" in said
    assert "`when`: here the expression breaks off" in said


def test_a_later_answer_may_be_asked_for_in_a_second_pass(tmp_path: Path) -> None:
    study(
        tmp_path,
        f"""
        - block:
            id: training
            repeat: {{until: results.play.last > 9 or answers.about.age > 3, max: 3}}
            steps:
              - page: one.md
                when: answers.about.age == null
              - {GAME}
              - form: about.yml
        """,
    )


def test_links_number_the_participants(tmp_path: Path) -> None:
    experiment = study(tmp_path, "- page: one.md", "participant: {number: n}\n")
    made = links_of(experiment, "https://lab.example.org/study/?a=b%20c&n=7", 2)
    assert made.addresses == (
        "https://lab.example.org/study/?a=b+c&n=0",
        "https://lab.example.org/study/?a=b+c&n=1",
    )
    with pytest.raises(UserError, match="is not the address of a site"):
        links_of(experiment, "lab.example.org", 2)
    with pytest.raises(UserError, match="does not number its participants"):
        links_of(study(tmp_path, "- page: one.md"), "https://lab.example.org/", 2)


def test_who_acts_by_a_condition_is_known_before_the_game(tmp_path: Path) -> None:
    head = """
        conditions:
          kind: {levels: [a, b], assign: quota, stratify: answers.about.likes}
        policies:
          mate: {by: kind, levels: {a: random, b: random}}
        upload:
          endpoint: https://sign.lab.example.org
          s3: {bucket: a-bucket, prefix: in, region: eu-west-1}
        """
    game, form = "- game: {agents: {player: mate}}", "- form: about.yml"
    assert len(study(tmp_path, f"{form}\n{game}", head).steps) == 3
    said = wrong(tmp_path, f"{game}\n{form}", head)
    assert "`player`: `conditions.kind` is not known yet: what it is stratified by" in said
