"""A study inside another site's page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Playwright, expect

from tests.browser.conftest import Study
from tests.browser.places.person import DATABASES, Person, sessions_of
from tests.conftest import launch_chromium
from tests.docs.blocks import ROOT, read_blocks
from tests.static_host import serve_folder


@pytest.fixture(scope="module")
def framing(shared: Study, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Pages of another site that show the study: as recruiting.md has it, and in two sandboxes."""
    folder = tmp_path_factory.mktemp("mturk")
    (block,) = (b for b in read_blocks(ROOT / "docs" / "recruiting.md") if b.mark == ("mturk",))
    address = "https://my-lab.example.org/my-study/"
    assert address in block.text
    (folder / "task.html").write_text(block.text.replace(address, f"{shared.origin}/"))
    for name, rights in {
        "closed": "allow-scripts",
        "opening": "allow-scripts allow-popups allow-popups-to-escape-sandbox",
    }.items():
        frame = f'<iframe sandbox="{rights}" src="{shared.origin}/?participant=boxed"></iframe>'
        (folder / f"{name}.html").write_text(frame)
    with serve_folder(folder) as origin:
        # Another site than 127.0.0.1, on the same machine.
        yield origin.replace("127.0.0.1", "localhost")


@pytest.fixture
def own_context(playwright: Playwright, chromium_path: Path) -> Iterator[BrowserContext]:
    """As a person starts it: Playwright switches the partitioning of storage off.

    It does so among the features that it disables; of two such flags, Chromium takes the last.
    """
    with launch_chromium(playwright, chromium_path, "--disable-features=Translate") as browser:
        yield browser.new_context()


def test_a_task_on_mturk_is_previewed_accepted_and_done(
    shared: Study, framing: str, own_context: BrowserContext, tmp_path: Path
) -> None:
    page = own_context.new_page()
    page.goto(f"{framing}/task.html?assignmentId=ASSIGNMENT_ID_NOT_AVAILABLE&hitId=H1")
    frame = page.frame_locator("iframe")
    person = Person(frame)
    person.reads("This is a preview")
    inner = page.frames[1]
    assert inner.evaluate(DATABASES) == []

    page.goto(f"{framing}/task.html?assignmentId=A1&hitId=H1&participant=W1")
    person.agree()
    person.say("first", "inside a frame")
    person.say("last", "inside a frame")
    person.reads_that_nothing_stays()
    page.get_by_label("Your completion code").fill(
        frame.get_by_role("status", name="Your completion code").inner_text()
    )
    action = page.locator("form").evaluate("form => [form.action, form.assignmentId.value]")
    assert action == ["https://www.mturk.com/mturk/externalSubmit", "A1"]
    assert page.get_by_label("Your completion code").input_value() == "DONE"
    [session] = sessions_of(shared, tmp_path / "data")["W1"]
    assert session.problems == ()
    # Apart from what the same study has in a tab: nothing of the one is in the other.
    page.goto(f"{shared.origin}/study.json")
    assert page.evaluate(DATABASES) == []


@pytest.mark.parametrize("kind", ["task", "closed", "opening"])
def test_a_frame_without_storage_asks_for_a_tab_of_its_own(
    shared: Study, framing: str, context: BrowserContext, kind: str
) -> None:
    """Refused by the browser, or by a sandbox that lets a new tab out of it or not."""
    page = context.new_page()
    page.goto(f"{framing}/{kind}.html?participant=boxed")
    frame = page.frame_locator("iframe")
    Person(frame).reads("This study needs a tab of its own")
    address = f"{shared.origin}/?participant=boxed"
    expect(frame.get_by_text(address)).to_be_visible()
    if kind != "closed":
        with context.expect_page() as opened:
            frame.get_by_role("link", name="Open the study in a new tab").click()
        assert opened.value.url == address
        Person(opened.value).agree()
        Person(opened.value).reads("The first words")
