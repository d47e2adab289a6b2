"""Where the seeds of a game come from, and the donors of later sessions."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gymbrowser.cli import main
from gymbrowser.config import load_experiment
from gymbrowser.config.drafts import GameDraft
from gymbrowser.config.seeds import DonorFile, read_donors
from gymbrowser.data.donors import donors_of
from gymbrowser.errors import UserError
from gymbrowser.plan.rules import COUNTDOWN_S, rules_of
from tests.chunks import CART, Writer, cart_steps, end, episode, episode_end, pack, save, session

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
    [("1, 2\n", [1, 2], None), ("# two groups\n1 2\n\n3,4 # second\n", None, [[1, 2], [3, 4]])],
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


def test_donors_give_their_seeds_and_their_names(tmp_path: Path) -> None:
    donors = [{"session": "a" * 32, "seeds": [5, 6, 7]}, {"session": "b" * 32, "seeds": [8, 9]}]
    text = DonorFile.model_validate({"step": "main", "donors": donors}).model_dump_json()
    (tmp_path / "donors.json").write_text(text, encoding="utf-8")
    lists = game(tmp_path, "yoke: {from: donors.json, by: donor}").seeds.lists
    assert lists is not None
    assert lists.model_dump() == {
        "lists": [[5, 6], [8, 9]],
        "by": "donor",
        "donors": ["a" * 32, "b" * 32],
    }


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


def played(name: str, *episodes: tuple[int, int, str], outcome: str | None = "done") -> list[Any]:
    """A session's chunks; of each episode its number, its seed and how it ended."""
    zero = pack([0.0] * 4, "<f4")
    records = []
    for attempt, (number, seed, reason) in enumerate(episodes, start=1):
        place: dict[str, Any] = {"attempt": attempt, "episode": number}
        records += [
            episode({"player": zero}, seed=seed, **place),
            cart_steps(0, [1.0], **place),
            episode_end(1, {"player": 1.0}, reason=reason, **place),
        ]
    worker = Writer("game-0", session=name, layouts={"main": {"player": CART}})
    page = Writer("page-0", session=name)
    chunks = [worker.seal(*records)]
    ending = [] if outcome is None else [end({"game-0": len(records), "page-0": 2}, outcome)]
    return [*chunks, page.seal(session(session=name), *ending)]


def test_donors_are_those_who_reached_the_end(tmp_path: Path) -> None:
    save(tmp_path, *played("a" * 32, (0, 5, "terminated"), (1, 6, "truncated")))
    save(tmp_path, *played("b" * 32, (0, 7, "error"), (0, 8, "terminated")))
    save(tmp_path, *played("c" * 32, (0, 9, "terminated"), outcome=None))
    save(tmp_path, *played("d" * 32, (0, 9, "terminated"), outcome="failed"))
    found = {donor.session[0]: donor.seeds for donor in donors_of(tmp_path, "main", "live").donors}
    assert found == {"a": [5, 6], "b": [8]}
    with pytest.raises(UserError, match="has played the game `other` to its end"):
        donors_of(tmp_path, "other", "live")


def test_the_command_writes_what_yoke_reads(tmp_path: Path) -> None:
    save(tmp_path / "data", *played("a" * 32, (0, 5, "terminated"), (1, 6, "truncated")))
    file = tmp_path / "donors.json"
    words = ["data", "donors", str(tmp_path / "data"), "main", "-o", str(file)]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    assert read_donors(file).donors[0].seeds == [5, 6]
