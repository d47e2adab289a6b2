"""A project of HIPPO Gym, imported and played by a person, leaves all that it had asked for."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from gymbrowser.contract.records import AnswersRecord
from gymbrowser.contract.signals import SignalRecord
from gymbrowser.data.trajectory import decode
from gymbrowser.hippo import import_project
from tests.browser.conftest import Publish, Study
from tests.browser.participant import UPLOAD_TIMEOUT_MS, Participant, Witness
from tests.hippo_projects import MOUNTAIN, write_project


def publish_mountain(publish: Publish, folder: Path) -> Study:
    """A project as HIPPO Gym has it, imported."""
    config = MOUNTAIN["config.yml"].replace("s3upload: True", "s3upload: False")
    project = write_project({**MOUNTAIN, "config.yml": config}, folder / "hippo")
    imported = import_project(project, folder / "study").folder
    text = (imported / "exp.yml").read_text(encoding="utf-8").replace("mode: dev\n", "")
    return publish(text, example=imported)


@pytest.fixture(scope="module")
def study(publish: Publish, tmp_path_factory: pytest.TempPathFactory) -> Study:
    """With a bucket of the tests' own, so the project's is left out."""
    return publish_mountain(publish, tmp_path_factory.mktemp("project"))


def test_forms_and_the_agent_are_recorded(
    page: Page, study: Study, witness: Witness, tmp_path: Path
) -> None:
    page.goto(f"{study.origin}/?userId=anna")
    anna = Participant(page)
    anna.expect_heading("May we?")
    anna.go_on()
    expect(page.locator(".error")).to_have_text("Please tick at least one box.")
    page.get_by_label("I take part").check()
    anna.go_on()
    tell_about_you(anna, "never", "The pole", "The lake")
    anna.expect_heading("The hill")
    expect(page.get_by_role("img", name="A hill")).to_be_visible()
    anna.go_on()
    drive(anna)
    tell_about_you(anna, "daily")
    anna.expect_heading("Thank you")
    expect(page.get_by_text("MOUNTAIN-STUDY-")).to_be_visible()
    saved = page.get_by_role("paragraph").filter(has_text="Everything was sent and saved.")
    expect(saved).to_be_visible(timeout=UPLOAD_TIMEOUT_MS)
    session = study.only_session(tmp_path)
    assert session.participant == "anna"
    consent, before, after = session.records(AnswersRecord)
    assert (consent.step, consent.answers) == ("consent", {"agree": "yes"})
    about = {"name": "Anna", "age": 31, "mail": None, "else": None}
    assert before.answers == {**about, "known": ["pole", "lake"], "drives": "never"}
    assert (after.step, after.answers) == ("about-2", {**about, "known": [], "drives": "daily"})
    [episode] = session.episodes
    played = decode(episode)
    messages = [info["message"] for info in played.infos[1:] if isinstance(info, dict)]
    assert messages == [f"Step {number} is done" for number in range(1, len(messages) + 1)]
    assert episode.end is not None
    assert (len(messages), episode.end.reason) == (episode.end.steps, "stop")
    actions = played.agents["player"].actions
    assert not isinstance(actions, dict)
    assert {0, 2} <= set(actions.tolist())  # nothing is the first action, as it was; and the arrow
    signals = [(signal.kind, signal.name, signal.value) for signal in session.records(SignalRecord)]
    for signal in (("feedback", "good", 1), ("button", "trainOffline", None)):
        assert signal in signals
    assert (witness.violations, witness.errors) == ([], [])


def tell_about_you(anna: Participant, drives: str, *known: str) -> None:
    page = anna.page
    anna.expect_heading("About you")
    page.get_by_label("Your name").fill("Anna")
    page.get_by_label("Your age").fill("31")
    for label in known:
        page.get_by_label(label).check()
    page.get_by_label(drives.capitalize()).check()
    anna.go_on()


def drive(anna: Participant) -> None:
    """For a while to the right; then praise, a button of the study's own, and the end."""
    page = anna.page
    anna.start_episode()
    expect(page.get_by_role("button", name="End the game")).to_be_visible()
    page.keyboard.press("ArrowRight", delay=500)
    page.get_by_role("button", name="Good").click()
    page.get_by_role("button", name="Train offline").click()
    page.get_by_role("button", name="End the game").click()
    anna.go_on()
