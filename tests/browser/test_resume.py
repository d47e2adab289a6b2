"""A round that a reload or a kill interrupts goes on where it was: `on_reload: replay`."""

import shutil
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, expect

from gymbrowser.contract.game_records import RecoveryRecord
from gymbrowser.contract.records import AnswersRecord, ConditionRecord, OrderRecord
from gymbrowser.data.episodes import Episode
from gymbrowser.data.sessions import Session
from gymbrowser.data.tables.load import load
from gymbrowser.data.timing import quality_of
from gymbrowser.data.trajectory import Trajectory, decode, step_count
from tests.browser.browser_side import wait_until
from tests.browser.conftest import CARTPOLE, Publish, Study, run_cli
from tests.browser.faults.profiles import Profile

STUDY = """
id: resume
title: Resume
environment: {gym_id: CartPole-v1, source: env}
policies:
  warm: &trained
    onnx: policies/cartpole.onnx
    observation: {obs: flatten}
    action: {from: logits, choose: sample, temperature: 1.5}
  hot:
    <<: *trained
    action: {from: logits, choose: sample, temperature: 1.6}
  partner: {by: partner, levels: {warm: warm, hot: hot}}
conditions:
  partner: {levels: [warm, hot]}
steps:
  - block:
      id: reading
      order: shuffled
      steps:
        - page: pages/one.md
        - page: pages/two.md
  - game:
      id: play
      pace: turn_based
      max_steps: 12
      episodes: 2
      seeds: per_session
      controls: {keys: {ArrowLeft: 0, ArrowRight: 1}}
      on_reload: replay
      probes:
        - at: {step: 4}
          steps: [form: pages/sure.yml]
      view: {draw: "cartpole_view:draw"}
  - game:
      id: watch
      agents: {player: partner}
      max_steps: 60
      fps: 20
      countdown: 0
      on_reload: replay
      view: {draw: "cartpole_view:draw"}
  - end: {}
participant: {id: [participant]}
"""
PAGES = {
    "one.md": "# One",
    "two.md": "# Two",
    "sure.yml": 'intro: "# Sure?"\nquestions: [{name: sure, prompt: How sure?, text: {}}]\n',
}
KEPT = """
async (least) => {
  const [{ name }] = await indexedDB.databases();
  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const database = await asked(indexedDB.open(name));
  const store = database.transaction("journal").objectStore("journal");
  const [keys, rows] = await Promise.all([asked(store.getAllKeys()), asked(store.getAll())]);
  database.close();
  const taped = rows.filter((_, at) => keys[at][1] === "tape").flatMap(({ lines }) => lines);
  return taped.reduce((sum, line) => sum + (JSON.parse(line).count ?? 0), 0) >= least;
}
"""
"""Whether so many steps of the running round would survive the tab."""
WITHIN_MS = 90_000
MOST_STEPS = 12
ASKED_AT = 4


@pytest.fixture(scope="module")
def study(publish: Publish, tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("resume") / "source"
    for part in ("env", "policies"):
        shutil.copytree(CARTPOLE / part, folder / part)
    (folder / "pages").mkdir()
    for name, text in PAGES.items():
        (folder / "pages" / name).write_text(text, encoding="utf-8")
    return publish(STUDY, example=folder)


@pytest.fixture(scope="module")
def reloaded(
    study: Study, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Session]:
    """Reloads in both games: between two presses, while a probe asks, and while a policy acts."""
    page = browser.new_page()
    page.goto(f"{study.origin}/?participant=reloads")
    read(page)
    begin(page, "Start")
    press(page, 3)
    reload(page)
    press(page, ASKED_AT)
    see_the_question(page)
    page.reload()
    come_back(page)
    answer(page)
    press(page, 7)
    reload(page)
    reload(page)
    press(page, MOST_STEPS)
    play_a_round(page)
    go_on(page)

    begin(page, "Start")
    for steps in (10, 25):
        watch(page, steps)
        reload(page)
    finish(page)
    yield one_of(study, "reloads", tmp_path_factory.mktemp("data"))
    page.context.close()


@pytest.fixture(scope="module")
def killed(
    study: Study,
    playwright: Playwright,
    chromium_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Session:
    """Its browser is killed in both games."""
    folder = tmp_path_factory.mktemp("killed")
    profile = Profile(folder / "profile", playwright, chromium_path)
    address = f"{study.origin}/?participant=kills"
    with profile.open() as context:
        page = context.new_page()
        page.goto(address)
        read(page)
        # Chromium itself forgets a storage whose first use is followed by a kill too soon.
        expect(page.get_by_role("button", name="Start")).to_be_visible(timeout=WITHIN_MS)
    with profile.open() as context:
        page = context.new_page()
        page.goto(address)
        begin(page, "Start")
        press(page, 3)
        await_kept(page, 3)
        profile.kill()
    with profile.open() as context:
        page = context.new_page()
        page.goto(address)
        come_back(page)
        press(page, ASKED_AT)
        answer(page)
        press(page, MOST_STEPS)
        play_a_round(page)
        go_on(page)
        begin(page, "Start")
        watch(page, 20)
        profile.kill()
    with profile.open() as context:
        page = context.new_page()
        page.goto(address)
        come_back(page)
        finish(page)
    return one_of(study, "kills", folder / "data")


def one_of(study: Study, name: str, folder: Path) -> Session:
    (session,) = [each for each in study.sessions(folder) if each.participant == name]
    return session


def read(page: Page) -> None:
    for _ in range(2):
        go_on(page)


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Continue").click(timeout=WITHIN_MS)


def begin(page: Page, button: str) -> None:
    page.get_by_role("button", name=button).click(timeout=WITHIN_MS)


def counter(page: Page) -> Locator:
    """What the page says of the steps that are over."""
    return page.locator(".hud div", has=page.get_by_text("Steps", exact=True)).first.locator("dd")


def press(page: Page, upto: int) -> None:
    """One step a press, by turns to the left and to the right."""
    for step in range(int(counter(page).inner_text()), upto):
        page.keyboard.press("ArrowLeft" if step % 2 else "ArrowRight")
        if step + 1 not in (ASKED_AT, MOST_STEPS):  # these take the game away
            expect(counter(page)).to_have_text(str(step + 1))


def see_the_question(page: Page) -> None:
    expect(page.get_by_role("heading", name="Sure?")).to_be_visible(timeout=WITHIN_MS)


def answer(page: Page) -> None:
    see_the_question(page)
    page.get_by_label("How sure?").press_sequentially("quite")
    go_on(page)
    expect(counter(page)).to_be_visible()


def play_a_round(page: Page) -> None:
    begin(page, "Next round")
    press(page, ASKED_AT)
    answer(page)
    press(page, MOST_STEPS)


def watch(page: Page, steps: int) -> None:
    """Until so many are over."""
    page.wait_for_function(
        "least => [...document.querySelectorAll('.hud dd')].some(each => each.textContent >= least "
        "&& each.previousElementSibling.textContent === 'Steps')",
        arg=steps,
        timeout=WITHIN_MS,
    )


def await_kept(page: Page, steps: int) -> None:
    """Not by `wait_for_function`, to which any promise is true."""
    wait_until(lambda: page.evaluate(KEPT, steps))


def reload(page: Page) -> None:
    """Nothing that was on the disk is lost by it."""
    seen = int(counter(page).inner_text())
    await_kept(page, seen)
    page.reload()
    come_back(page, seen)


def come_back(page: Page, least: int = 0) -> int:
    """Go on; returns after how many steps, which are shown some frames later."""
    expect(page.get_by_text("You were here.")).to_be_visible(timeout=WITHIN_MS)
    watch(page, least)
    steps = int(counter(page).inner_text())
    go_on(page)
    return steps


def finish(page: Page) -> None:
    expect(page.get_by_text("That was the last round.")).to_be_visible(timeout=WITHIN_MS)
    go_on(page)
    saved = page.get_by_role("paragraph").filter(has_text="Everything was sent and saved.")
    expect(saved).to_be_visible(timeout=WITHIN_MS)


@pytest.fixture(params=["reloaded", "killed"])
def session(request: pytest.FixtureRequest) -> Session:
    found: Session = request.getfixturevalue(request.param)
    return found


def attempts_of(session: Session) -> dict[tuple[str, int], list[Episode]]:
    """Those that were begun, in their order."""
    found: defaultdict[tuple[str, int], list[Episode]] = defaultdict(list)
    interrupted = {(r.step, r.attempt, r.episode) for r in session.records(RecoveryRecord)}
    for episode in sorted(session.episodes, key=lambda each: each.start.attempt):
        start = episode.start
        if episode.end is not None or (start.step, start.attempt, start.episode) in interrupted:
            found[start.step, start.episode].append(episode)
    return found


def test_the_session_stays_the_same(session: Session) -> None:
    assert session.problems == ()
    assert session.end is not None
    assert session.end.outcome == "done"
    assert len({visit.seed for visit in session.visits}) == 1
    assert len(session.records(ConditionRecord)) == len(session.records(OrderRecord)) == 1
    assert {r.way for r in session.records(RecoveryRecord)} == {"replay"}


def test_each_attempt_begins_with_all_of_the_one_before(session: Session) -> None:
    attempts = attempts_of(session)
    assert {key for key, each in attempts.items() if len(each) > 1} == {("play", 0), ("watch", 0)}
    for episodes in attempts.values():
        assert [e.end is not None for e in episodes] == [*[False] * (len(episodes) - 1), True]
        assert episodes[0].start.replayed == 0
        for before, after in pairwise(episodes):
            assert before.start.seed == after.start.seed
            assert after.start.replayed == step_count(before)
            is_prefix(decode(before).agents["player"], decode(after).agents["player"])


def is_prefix(before: Trajectory, after: Trajectory) -> None:
    steps = len(before.rewards)
    assert steps > 0
    for column in (
        "observations",
        "actions",
        "intended",
        "sources",
        "rewards",
        "terminated",
        "truncated",
    ):
        known = getattr(before, column)
        assert np.array_equal(known, getattr(after, column)[: len(known)]), column
    assert np.array_equal(before.uniforms, after.uniforms[:steps], equal_nan=True)


def test_a_question_that_was_not_answered_comes_again(reloaded: Session) -> None:
    asked = [
        (record.within.attempt, record.within.episode, record.within.after)
        for record in reloaded.records(AnswersRecord)
        if record.within is not None
    ]
    assert asked == [(3, 0, ASKED_AT), (5, 1, ASKED_AT)]


def test_what_was_played_again_is_not_timed(session: Session) -> None:
    (*_, resumed) = attempts_of(session)["watch", 0]
    assert resumed.timing is not None
    assert resumed.timing.steps == step_count(resumed) - resumed.start.replayed
    quality = quality_of(resumed)
    assert quality.interval == resumed.timing.interval
    assert quality.delay == resumed.timing.delay
    assert quality.late == resumed.timing.late


def test_the_data_tools_have_whole_episodes(study: Study, session: Session, tmp_path: Path) -> None:
    study.pull(tmp_path)
    tables = load(tmp_path)
    rows = [
        (step, episode, replayed, steps)
        for whose, step, episode, replayed, steps, reason in zip(
            *(
                tables.episodes[name]
                for name in ("session", "step", "episode", "replayed", "steps", "reason")
            ),
            strict=True,
        )
        if whose == session.id and reason not in ("reload", None)
    ]
    whole = {
        key: (episodes[-1].start.replayed, step_count(episodes[-1]))
        for key, episodes in attempts_of(session).items()
    }
    assert {(step, episode): rest for step, episode, *rest in rows} == {
        key: list(each) for key, each in whole.items()
    }
    run_cli("data", "verify", tmp_path, "--site", study.site)


CLOCK = """
id: clock
title: Clock
environment: {entry_point: "clock_env:Clock", source: env}
steps:
  - game:
      id: play
      pace: turn_based
      max_steps: 5
      episodes: 2
      seeds: per_session
      controls: {keys: {ArrowLeft: 0, ArrowRight: 1}}
      on_reload: replay
      view: {render_mode: ansi}
  - end: {}
participant: {id: [participant]}
"""


@pytest.fixture(scope="module")
def clock(publish: Publish, tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("clock") / "source"
    (folder / "env").mkdir(parents=True)
    return publish(CLOCK, Path(__file__).with_name("clock_env.py"), example=folder)


def test_a_round_that_cannot_be_repeated_begins_again_and_says_why(
    clock: Study, browser: Browser, tmp_path: Path
) -> None:
    page = browser.new_page()
    page.goto(f"{clock.origin}/?participant=clock")
    begin(page, "Start")
    press(page, 3)
    await_kept(page, 3)
    page.reload()
    expect(page.get_by_text("this round begins anew")).to_be_visible(timeout=WITHIN_MS)
    begin(page, "Start")
    press(page, 3)
    await_kept(page, 3)
    page.reload()
    expect(page.get_by_role("heading", name="This game ends here")).to_be_visible(timeout=WITHIN_MS)
    go_on(page)
    saved = page.get_by_role("paragraph").filter(has_text="Everything was sent and saved.")
    expect(saved).to_be_visible(timeout=WITHIN_MS)
    page.context.close()
    session = clock.only_session(tmp_path)
    recoveries = session.records(RecoveryRecord)
    assert [(r.attempt, r.way, r.failures) for r in recoveries] == [
        (1, "replay", 1),
        (1, "restart", 1),
        (2, "replay", 2),
        (2, "interrupted", 2),
    ]
    why = "something else came of the same actions: `observation` of player."
    assert [r.why is not None and r.why.endswith(why) for r in recoveries] == [False, True] * 2
    began = [(e.start.attempt, e.start.seed_from, e.start.replayed) for e in session.episodes]
    assert began == [(1, "per_session", 0), (2, "reserve", 0)]
