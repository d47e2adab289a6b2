"""Questions between the rounds of a game, practice, and results on pages; over reloads too."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from gymbrowser.contract.records import AnswersRecord
from gymbrowser.data.sessions import Session
from gymbrowser.data.tables.load import load
from tests.browser.axe import barriers
from tests.browser.conftest import Publish, Study

PAGES = {
    "seen.md": "# Round over\n\nYou kept it up for {{ results.play.last }} steps.",
    "mood.yml": 'intro: "# Mood"\nquestions: [{name: mood, prompt: How was it?, text: {}}]\n',
    "bye.md": "# Bye\n\nAll in all {{ results.play.return }}; you said: {{ answers.mood.mood }}.",
}
STUDY = """
id: between
title: Between
environment: {gym_id: CartPole-v1}
steps:
  - game: &play
      id: try
      practice: true
      pace: turn_based
      max_steps: 3
      controls: {keys: {ArrowLeft: 0, ArrowRight: 1}}
  - game:
      <<: *play
      id: play
      practice: false
      episodes: 3
      feedback: {good: KeyG}
      between:
        steps: [page: pages/seen.md, form: pages/mood.yml]
        every: 1
  - page: {file: pages/calm.md}
    when: answers.mood.mood == 'calm'
  - end: {page: pages/bye.md}
participant: {id: [participant]}
"""
MAX_STEPS = 3
WITHIN_MS = 60_000


@pytest.fixture(scope="module")
def study(publish: Publish, tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("between")
    (folder / "pages").mkdir()
    for name, text in {**PAGES, "calm.md": "# Calm"}.items():
        (folder / "pages" / name).write_text(text, encoding="utf-8")
    return publish(STUDY, example=folder)


@pytest.fixture(scope="module")
def session(
    study: Study, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Session]:
    """Takes the study, and reloads it while it asks, while it plays, and when all was played."""
    page = browser.new_page()
    page.goto(f"{study.origin}/?participant=asked")
    expect(page.get_by_text("This is for practice")).to_be_visible(timeout=WITHIN_MS)
    play(page, "Start", 3)
    go_on(page)

    play(page, "Start", 3)
    see(page, "Round over")
    expect(page.get_by_text("You kept it up for 3 steps.")).to_be_visible()
    page.reload()
    see(page, "Round over")
    go_on(page)
    see(page, "Mood")
    page.reload()
    say(page, "good")  # with the key of the game's feedback in it

    play(page, "Next round", 2)
    page.reload()
    expect(page.get_by_text("this round begins anew")).to_be_visible(timeout=WITHIN_MS)
    play(page, "Next round", 3)
    see(page, "Round over")
    assert barriers(page) == []
    go_on(page)
    say(page, "calm")

    play(page, "Next round", 3)
    go_on(page)
    see(page, "Round over")
    page.reload()
    see(page, "Round over")
    go_on(page)
    say(page, "calm")
    see(page, "Calm")
    go_on(page)
    see(page, "Bye")
    expect(page.get_by_text("All in all 9; you said: calm.")).to_be_visible()
    saved = page.get_by_role("paragraph").filter(has_text="Everything was sent and saved.")
    expect(saved).to_be_visible(timeout=WITHIN_MS)
    (found,) = study.sessions(tmp_path_factory.mktemp("data"))
    yield found
    page.context.close()


def see(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", name=heading)).to_be_visible(timeout=WITHIN_MS)


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Continue").click(timeout=WITHIN_MS)


def say(page: Page, mood: str) -> None:
    see(page, "Mood")
    page.get_by_label("How was it?").press_sequentially(mood)
    go_on(page)


def play(page: Page, button: str, steps: int) -> None:
    page.get_by_role("button", name=button).click(timeout=WITHIN_MS)
    counted = page.locator(".hud div", has=page.get_by_text("Steps", exact=True)).first
    for step in range(1, steps + 1):
        page.keyboard.press("ArrowLeft")
        if step < MAX_STEPS:  # the last one takes the game away
            expect(counted.locator("dd")).to_have_text(str(step))


def test_the_answers_say_which_round_they_followed(session: Session) -> None:
    assert session.problems == ()
    said = [
        (record.step, record.answers["mood"], record.within and record.within.episode)
        for record in session.records(AnswersRecord)
    ]
    assert said == [("mood", "good", 0), ("mood", "calm", 1), ("mood", "calm", 2)]


def test_a_reload_between_rounds_interrupts_none(session: Session) -> None:
    played = [
        (e.start.attempt, e.start.episode, e.start.seed_from, e.end is not None)
        for e in session.episodes
        if e.start.step == "play"
    ]
    assert [one for one in played if one[-1]] == [
        (1, 0, "same", True),
        (3, 1, "reserve", True),
        (3, 2, "same", True),
    ]
    # The second round was on show before the reload in it; before the first, if there was time.
    *before, within = [one for one in played if not one[-1]]
    assert within == (2, 1, "same", False)
    assert before in ([], [(1, 1, "same", False)])


def test_what_is_typed_between_rounds_is_no_feedback(session: Session) -> None:
    signals = [signal for episode in session.episodes for signal in episode.signals]
    assert {signal.kind for signal in signals} == {"button"}


def test_tables_know_the_round_and_leave_practice_out(
    session: Session, study: Study, tmp_path: Path
) -> None:
    study.pull(tmp_path)
    data = load(tmp_path)
    assert data.answers["after_episode"] == [0, 1, 2]
    assert set(data.episodes["step"]) == {"play"}
    assert set(load(tmp_path, practice=True).episodes["step"]) == {"try", "play"}
