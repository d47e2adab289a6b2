"""Questions in the middle of a round: when they come, what waits for them, what is recorded."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from gymbrowser.bridge import exact
from gymbrowser.contract.browser_records import EventRecord
from gymbrowser.contract.game_records import RecoveryRecord, UiRecord
from gymbrowser.contract.records import AnswersRecord, ErrorRecord
from gymbrowser.contract.signals import StepHookRecord
from gymbrowser.data.sessions import Session
from gymbrowser.data.tables.load import load
from gymbrowser.data.trajectory import decode
from gymbrowser.rerun_jobs import Recorded
from tests.browser.axe import barriers
from tests.browser.conftest import Publish, Study
from tests.browser.rerun import compare_in_pyodide

ENVIRONMENT = Path(__file__).with_name("probe_env.py")
FORM = 'intro: "# {title}"\nquestions: [{{name: said, prompt: "{title}?", text: {{}}}}]\n'
TITLES = {
    "begin": "Begin",
    "trust": "Trust",
    "place": "Place",
    "why": "Why",
    "after": "Afterwards",
    "tired": "Tired",
}
STUDY = """
id: probed
title: Probed
environment: {entry_point: "probe_env:Lane", source: env}
hooks: {coach: {python: "probe_env:Coach"}}
step_hook: coach
idle: {after: 3}
steps:
  - form: pages/begin.yml
  - game: &lane
      id: turns
      hook: coach
      pace: turn_based
      episodes: 2
      max_steps: 7
      controls: {keys: {ArrowRight: 1}}
      view: {draw: "probe_env:draw"}
      between:
        steps: [form: pages/after.yml]
        when: answers.trust.said == 'little' and results.turns.last >= 7
      probes:
        - at: {step: 2}
          steps: [form: pages/trust.yml, page: pages/rest.md]
        - at: {when: info.place >= 3}
          steps: [form: pages/place.yml]
        - at: {event: halfway}
          steps: [form: pages/why.yml]
  - game:
      id: time
      pace: real_time
      fps: 20
      countdown: 0
      max_steps: 80
      controls: {keys: {ArrowRight: 1}, default: 0}
      view: {draw: "probe_env:draw"}
      probes:
        - at: {seconds: 1.5}
          steps: [form: pages/tired.yml]
  - end: {page: pages/bye.md}
participant: {id: [participant]}
"""
STEPS = 7
WITHIN_MS = 90_000


@pytest.fixture(scope="module")
def study(publish: Publish, tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("probed")
    (folder / "pages").mkdir()
    (folder / "env").mkdir()
    pages = {f"{name}.yml": FORM.format(title=title) for name, title in TITLES.items()}
    pages |= {"rest.md": "# Rest", "bye.md": "# Bye"}
    for name, text in pages.items():
        (folder / "pages" / name).write_text(text, encoding="utf-8")
    return publish(STUDY, ENVIRONMENT, example=folder)


@pytest.fixture(scope="module")
def session(
    study: Study, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Session]:
    """Takes the study, and reloads it while a probe asks."""
    page = browser.new_page()
    page.goto(f"{study.origin}/?participant=asked")
    see(page, "Begin")
    asked = page.get_by_role("status").filter(has_text="Are you still there?")
    expect(asked).to_be_visible(timeout=WITHIN_MS)
    assert barriers(page) == []
    page.set_viewport_size({"width": 390, "height": 700})
    page.get_by_role("button", name="I am still here").click()
    expect(asked).not_to_be_visible()
    say(page, "Begin", "ready")
    begin(page, "Start")
    press(page, 2)
    see(page, "Trust")
    assert barriers(page) == []
    page.keyboard.press("ArrowRight")  # nobody hears it
    say(page, "Trust", "little")
    see(page, "Rest")
    page.get_by_role("button", name="Continue").click()
    play_on(page)
    say(page, "Afterwards", "well")

    begin(page, "Next round")
    press(page, 2)
    see(page, "Trust")
    page.reload()
    expect(page.get_by_text("this round begins anew")).to_be_visible(timeout=WITHIN_MS)
    begin(page, "Next round")
    press(page, 2)
    say(page, "Trust", "much")
    page.get_by_role("button", name="Continue").click()
    play_on(page)
    page.get_by_role("button", name="Continue").click(timeout=WITHIN_MS)

    begin(page, "Start")
    page.keyboard.down("ArrowRight")
    say(page, "Tired", "no")
    see(page, "Bye", after="Continue")
    saved = page.get_by_role("paragraph").filter(has_text="Everything was sent and saved.")
    expect(saved).to_be_visible(timeout=WITHIN_MS)
    yield study.only_session(tmp_path_factory.mktemp("data"))
    page.context.close()


def see(page: Page, heading: str, after: str | None = None) -> None:
    if after is not None:
        page.get_by_role("button", name=after).click(timeout=WITHIN_MS)
    expect(page.get_by_role("heading", name=heading)).to_be_visible(timeout=WITHIN_MS)


def say(page: Page, title: str, said: str) -> None:
    see(page, title)
    page.get_by_label(f"{title}?").fill(said)
    page.get_by_role("button", name="Continue").click()


def begin(page: Page, button: str) -> None:
    page.get_by_role("button", name=button).click(timeout=WITHIN_MS)


def press(page: Page, times: int) -> None:
    expect(page.get_by_role("application")).to_be_focused(timeout=WITHIN_MS)
    for _ in range(times):
        page.keyboard.press("ArrowRight")


def play_on(page: Page) -> None:
    """From the third step to the end of a round."""
    press(page, 1)
    say(page, "Place", "here")
    press(page, 2)
    say(page, "Why", "so")
    press(page, STEPS - 5)


def test_the_answers_say_after_which_step_the_round_waited(session: Session) -> None:
    said = [
        (one.step, one.answers["said"], (one.within.attempt, one.within.episode))
        for one in session.records(AnswersRecord)
        if one.within is not None
    ]
    first, second = (1, 0), (2, 1)
    assert said == [
        *[("trust", "little", first), ("place", "here", first), ("why", "so", first)],
        ("after", "well", first),
        *[("trust", "much", second), ("place", "here", second), ("why", "so", second)],
        ("tired", "no", (1, 0)),
    ]
    after = [one.within.after for one in session.records(AnswersRecord) if one.within is not None]
    assert after[:7] == [2, 3, 5, None, 2, 3, 5]


def test_the_game_waits_and_goes_on_where_it_was(session: Session, study: Study) -> None:
    played = [episode for episode in session.episodes if episode.end is not None]
    assert [episode.end and episode.end.steps for episode in played] == [STEPS, STEPS, 80]
    for episode in played[:2]:
        pauses = [(pause.why, pause.paused, pause.steps) for pause in episode.pauses]
        assert pauses == [("probe", holds, at) for at in (2, 3, 5) for holds in (True, False)]
    again = compare_in_pyodide(study.site, [Recorded.of(episode) for episode in played])
    assert [each.first_difference for each in again] == [None] * 3


def test_the_hook_keeps_what_it_knows_over_probes(session: Session) -> None:
    counted = [exact.decode(one.data) for e in session.episodes for one in e.hook]
    # After the reload Python is another one: it has not seen the first round.
    assert counted == [STEPS, STEPS]
    calls = [(one.episode, call.call) for one in session.records(UiRecord) for call in one.calls]
    assert calls == [(0, "probe"), (1, "probe")]


def test_a_reload_in_a_probe_is_one_in_the_round(session: Session) -> None:
    ways = [(one.attempt, one.episode, one.way) for one in session.records(RecoveryRecord)]
    assert ways == [(1, 1, "restart")]


def test_who_does_nothing_on_a_form_is_asked(session: Session) -> None:
    events = [one for one in session.records(EventRecord) if one.event in ("idle", "back")]
    asked, back = events[:2]
    assert (asked.event, back.event) == ("idle", "back")
    assert back.detail["idle_ms"] >= 3000


def test_the_studys_hook_hears_of_steps_and_its_failure_ends_nothing(session: Session) -> None:
    told = [(one.step, one.call, exact.decode(one.data)) for one in session.records(StepHookRecord)]
    assert told == [
        (
            *("begin", "leave"),
            {"entered": ["begin"], "answers": {"said": "ready"}, "steps": 0},
        ),
        # After the reload Python is another one, and the step is entered again.
        ("turns", "leave", {"entered": ["turns"], "answers": {}, "steps": STEPS}),
        ("time", "leave", {"entered": ["turns", "time"], "answers": {}, "steps": STEPS}),
    ]
    (error,) = session.records(ErrorRecord)
    assert error.where == "time"
    assert "RuntimeError: ['turns'] are over" in error.detail


def test_a_key_that_was_held_is_let_go(session: Session) -> None:
    last = session.episodes[-1]
    began, ended = last.pauses
    assert (began.why, began.steps) == ("probe", ended.steps)
    assert 0 < began.steps < 80
    actions = np.asarray(decode(last).agents["player"].actions)
    assert actions[: began.steps].any()
    assert not actions[began.steps :].any()


def test_the_table_of_answers_knows_the_step(
    session: Session, study: Study, tmp_path: Path
) -> None:
    study.pull(tmp_path)
    answers = load(tmp_path).answers
    assert answers["after_steps"][1:8] == [2, 3, 5, None, 2, 3, 5]
    assert session.id  # its data are what was pulled
