"""`gymbrowser report`: the numbers are those of the data."""

import json
import math
import shutil
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from gymbrowser.config import load_experiment
from gymbrowser.data.bonus import facts_of as bonus_facts
from gymbrowser.data.sessions import read_sessions, scan
from gymbrowser.flow.evaluate import evaluate
from gymbrowser.flow.parse import parse
from gymbrowser.paper.declared import Declared
from gymbrowser.paper.facts import facts_of
from gymbrowser.paper.model import Report
from gymbrowser.paper.page import render
from gymbrowser.paper.report import make_report
from gymbrowser.paper.statistics import estimates
from gymbrowser.paper.taken import take
from tests.chunks import (
    CART,
    SITE,
    Writer,
    cart_session,
    cart_steps,
    comparison,
    enter,
    episode,
    episode_end,
    save,
    session,
    withdrawn,
)
from tests.reported import START, declared, exclusion, made, played, site_of

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
OWN_WORDS = "</style><script>alert(1)</script> I am Anna"


def report_of(folder: Path, site: Path | None = None) -> Report:
    return make_report(folder, "live", site, now=NOW)


def test_returns_and_curves_are_those_of_the_episodes(tmp_path: Path) -> None:
    save(tmp_path, *made(1, [1.0, 3.0], level="skilled"), *made(2, [2.0, 4.0, 9.0]))
    [game] = report_of(tmp_path).games
    assert (game.game, game.agent, game.episodes) == ("main", "player", 5)
    [sample] = game.samples
    every, naive, skilled = sample.groups
    assert (every.group, naive.group, skilled.group) == (None, "naive", "skilled")
    assert (skilled.mean_return.mean, naive.mean_return.mean) == (2.0, 5.0)
    assert (every.mean_return.n, every.mean_return.mean) == (2, 3.5)
    assert every.mean_return.sd == pytest.approx(np.std([2.0, 5.0], ddof=1))
    points = [(p.episode, p.episode_return.n, p.episode_return.mean) for p in every.curve]
    assert points == [(1, 2, 1.5), (2, 2, 3.5), (3, 1, 9.0)]
    assert every.curve[2].episode_return.low is None


def test_conditions_that_share_the_name_of_a_level_are_two_groups(tmp_path: Path) -> None:
    for number, factor in enumerate(["help", "sound"]):
        _, game, _ = made(number, [float(number)])
        page = Writer("page-1", f"{number:032x}")
        got = {"type": "condition", "factor": factor, "level": "on", "by": "hash"}
        save(tmp_path, page.seal(session(session=page.session), enter("main", 0), got), game)
    [found] = report_of(tmp_path).games
    _, *groups = found.samples[0].groups
    assert [(group.group, group.mean_return.mean) for group in groups] == [
        ("help: on", 0.0),
        ("sound: on", 1.0),
    ]


def test_a_broken_off_episode_is_in_no_result(tmp_path: Path) -> None:
    page, game = Writer("page-1"), Writer("game-1", layouts={"main": {"player": CART}})
    begun = [*played(0, [1.0]), {**episode(START), "episode": 1}, cart_steps(0, [50.0], episode=1)]
    save(tmp_path, page.seal(session(), enter("main", 0)), game.seal(*begun))
    [found] = report_of(tmp_path).games
    assert (found.episodes, found.samples[0].groups[0].mean_return.mean) == (1, 1.0)


def test_practice_is_in_no_result(tmp_path: Path) -> None:
    page, game = Writer("page-1"), Writer("game-1", layouts={"main": {"player": CART}})
    first, *others = played(0, [50.0])
    rounds = [{**first, "practice": True}, *others, *played(1, [1.0])]
    save(tmp_path, page.seal(session(), enter("main", 0)), game.seal(*rounds))
    [found] = report_of(tmp_path).games
    assert (found.episodes, found.samples[0].groups[0].mean_return.mean) == (1, 1.0)


def test_intervals_cover_the_true_mean_about_as_often_as_they_say() -> None:
    random = np.random.default_rng(7)
    studies = estimates(random.normal(10.0, 3.0, (40, 300)))
    covered = sum((e.low or 0) <= 10.0 <= (e.high or 0) for e in studies)
    assert 270 <= covered <= 297, "95 % of 300 are 285"
    width = np.mean([(e.high or 0) - (e.low or 0) for e in studies])
    assert width == pytest.approx(2 * 1.96 * 3.0 / math.sqrt(40), rel=0.05)


def test_intervals_are_the_same_each_time_and_leave_out_what_is_missing() -> None:
    values = np.array([[1.0, np.nan], [2.0, 5.0], [4.0, np.inf], [8.0, 6.0]])
    first, second = estimates(values)
    assert estimates(values) == [first, second]
    assert (second.n, second.mean) == (2, 5.5)
    assert (second.low, second.high) == (5.0, 6.0)


def test_steps_say_where_participants_stopped(tmp_path: Path) -> None:
    save(
        tmp_path,
        *made(1, [1.0], stays=3),
        *made(2, [1.0], outcome=None),
        *made(3, [], outcome=None, stays=1),
        *made(4, [], outcome="screened_out", stays=1),
        *made(5, [], outcome="withdrawn", stays=2),
        *made(6, [], outcome="timed_out", stays=2),
    )
    report = report_of(tmp_path)
    steps = {step.step: step for step in report.funnel}
    assert [*steps] == ["welcome", "main", "about"]
    assert [step.entered for step in steps.values()] == [6, 4, 1]
    assert (steps["welcome"].open, steps["welcome"].screened_out) == (1, 1)
    main_ = steps["main"]
    assert (main_.open, main_.stopped, main_.other, main_.screened_out) == (1, 1, 1, 0)
    assert steps["about"].model_dump(include={"open", "stopped", "other"}) == dict.fromkeys(
        ["open", "stopped", "other"], 0
    )
    assert main_.median_minutes == 1.0
    assert report.outcomes == {"done": 1, "screened_out": 1, "withdrawn": 1, "timed_out": 1}
    assert report.median_minutes == 10.0


def test_a_form_inside_a_game_was_come_to_by_who_answered_it(tmp_path: Path) -> None:
    rounds = [
        {
            "type": "answers",
            "step": "after-round",
            "within": {"game": "main", "attempt": 1, "episode": index},
            "answers": {"fun": 3},
            "duration_ms": 30_000.0,
            "t": float(time),
        }
        for index, time in enumerate([3, 5])
    ]
    at = [{**enter("main", 0), "t": 1.0}, {**enter("end", 1), "t": 9.0}]
    save(tmp_path, Writer("page-1").seal(session(), *at, *rounds), *made(2, []))
    steps = {step.step: step for step in report_of(tmp_path).funnel}
    assert steps["after-round"].entered == 1
    assert steps["after-round"].median_minutes == 1.0
    assert [*steps].index("main") < [*steps].index("after-round") < [*steps].index("end")


type _Round = tuple[int, int, str]
"""Attempt, episode, and why it ended; each brings 10 points."""


@pytest.mark.parametrize(
    ("rounds", "counted"),
    [
        pytest.param(
            [(1, 0, "terminated"), (1, 1, "terminated"), (2, 2, "terminated")], 3, id="reload"
        ),
        pytest.param([(1, 0, "terminated"), (1, 1, "error"), (2, 1, "terminated")], 2, id="error"),
        pytest.param([(1, 0, "terminated"), (1, 1, "error")], 1, id="given-up"),
        pytest.param(
            [(1, 0, "terminated"), (1, 1, "terminated"), (2, 0, "terminated")], 1, id="repeated"
        ),
    ],
)
def test_results_are_those_of_all_attempts_at_the_last_way_through_a_game(
    tmp_path: Path, rounds: list[_Round], counted: int
) -> None:
    page, game = Writer("page-1"), Writer("game-1", layouts={"main": {"player": CART}})
    played = []
    for attempt, index, reason in rounds:
        here = {"step": "main", "attempt": attempt, "episode": index}
        ended = {**episode_end(1, {"player": 10.0}), "reason": reason, **here}
        played += [{**episode(START), **here}, cart_steps(0, [10.0], **here), ended]
    save(tmp_path, page.seal(session(), enter("main", 0)), game.seal(*played))
    [one] = read_sessions(scan(tmp_path), "live")
    taken = take(one, Declared(), damaged=False)
    results = {"episodes": counted, "return": 10.0 * counted}
    for name, value in results.items():
        path = parse(f"results.main.{name}").tree
        assert evaluate(path, facts_of(one, taken)) == value
        assert evaluate(path, bonus_facts(one)) == value


def test_a_round_that_broke_is_in_no_curve(tmp_path: Path) -> None:
    page, game = Writer("page-1"), Writer("game-1", layouts={"main": {"player": CART}})
    broke = [
        {**record, "reason": "error"} if "reason" in record else record
        for record in played(0, [1.0])
    ]
    again = [{**record, "attempt": 2} for record in played(0, [10.0])]
    save(tmp_path, page.seal(session(), enter("main", 0)), game.seal(*broke, *again))
    [found] = report_of(tmp_path).games
    assert (found.episodes, found.samples[0].groups[0].mean_return.mean) == (1, 10.0)


def test_another_answer_than_those_offered_is_counted_as_one(tmp_path: Path) -> None:
    asked = site_of(tmp_path / "site")
    for file in asked.glob("v/*/manifest.json"):
        study = json.loads(file.read_text("utf-8"))
        study["steps"][1]["questions"][0]["other"] = "Another one"
        file.write_text(json.dumps(study), encoding="utf-8")
    folder = tmp_path / "data"
    save(folder, *made(1, [], plays="never"), *made(2, [], plays="other", plays_other=OWN_WORDS))
    report = report_of(folder, asked)
    [plays] = [q for q in report.questions if q.question == "plays"]
    counted = [(option.label, option.count) for option in plays.samples[0].options]
    assert counted == [("Never <b>", 1), ("Often", 0), ("Another one", 1)]
    assert OWN_WORDS not in report.model_dump_json()


def test_days_become_months_in_a_long_study(tmp_path: Path) -> None:
    save(tmp_path / "short", *made(1, []), *made(2, [], day=2, outcome=None))
    days = report_of(tmp_path / "short").days
    assert [(d.date.isoformat(), d.done, d.open) for d in days] == [
        ("2026-09-21", 1, 0),
        ("2026-09-23", 0, 1),
    ]
    for number in range(70):
        save(tmp_path / "long", *made(number, [], day=number))
    months = report_of(tmp_path / "long").days
    assert [(m.date.isoformat(), m.done) for m in months] == [
        ("2026-09-01", 10),
        ("2026-10-01", 31),
        ("2026-11-01", 29),
    ]


def test_conditions_are_held_against_what_the_site_expects(tmp_path: Path) -> None:
    for number in range(8):
        level = "naive" if number < 3 else "skilled"
        save(tmp_path / "data", *made(number, [], level=level, outcome="done" if number else None))
    site = site_of(tmp_path / "site")
    [factor] = report_of(tmp_path / "data", site).factors
    skilled, naive = factor.levels
    assert (skilled.level, skilled.expected, skilled.everyone, skilled.done) == ("skilled", 6, 5, 5)
    assert (naive.level, naive.expected, naive.everyone, naive.done) == ("naive", 2, 3, 2)
    assert (naive.low, naive.high) == (0, 5)
    [bare] = report_of(tmp_path / "data").factors
    assert [(level.everyone, level.expected) for level in bare.levels] == [(5, None), (3, None)]


SLOW = exclusion("slow", "timing.main.late > 0.1")
YOUNG = exclusion("young", "answers.about.age < 18")
OPEN = exclusion("open", "session.outcome != 'done'")


def test_who_failed_a_check_or_judged_at_random_is_left_out(tmp_path: Path) -> None:
    said = [("first", True), ("second", True), ("first", False)]
    for number, (answer, is_passed) in enumerate(said):
        page = Writer("page-1", f"{number:032x}")
        form = {"type": "answers", "step": "about", "answers": {}, "duration_ms": 5}
        pair = comparison(0, {"clips": ["a", "b"], "gold": "a", "repeat_of": None}, answer)
        leave = {"type": "leave", "step": "pairs", "index": 1, "duration_ms": 9}
        checked = {**form, "checks": {"attentive": is_passed}}
        save(tmp_path / "data", page.seal(session(session=page.session), checked, pair, leave))
    careless = exclusion("careless", "checks.about.failed > 0 and not checks.about.attentive")
    random = exclusion("random", "results.pairs.gold < 1")
    said_of = report_of(tmp_path / "data", site_of(tmp_path / "site", careless, random)).exclusions
    assert [(rule.name, rule.sessions) for rule in said_of.declared] == [
        ("careless", 1),
        ("random", 1),
    ]
    assert said_of.kept == 1


def test_results_stand_with_and_without_exclusions(tmp_path: Path) -> None:
    save(
        tmp_path / "data",
        *made(1, [1.0], stays=3, age=30),
        *made(2, [5.0], stays=3, age=12, late=50),
        *made(3, [9.0], stays=3, age=40, outcome=None),
        *made(4, [3.0], stays=3, age=17),
    )
    report = report_of(tmp_path / "data", site_of(tmp_path / "site", SLOW, YOUNG, OPEN))
    said = {one.name: (one.sessions, one.alone) for one in report.exclusions.declared}
    assert said == {"slow": (1, 0), "young": (2, 1), "open": (1, 1)}
    assert (report.exclusions.kept, report.exclusions.beforehand) == (1, 4)
    means = {s.sample: s.groups[0].mean_return.mean for s in report.games[0].samples}
    assert means == {"everyone": 4.5, "kept": 1.0}
    age = next(question for question in report.questions if question.question == "age")
    medians = {s.sample: s.numbers.median for s in age.samples if s.numbers}
    assert medians == {"everyone": 23.5, "kept": 30.0}
    [skilled, naive] = report.factors[0].levels
    assert (skilled.kept, naive.everyone, naive.kept) == (0, 4, 1)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("results.main.mean > 1.4", True),
        ("results.main.return == 3 and results.main.episodes == 2", True),
        ("results.main.last == 2 and results.main.best == 2", True),
        ("results.main.steps != 2", False),
        ("conditions.partner == 'naive'", True),
        ("answers.about.age == null", True),
        ("session.minutes == 10 and session.visits == 1", True),
        ("session.damaged", False),
        ("timing.main.input_to_frame_ms > 21 and timing.main.late == 0", True),
        ("timing.other.late < 1", False),
    ],
)
def test_an_exclusion_can_ask_what_is_known(text: str, holds: bool, tmp_path: Path) -> None:
    save(tmp_path / "data", *made(1, [1.0, 2.0]))
    report = report_of(tmp_path / "data", site_of(tmp_path / "site", exclusion("it", text)))
    assert report.exclusions.declared[0].sessions == int(holds)


@pytest.mark.parametrize("name", ["mean", "return", "last", "best"])
def test_a_return_that_is_not_finite_is_unknown(name: str, tmp_path: Path) -> None:
    save(tmp_path / "data", *made(1, [1.0, math.inf]))
    asked = [exclusion(str(at), f"results.main.{name} {at} 0") for at in ("==", ">", "<")]
    report = report_of(tmp_path / "data", site_of(tmp_path / "site", *asked))
    assert [one.sessions for one in report.exclusions.declared] == [0, 0, 0]


def test_a_report_says_if_exclusions_were_made_up_later(tmp_path: Path) -> None:
    site = site_of(tmp_path / "site", YOUNG)
    (site / "v" / SITE / "manifest.json").write_text(declared(SLOW).model_dump_json())
    gone = Writer("page-1", "f" * 32).seal(session(session="f" * 32, site="9" * 64))
    save(tmp_path / "data", *made(1, [1.0]), *made(2, [1.0]), gone)
    said = report_of(tmp_path / "data", site).exclusions
    assert (said.beforehand, said.later, said.unknown) == (0, 2, 1)
    page = render(report_of(tmp_path / "data", site))
    assert "2 sessions began on a version that declared others, or none." in page


def test_answers_are_summed_up_by_their_type(tmp_path: Path) -> None:
    for number, (age, fun, plays) in enumerate([(20, 4, "never"), (30, 5, "often"), (70, 4, None)]):
        given = made(number, [], stays=3, age=age, fun=fun, plays=plays, words=OWN_WORDS)
        save(tmp_path / "data", *given)
    report = report_of(tmp_path / "data", site_of(tmp_path / "site"))
    found = {question.question: question for question in report.questions}
    assert found["plays"].prompt == "How often do you play?"
    play = found["plays"].samples[0]
    assert (play.asked, play.answered) == (3, 2)
    assert [(o.label, o.count) for o in play.options] == [("Never <b>", 1), ("Often", 1)]
    scale = found["fun"].samples[0]
    assert [o.count for o in scale.options] == [0, 0, 0, 2, 1]
    assert scale.numbers is not None
    assert scale.numbers.mean == pytest.approx(13 / 3)
    age_ = found["age"].samples[0].numbers
    assert age_ is not None
    assert (age_.q1, age_.median, age_.q3) == (25, 30, 50)
    said = found["words"].samples[0]
    assert (said.answered, said.numbers, said.options) == (3, None, [])


def test_timing_is_of_sessions_and_of_all_steps(tmp_path: Path) -> None:
    save(tmp_path, *made(1, [1.0, 1.0]), *made(2, [1.0], late=30))
    [found] = report_of(tmp_path).timing
    assert (found.game, found.sessions) == ("main", 2)
    assert found.late == pytest.approx(0.1)
    assert found.late_median == pytest.approx(0.15)
    assert [each.sessions for each in found.bins] == [1, 0, 0, 0, 0, 1]
    assert found.input_to_frame_ms == 21.5


def test_integrity_is_what_check_finds(tmp_path: Path) -> None:
    first, *rest = cart_session("d" * 32)
    save(tmp_path, *made(1, [1.0]), *rest, withdrawn("e" * 32), *made(2, [], outcome=None))
    (tmp_path / "note.txt").write_text("Call Anna")
    report = report_of(tmp_path)
    found = report.integrity
    assert not found.sound
    assert {damage.kind for damage in found.damages} >= {"gap"}
    assert (found.damaged, found.whole, found.to_be_deleted, found.foreign) == (1, 1, 1, 1)
    assert "Something is missing or wrong." in render(report)
    assert first.key.session not in render(report)


def test_the_study_of_most_sessions_is_reported(tmp_path: Path) -> None:
    stranger = Writer("page-1", "f" * 32).seal(session(session="f" * 32), experiment="other")
    save(tmp_path, *made(1, [1.0]), *made(2, [1.0]), stranger)
    report = report_of(tmp_path)
    assert (report.experiment, report.sessions, report.of_others) == ("cartpole", 2, 1)


def test_exclusions_are_read_from_the_file(tmp_path: Path) -> None:
    example = Path(__file__).parents[2] / "examples" / "cartpole"
    shutil.copytree(example, tmp_path / "study")
    file = tmp_path / "study" / "exp.yml"
    text = "session.outcome != 'done' and timing.play.late > 0.1"
    file.write_text(f"{file.read_text()}\nexclusions:\n  slow: {text}\n")
    [read] = load_experiment(file).exclusions
    assert read == exclusion("slow", text)
