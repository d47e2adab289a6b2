"""The example `preferences` in a real browser: its clips are watched, compared and ranked."""

import sys
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

import gymbrowser
from gymbrowser.contract.judging_records import RankingRecord, ReactionRecord, WatchedRecord
from gymbrowser.data.sessions import Session
from gymbrowser.data.tables.load import Data
from tests.browser.axe import barriers
from tests.browser.conftest import ROOT, Publish, Study
from tests.browser.participant import Participant, Witness

EXAMPLE = ROOT / "examples" / "preferences"
WIDTH = "document.documentElement.scrollWidth"
PAIRS = 30
RELOAD_AFTER = 7
SEEDED = """(() => {
  let state = 12345;
  crypto.getRandomValues = (bytes) => {
    for (let at = 0; at < bytes.length; at++) {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      bytes[at] = state >>> 24;
    }
    return bytes;
  };
})()"""
"""So that the session's seed, and with it the pairs and the figures, are the same each time."""


@pytest.fixture(scope="module")
def study(publish: Publish) -> Study:
    """For people in a hurry: the pairs need not be seen to their ends."""
    text = (EXAMPLE / "exp.yml").read_text(encoding="utf-8")
    for old, new in (("mode: dev\n", ""), ("draw: 24\n", "draw: 24\n      min_viewing: 0\n")):
        assert text.count(old) == 1
        text = text.replace(old, new)
    return publish(text, example=EXAMPLE)


@dataclass(frozen=True)
class Judged:
    """What an oracle left behind, who knows the true returns."""

    study: Study
    session: Session
    data: Data
    returns: dict[str, float]


@pytest.fixture(scope="module")
def judged(study: Study, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    returns = {name: true_return(clip) for name, clip in gymbrowser.load_clips(study.site).items()}
    context = browser.new_context()
    page, witness = context.new_page(), Witness()
    witness.watch(page)
    page.add_init_script(SEEDED)
    page.goto(study.origin)
    Oracle(page, returns).take_part()
    context.close()
    assert (witness.violations, witness.errors) == ([], [])
    folder = tmp_path_factory.mktemp("pulled")
    return Judged(study, study.only_session(folder), gymbrowser.load(folder), returns)


def true_return(clip: Any) -> float:
    (track,) = clip.agents.values()
    return float(track.rewards.sum())


class Oracle(Participant):
    """Prefers what has the higher true return; by keys and buttons in turn."""

    def __init__(self, page: Page, returns: dict[str, float]) -> None:
        super().__init__(page)
        self.returns = returns

    def take_part(self) -> None:
        self.go_on()
        self.agree()
        self.watch_clips()
        for number in range(PAIRS):
            expect(self.number("Pair", number + 1, PAIRS)).to_be_visible()
            self.prefer(number)
            if number + 1 == RELOAD_AFTER:
                expect(self.number("Pair", number + 2, PAIRS)).to_be_visible()
                self.page.reload()
        self.rank_clips()
        self.see_that_all_is_saved()

    def watch_clips(self) -> None:
        self.expect_heading("What you will see")
        self.button("Play").click()
        self.page.keyboard.press("g")
        expect(self.page.get_by_text("You said: Good.")).to_be_visible()
        expect(self.button("Continue")).to_be_disabled()
        self.continue_once_seen()
        expect(self.number("Clip", 2, 2)).to_be_visible()
        expect(self.button("Pause")).to_be_visible()  # it has begun by itself
        self.button("Bad").click()
        expect(self.page.get_by_text("You said: Bad.")).to_be_visible()
        self.continue_once_seen()

    def prefer(self, number: int) -> None:
        first, second = self.clips()
        is_first = self.returns[first] > self.returns[second]
        if number % 2:
            self.page.keyboard.press("ArrowLeft" if is_first else "ArrowRight")
        else:
            self.button("A is better" if is_first else "B is better").click()

    def rank_clips(self) -> None:
        """By the keyboard alone."""
        self.expect_heading("Put them into order")
        self.expect_accessible(1280)
        shown = dict(zip(self.clips(), ["A", "B", "C"], strict=True))
        best = sorted(shown, key=lambda name: -self.returns[name])
        for place, name in enumerate(best):
            for _ in range(self.clips().index(name) - place):
                self.page.get_by_role("button", name=f"Move Clip {shown[name]} up").press("Enter")
        assert self.clips() == best
        expect(self.button("Continue")).to_be_disabled()
        self.button("Play").press("Enter")
        self.continue_once_seen()

    def continue_once_seen(self) -> None:
        expect(self.button("Continue")).to_be_enabled()
        self.go_on()

    def expect_accessible(self, width: int) -> None:
        """Nothing that axe finds, and nothing that sticks out."""
        assert (barriers(self.page), self.page.evaluate(WIDTH)) == ([], width)

    def clips(self) -> list[str]:
        canvases = self.page.locator("canvas[data-clip]").all()
        return [canvas.get_attribute("data-clip") or "" for canvas in canvases]

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)

    def number(self, what: str, number: int, of: int) -> Locator:
        return self.page.locator("p.note").filter(has_text=f"{what} {number} of {of}")


def test_every_judgement_is_recorded_and_none_is_asked_for_twice(judged: Judged) -> None:
    rows = list(judged.data.comparisons.rows())
    assert [row["judgement"] for row in rows] == list(range(PAIRS))
    true = judged.returns
    for row in rows:
        better = max(row["first"], row["second"], key=lambda name: true[name])
        assert row["preferred"] == better
        assert row["gold"] in (None, better)
        if row["repeat_of"] is not None:
            earlier = rows[row["repeat_of"]]
            assert (row["first"], row["second"]) == (earlier["second"], earlier["first"])
            assert row["judgement"] - row["repeat_of"] > 1
    assert sum(row["gold"] is not None for row in rows) == 2
    assert sum(row["repeat_of"] is not None for row in rows) == 4
    assert {row["by"] for row in rows} == {"key", "button"}
    clips = gymbrowser.load_clips(judged.study.site)
    assert all(row["first_data"] == clips[row["first"]].sha256 for row in rows)


def test_reactions_say_at_which_step_of_the_clip_they_were_given(judged: Judged) -> None:
    good, bad = judged.session.records(ReactionRecord)
    assert (good.name, good.value, good.by, good.clip) == ("good", 1, "key", "aimless-1")
    assert (bad.name, bad.value, bad.by, bad.clip) == ("bad", -1, "button", "steady-1")
    for reaction in (good, bad):
        assert reaction.after == reaction.frame == int(reaction.position_s * 20 + 1e-6)
        assert reaction.play == 0
    watched = list(judged.session.records(WatchedRecord))
    assert [(each.clip, each.judgement) for each in watched] == [("aimless-1", 0), ("steady-1", 1)]
    assert all(each.plays == 1 and each.viewed_ms > 0 for each in watched)


def test_a_ranking_says_how_it_was_shown_and_what_became_of_it(judged: Judged) -> None:
    (ranking,) = judged.session.records(RankingRecord)
    assert ranking.ranking == sorted(ranking.clips, key=lambda name: -judged.returns[name])
    assert sorted(ranking.clips) == ["aimless-3", "shaky-3", "steady-3"]
    # The moves that sort the first order by neighbours.
    places = [ranking.ranking.index(name) for name in ranking.clips]
    inversions = sum(b < a for i, a in enumerate(places) for b in places[i + 1 :])
    assert ranking.moves == inversions


def test_a_reward_model_that_learns_from_the_file_knows_what_nobody_saw(judged: Judged) -> None:
    sys.path.insert(0, str(EXAMPLE))
    try:
        model = import_module("reward_model")
    finally:
        sys.path.remove(str(EXAMPLE))
    answers = model.preferences(judged.data.comparisons.rows())
    assert len(answers) == PAIRS - 2
    shown = {name for each in answers for name in (each.first, each.second)}
    summed, _ = model.clips_of(judged.study.site)
    assert not shown & set(model.held_out(summed))
    correlation, right = model.evaluate(answers, judged.study.site)
    said = f"{len(answers)} answers: Spearman {correlation:.2f}, {right:.0%} of pairs in order"
    print(said)  # noqa: T201  # a figure for the reader of `pytest -s`
    assert correlation > 0.75
    assert right > 0.75


def test_it_is_accessible_and_screens_out_who_does_not_look(study: Study, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(study.origin)
    person = Oracle(page, {})
    person.go_on()
    person.agree()
    person.expect_heading("What you will see")
    person.expect_accessible(320)
    person.button("Play").click()
    person.continue_once_seen()
    person.continue_once_seen()
    expect(person.number("Pair", 1, PAIRS)).to_be_visible()
    person.expect_accessible(320)
    first, second = (canvas.bounding_box() for canvas in page.locator("canvas[data-clip]").all())
    assert first is not None
    assert second is not None
    assert first["y"] + first["height"] < second["y"]  # one above the other
    for number in range(PAIRS):
        expect(person.number("Pair", number + 1, PAIRS)).to_be_visible()
        page.keyboard.press("ArrowDown")
    person.expect_heading("Thank you for your time")  # the gold pairs were no ties
    context.close()
