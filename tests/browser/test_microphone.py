"""The microphone: asked for in words, heard, recorded at a step and during a game, or done without.

Chromium has a microphone of its own for this, which beeps once a second.
"""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from gymbrowser.contract.audio_records import MicrophoneRecord
from gymbrowser.data.audio import Recording, write_recordings
from gymbrowser.data.trajectory import step_count
from tests.browser.axe import barriers
from tests.browser.conftest import Publish, Study
from tests.browser.participant import BOOT_TIMEOUT_MS, Participant
from tests.browser.test_replay import Played, Replay, replaying
from tests.conftest import launch_chromium
from tests.engines.chromium import MICROPHONE

EXPERIMENT = """\
id: voices
title: Voices
environment: {gym_id: CartPole-v1, source: env}
steps:
  - consent: pages/consent.md
  - microphone: {id: say, record: true, max_seconds: 30}
  - game:
      id: aloud
      fps: 5
      countdown: 0
      agents: {player: random}
      seeds: {same: [1]}
      view: {draw: cartpole_view:draw}
      record: {microphone: true}
  - microphone: {id: must, required: true}
  - end: {page: pages/thanks.md}
"""
SLACK_S = 1
"""A busy machine takes a while from the press of a button to the first sound."""
_NOTE = """() => {
  self.noted = [];
  const audio = document.querySelector("audio");
  for (const type of ["playing", "pause"])
    audio.addEventListener(type, () => noted.push([type, audio.playbackRate]));
}"""
_LENGTH = """async (sound) => {
  const bytes = Uint8Array.from(atob(sound), (letter) => letter.charCodeAt(0));
  const decoded = await new OfflineAudioContext(1, 1, 48000).decodeAudioData(bytes.buffer);
  const loudest = decoded.getChannelData(0).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return [decoded.duration, loudest];
}"""


@pytest.fixture(scope="module")
def study(publish: Publish) -> Study:
    return publish(EXPERIMENT)


@pytest.fixture(scope="module")
def with_microphone(playwright: Playwright, chromium_path: Path) -> Iterator[Browser]:
    with launch_chromium(playwright, chromium_path, *MICROPHONE) as browser:
        yield browser


def test_what_is_said_arrives_as_files_that_play(
    study: Study, with_microphone: Browser, tmp_path: Path
) -> None:
    page = arrive(study, with_microphone, "speaker")
    participant = Participant(page)
    allow(page)
    meter = page.get_by_role("meter", name="How loud it is")
    expect(meter).to_be_visible()
    page.wait_for_function("() => document.querySelector('meter').value > 0.02")
    assert barriers(page) == []
    page.get_by_role("button", name="Start recording").click()
    expect(page.get_by_text("Recording: 28 seconds left.")).to_be_visible()
    page.get_by_role("button", name="Stop recording").click()
    expect(page.get_by_text("Recorded: ")).to_be_visible()
    participant.go_on()
    participant.start_episode()
    expect(page.get_by_text("The microphone is on")).to_be_visible()
    expect(participant.next_button()).to_be_visible(timeout=BOOT_TIMEOUT_MS)
    participant.go_on()
    participant.go_on()  # at the last step too it is open already
    participant.see_that_all_is_saved()
    data = tmp_path / "data"
    (session,) = study.sessions(data)
    said, game = write_recordings(data, tmp_path / "voices").found
    assert (said.step, game.step, said.whole, game.whole) == ("say", "aloud", True, True)
    (episode,) = session.episodes
    at_least = {said: 2 - SLACK_S, game: step_count(episode) / 5 - SLACK_S}
    for recording, least in at_least.items():
        seconds, loudest = played(page, tmp_path / "voices", recording)
        assert seconds > least
        assert loudest > 0.1
    assert game.begun_t_ms > said.begun_t_ms
    assert episode.start.t >= session.records(MicrophoneRecord)[0].t
    page.context.close()
    with replaying(Played(study.site, data, session, []), session.id) as address:
        is_heard(with_microphone, address, step_count(episode), said)


def is_heard(browser: Browser, address: str, steps: int, said: Recording) -> None:
    """In a replay of the game: it is where the slider is, and plays with the film."""
    page = browser.new_context().new_page()
    page.goto(address)
    replay = Replay(page)
    replay.is_ready()
    expect(page.get_by_text("What was said is heard with the film.")).to_be_visible()
    audio = page.locator("audio")
    places = []
    for picture in (1, steps // 2, steps):
        replay.slide_to(picture)
        places.append(audio.evaluate("audio => audio.currentTime"))
    assert places == sorted(places)
    # Five steps a second: as far apart in the recording as they were in the game.
    assert places[1] - places[0] == pytest.approx((steps // 2 - 1) / 5, abs=SLACK_S)
    assert audio.evaluate("audio => audio.duration") > places[1]
    assert audio.evaluate("audio => audio.paused")
    page.evaluate(_NOTE)
    page.get_by_label("Speed").select_option("2")
    page.locator("h1").click()
    page.keyboard.press("Home")
    page.keyboard.press(" ")
    replay.sees(steps)
    page.wait_for_function("() => document.querySelector('audio').paused")
    noted = page.evaluate("() => noted")
    assert ["playing", 2] in noted, "the rate of the film"
    assert noted[-1][0] == "pause"
    page.get_by_label("Sound").uncheck()
    assert audio.evaluate("audio => audio.muted")
    assert barriers(page) == []
    answer = page.request.get(f"{address}sessions/0/sounds/0")
    assert (answer.headers["content-type"], len(answer.body())) == ("audio/webm", said.bytes)
    assert page.request.get(f"{address}sessions/0/sounds/9").status == 404
    page.context.close()


def test_nobody_has_to_but_where_the_study_says_so(
    study: Study, browser: Browser, tmp_path: Path
) -> None:
    """This Chromium has no microphone, and asks nobody."""
    page = arrive(study, browser, "silent")
    allow(page)
    expect(page.get_by_role("alert")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("button", name="Go on without it").click()
    participant = Participant(page)
    participant.await_game()
    page.reload()  # nobody is asked again
    participant.watch(1)
    page.get_by_role("button", name="I can’t, or don’t want to").click()
    participant.expect_heading("The study ends here")
    expect(page.get_by_text("Everything was sent and saved.").first).to_be_visible()
    session = next(one for one in study.sessions(tmp_path) if one.participant == "silent")
    assert [r.state for r in session.records(MicrophoneRecord)] == ["refused", "without", "without"]
    assert session.end is not None
    assert session.end.outcome == "screened_out"
    page.context.close()


def arrive(study: Study, browser: Browser, name: str) -> Page:
    page = browser.new_context().new_page()
    page.goto(f"{study.origin}/?participant={name}")
    page.get_by_role("button", name="I agree").click()
    return page


def allow(page: Page) -> None:
    page.get_by_role("button", name="Allow the microphone").click()


def played(page: Page, folder: Path, recording: Recording) -> tuple[float, float]:
    """Seconds and the loudest sample, as a browser decodes the file."""
    sound = base64.b64encode((folder / recording.file).read_bytes()).decode()
    seconds, loudest = page.evaluate(_LENGTH, sound)
    return seconds, loudest
