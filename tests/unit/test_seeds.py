"""Where the seeds of a game come from, and what else its rules are."""

from pathlib import Path

import pytest

from gymbrowser.config import load_experiment
from gymbrowser.config.drafts import GameDraft
from gymbrowser.errors import UserError
from gymbrowser.plan.rules import COUNTDOWN_S, rules_of

EXP_YML = """\
id: seeding
title: Seeding
environment: {gym_id: CartPole-v1}
steps:
  - game:
      id: main
      episodes: 2
      controls: {keys: {KeyA: 0}, default: 0}
      GAME
  - end: {}
"""


def game(folder: Path, line: str) -> GameDraft:
    file = folder / "exp.yml"
    file.write_text(EXP_YML.replace("GAME", line), encoding="utf-8")
    return load_experiment(file).games[0]


def test_without_a_word_everybody_gets_the_same_seeds_at_every_build(tmp_path: Path) -> None:
    seeds = game(tmp_path, "fps: 4").seeds
    assert seeds == game(tmp_path, "fps: 5").seeds == game(tmp_path, "seeds: same").seeds
    assert seeds.same is not None
    first, second = seeds.same
    assert first != second
    assert seeds.lists is None


def test_each_session_draws_its_own(tmp_path: Path) -> None:
    seeds = game(tmp_path, "seeds: per_session").seeds
    assert (seeds.same, seeds.lists) == (None, None)


@pytest.mark.parametrize(
    ("text", "same", "lists"),
    [
        ("1, 2\n", [1, 2], None),
        ("\ufeff1, 2\n", [1, 2], None),
        ("# two groups\n1 2\n\n3,4 # second\n", None, [[1, 2], [3, 4]]),
    ],
)
def test_a_file_has_a_line_for_each_group(
    tmp_path: Path, text: str, same: list[int] | None, lists: list[list[int]] | None
) -> None:
    (tmp_path / "seeds.txt").write_text(text, encoding="utf-8")
    seeds = game(tmp_path, "seeds: {file: seeds.txt, by: group}").seeds
    assert seeds.same == same
    assert (seeds.lists and seeds.lists.lists) == lists


@pytest.mark.parametrize("word", ["-1", "1.5", "4294967296", "9" * 5000])
def test_a_file_that_holds_anything_else_is_refused(tmp_path: Path, word: str) -> None:
    (tmp_path / "seeds.txt").write_text(f"1 2\n3 {word}\n", encoding="utf-8")
    with pytest.raises(UserError, match="is not a seed"):
        game(tmp_path, "seeds: {file: seeds.txt}")


@pytest.mark.parametrize(
    ("old", "new"), [("episodes: 2", f"episodes: 0x{'f' * 3000}"), ("id: main", 'id: "\\ud800"')]
)
def test_what_neither_python_nor_utf8_can_write_is_told(tmp_path: Path, old: str, new: str) -> None:
    assert EXP_YML.count(old) == 1
    (tmp_path / "exp.yml").write_text(EXP_YML.replace(old, new).replace("GAME", ""))
    with pytest.raises(UserError) as caught:
        load_experiment(tmp_path / "exp.yml")
    assert [problem.where and problem.where.file.name for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("line", "countdown"),
    [
        ("fps: 4", COUNTDOWN_S),
        ("countdown: 0", 0),
        ("pace: event_driven", 0),
        ("countdown: 7", 7),
    ],
)
def test_a_person_in_real_time_is_counted_down_to(
    tmp_path: Path, line: str, countdown: int
) -> None:
    assert rules_of(game(tmp_path, line)).countdown == countdown


def test_short_forms_and_defaults_of_the_rules(tmp_path: Path) -> None:
    rules = rules_of(game(tmp_path, "on_error: skip"))
    assert rules.on_error.model_dump() == {
        "way": "skip",
        "retries": 2,
        "otherwise": "skip",
        "hang_after": 15,
    }
    assert rules.pauses.hidden == "pause"
    assert not rules.allow.pause
    assert not rules.allow.reset
    assert rules.allow.fps is None
    assert rules.idle is None
