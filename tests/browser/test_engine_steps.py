"""The microphone, and HTML step files of HIPPO Gym, in Chromium, Firefox and WebKit.

Each has a microphone of its own for tests, which beeps. WebKitGTK records only where GStreamer has
an encoder, which Debian's WebKit does not ask for: there the page says so, and the way goes on.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from gymbrowser.contract.audio_records import AudioRecord, MicrophoneRecord
from gymbrowser.contract.records import AnswersRecord
from gymbrowser.data.audio import write_recordings
from gymbrowser.data.sessions import Session
from tests.browser.conftest import Publish, Study
from tests.browser.test_hippo import publish_mountain
from tests.engines import ENGINES, Engine, Page, start

BOOT_S = 120
VOICES = """\
id: voices
title: Voices
environment: {gym_id: CartPole-v1, source: env}
steps:
  - consent: pages/consent.md
  - microphone: {id: say, record: true, max_seconds: 30}
  - game:
      id: aloud
      fps: 5
      max_steps: 8
      countdown: 0
      agents: {player: random}
      seeds: {same: [1]}
      view: {draw: cartpole_view:draw}
      record: {microphone: true}
  - end: {page: pages/thanks.md}
"""
RECORDS = """async () => {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  try {
    new MediaRecorder(stream).start();
    return true;
  } catch {
    return false;
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}"""
LOUD = "() => document.querySelector('meter')?.value > 0.01"


@pytest.fixture(scope="module")
def voices(publish: Publish) -> Study:
    return publish(VOICES)


@pytest.fixture(scope="module")
def mountain(publish: Publish, tmp_path_factory: pytest.TempPathFactory) -> Study:
    return publish_mountain(publish, tmp_path_factory.mktemp("project"))


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_said_is_recorded(
    engine: Engine, voices: Study, playwright: Playwright, tmp_path: Path
) -> None:
    with start(engine, playwright, hears=True) as page:
        page.goto(f"{voices.origin}/?participant={engine}")
        records = page.evaluate(RECORDS)
        page.click("button", "I agree")
        page.click("button", "Allow the microphone")
        if records:
            speak(page, engine)
        else:
            assert engine == "webkit", "the others bring their encoders"
            page.wait_for_text("Your browser can hear you, but can’t record what you say.")
            page.click("button", "Go on without it")
        page.click("button", "Start", timeout_s=BOOT_S)
        if records:
            page.wait_for_text("The microphone is on")
        page.click("button", "Continue", timeout_s=BOOT_S)
        page.wait_for_text("Everything was sent and saved.", timeout_s=60)
    session = session_of(engine, voices, tmp_path / "data")
    states = [record.state for record in session.records(MicrophoneRecord)]
    if not records:
        assert states == ["refused", "without"]
        assert [*session.records(AudioRecord)] == []
        return
    assert states == ["open"]
    found = write_recordings(tmp_path / "data", tmp_path / "files").found
    said, game = [one for one in found if one.session == session.id]
    assert (said.step, game.step, said.whole, game.whole) == ("say", "aloud", True, True)
    assert min(said.bytes, game.bytes) > 1000


def speak(page: Page, engine: Engine) -> None:
    # Firefox runs no AudioContext, and so no meter, on a machine without a loudspeaker.
    page.wait_for("() => document.querySelector('meter')" if engine == "firefox" else LOUD)
    page.click("button", "Start recording")
    page.wait_for_text("Recording: 28 seconds left.")
    page.click("button", "Stop recording")
    page.wait_for_text("Recorded: ")
    page.click("button", "Continue")


@pytest.mark.parametrize("engine", ENGINES)
def test_step_files_of_hippo_gym_are_answered(
    engine: Engine, mountain: Study, playwright: Playwright, tmp_path: Path
) -> None:
    with start(engine, playwright) as page:
        page.goto(f"{mountain.origin}/?userId={engine}")
        page.wait_for_text("May we?")
        page.click("button", "Continue")
        page.wait_for_text("Please tick at least one box.")
        page.click("label", "I take part")
        page.click("button", "Continue")
        tell_about_you(page, "Never", "The pole", "The lake")
        page.wait_for_text("The hill")
        page.click("button", "Continue")
        page.click("button", "Start", timeout_s=BOOT_S)
        page.press("ArrowRight", hold_ms=300)
        page.click("button", "End the game", timeout_s=BOOT_S)
        page.click("button", "Continue")
        tell_about_you(page, "Daily")
        page.wait_for_text("Everything was sent and saved.", timeout_s=60)
    session = session_of(engine, mountain, tmp_path)
    assert session.problems == ()
    consent, before, after = session.records(AnswersRecord)
    assert consent.answers == {"agree": "yes"}
    about = {"name": "Anna", "age": 31, "mail": None, "else": None}
    assert before.answers == {**about, "known": ["pole", "lake"], "drives": "never"}
    assert after.answers == {**about, "known": [], "drives": "daily"}


def tell_about_you(page: Page, drives: str, *known: str) -> None:
    page.wait_for_text("About you")
    page.click("label", "Your name")
    page.type("Anna")
    page.click("label", "Your age")
    page.type("31")
    for label in (*known, drives):
        page.click("label", label)
    page.click("button", "Continue")


def session_of(participant: str, study: Study, folder: Path) -> Session:
    [session] = [one for one in study.sessions(folder) if one.participant == participant]
    return session
