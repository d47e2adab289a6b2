"""Where the parts of a game's page stand: in sight, each in its place, and over nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.axe import barriers
from tests.browser.conftest import CARTPOLE, Publish, Study
from tests.browser.input_devices import PHONE
from tests.browser.participant import BOOT_TIMEOUT_MS, EPISODE_TIMEOUT_MS, Participant, Witness

DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
VIEW = "view: {draw: cartpole_view:draw}"
SMALL_VIEW = """\
from gymbrowser import draw as d


def draw(env):
    x = 80 + 30 * env.state[0]
    return d.scene(160, 160, [d.rectangle(x - 10, 90, 20, 20, fill="#364fc7")])
"""
LEAST_LETTER_PX = 16
SLIP_PX = 1
"""What boxes differ by that are rounded."""

# What the header and the bar said at any time, however short.
NOTE_WHAT_IS_SAID = """
  window.said = { rounds: [], shares: [] };
  new MutationObserver(() => {
    const round = document.querySelector(".hud dd")?.textContent;
    if (round && said.rounds.at(-1) !== round) said.rounds.push(round);
    const bar = document.querySelector("progress");
    if (bar?.checkVisibility()) said.shares.push(bar.position);
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
"""


VALUES = """() => {
  window.values = [...document.querySelectorAll(".hud dd")].map(({ firstChild }) => firstChild);
  window.before = values.map(({ data }) => data);
}"""
CHANGED = "() => values.at(-1).data !== before.at(-1)"


@pytest.fixture(scope="module")
def study(publish: Publish, tmp_path_factory: pytest.TempPathFactory) -> Study:
    """CartPole's game, and the same as a small picture for reading from right to left."""
    whole = (CARTPOLE / "exp.yml").read_text(encoding="utf-8")
    head, steps = whole.replace("mode: dev\n", "").split("steps:\n")
    play = steps[steps.index("  - game:") : steps.index("  - game:\n      id: watch")]
    small = play.replace("id: play", "id: small")
    assert VIEW in small
    small = small.replace(VIEW, "view: {draw: small_view:draw}")
    consent = "  - consent: {page: pages/consent.md, version: 1}\n"
    module = tmp_path_factory.mktemp("small") / "small_view.py"
    module.write_text(SMALL_VIEW, encoding="utf-8")
    return publish(f"{head}steps:\n{consent}{play}{small}  - end: {{}}\n", module)


@contextmanager
def visiting(browser: Browser, address: str, **context: Any) -> Iterator[Page]:
    with browser.new_context(**context) as own:
        page, witness = own.new_page(), Witness()
        witness.watch(page)
        page.goto(address)
        Participant(page).agree()
        yield page
        assert (witness.violations, witness.errors) == ([], [])


def box(part: Locator) -> dict[str, float]:
    """Its edges in px, from the page's own top."""
    edges: dict[str, float] = part.evaluate(
        """(part) => {
            const { top, bottom, left, right, width, height } = part.getBoundingClientRect();
            const y = scrollY;
            return { top: top + y, bottom: bottom + y, left, right, width, height };
        }"""
    )
    return edges


def assert_hides_little(page: Page) -> None:
    """The countdown, which is there now."""
    disc, picture = page.locator(".countdown"), box(page.locator("canvas"))
    expect(disc).to_be_visible()
    over = box(disc)
    assert over["top"] >= picture["top"]
    assert over["bottom"] - picture["top"] <= 0.3 * picture["height"]
    assert over["width"] <= 0.25 * picture["width"]
    middle = (over["left"] + over["right"] - picture["left"] - picture["right"]) / 2
    assert abs(middle) <= SLIP_PX
    letter = disc.evaluate("(disc) => parseFloat(getComputedStyle(disc).fontSize)")
    assert letter >= LEAST_LETTER_PX
    assert barriers(page) == []


def stop(page: Page) -> Locator:
    return page.get_by_role("button", name="Stop taking part")


def test_on_a_desk_all_of_it_is_in_sight(study: Study, browser: Browser) -> None:
    with visiting(browser, f"{study.origin}/?participant=desk", **DESK) as page:
        anna = Participant(page)
        anna.await_game()
        assert box(page.locator("canvas"))["height"] == pytest.approx(400, abs=SLIP_PX)
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
        anna.start_episode()
        assert_hides_little(page)


def test_what_changes_at_each_step_is_written_in_its_place(study: Study, browser: Browser) -> None:
    """New elements would be laid out and collected ten times a second, beside the game."""
    with visiting(browser, f"{study.origin}/?participant=place", **DESK) as page:
        anna = Participant(page)
        anna.await_game()
        anna.start_episode()
        expect(page.locator(".hud dd")).to_have_count(3)
        page.evaluate(VALUES)
        page.wait_for_function(CHANGED)
        assert page.evaluate("values.every(({ isConnected }) => isConnected)")


def test_on_a_phone_nothing_moves_and_the_buttons_are_there_before_the_start(
    study: Study, browser: Browser
) -> None:
    with visiting(browser, f"{study.origin}/?participant=phone", **PHONE) as page:
        anna = Participant(page)
        left = page.locator(".touch button").first
        expect(left).to_be_disabled()  # while it loads, too
        anna.await_game()
        expect(left).to_be_disabled()
        before = [box(stop(page)), box(left), box(page.locator("canvas"))]
        assert before[0]["bottom"] <= PHONE["viewport"]["height"]
        left.dispatch_event("pointerdown")
        expect(left).not_to_have_class("down")
        assert barriers(page) == []
        anna.start_episode()
        assert_hides_little(page)
        assert [box(stop(page)), box(left), box(page.locator("canvas"))] == before
        expect(left).to_be_enabled()
        assert [box(stop(page)), box(left), box(page.locator("canvas"))] == before
        left.dispatch_event("pointerdown")
        expect(left).to_have_class("down")
        left.dispatch_event("pointerup")
        expect(anna.next_button()).to_be_visible(timeout=EPISODE_TIMEOUT_MS)
        expect(left).to_be_disabled()
        assert [box(stop(page)), box(left), box(page.locator("canvas"))] == before


def test_on_a_low_phone_the_start_is_in_sight(study: Study, browser: Browser) -> None:
    low = PHONE | {"viewport": {"width": 390, "height": 560}}
    with visiting(browser, f"{study.origin}/?participant=low", **low) as page:
        anna = Participant(page)
        anna.await_game()
        start = anna.next_button()
        expect(start).to_be_in_viewport(ratio=1)
        assert page.evaluate("scrollY") == 0
        assert barriers(page) == []
        start.tap()
        assert_hides_little(page)
        left = page.locator(".touch button").first
        expect(left).to_be_enabled()
        left.tap()  # nothing lies over it


def test_a_small_picture_and_words_from_right_to_left(study: Study, browser: Browser) -> None:
    with visiting(browser, f"{study.origin}/?participant=small", **DESK) as page:
        anna = Participant(page)
        anna.play(3)
        anna.await_game()
        page.evaluate("document.documentElement.dir = 'rtl'")
        anna.start_episode()
        assert_hides_little(page)


def test_after_a_reload_the_right_round_and_a_bar_that_only_grows(
    study: Study, browser: Browser
) -> None:
    with browser.new_context(**DESK) as context:
        page = context.new_page()
        page.add_init_script(NOTE_WHAT_IS_SAID)
        page.goto(f"{study.origin}/?participant=again")
        anna = Participant(page)
        anna.agree()
        anna.await_game()
        assert_grows(page.evaluate("said.shares"))
        anna.watch_episode()
        anna.start_episode()
        expect(page.locator(".countdown")).to_be_visible()
        expect(page.locator(".countdown")).to_be_hidden()
        page.reload()
        expect(page.get_by_text("begins anew")).to_be_visible(timeout=BOOT_TIMEOUT_MS)
        anna.next_button().wait_for(timeout=BOOT_TIMEOUT_MS)
        assert page.evaluate("said.rounds") == ["2 of 3"]
        assert_grows(page.evaluate("said.shares"))


def assert_grows(shares: list[float]) -> None:
    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)
