"""A way through a study with every kind of step, by keyboard alone, with a stop wherever it looks
otherwise than before. The gallery photographs the stops; tests hold them to what is promised.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import CARTPOLE, run_cli
from tests.browser.volunteer import BOOT_MS, Keyboard
from tests.static_host import serve_folder

STUDY = Path(__file__).with_name("study")
MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
"""Flags of a Chromium that has one, and is let in."""


@dataclass(frozen=True)
class Stop:
    """Something to look at."""

    name: str
    caption: str
    begins: bool = False
    """Whether it is the beginning of a step, whose heading has the focus."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The origin of the study, which is built in this folder."""
    source = folder / "source"
    shutil.copytree(STUDY, source)
    shutil.copytree(CARTPOLE / "env", source / "env", ignore=shutil.ignore_patterns("__pycache__"))
    run_cli("build", source / "exp.yml", "-o", folder / "site")
    with serve_folder(folder / "site") as origin:
        yield origin


class Tour:
    """One visit, in whatever language: nothing here depends on words."""

    def __init__(self, page: Page, hand: Keyboard | None = None) -> None:
        self.page = page
        self.hand = hand or Keyboard()
        self.main = page.locator("main")

    def stops(self, origin: str, language: str) -> Iterator[Stop]:
        """From the first page to the last; goes on when the next one is asked for."""
        self.page.goto(origin + (f"/?language={language}" if language else ""))
        if not language:
            expect(self.page.locator(".languages")).to_be_visible()
            yield Stop("language", "Which language?", begins=True)
            self.hand.press(self.page.locator(".languages button").first)
        for step in (
            self._reads,
            self._answers,
            self._rates,
            self._writes_in_html,
            self._is_surveyed,
            self._is_quizzed,
            self._hears_and_says,
            self._plays,
            self._judges,
            self._ends,
        ):
            yield from step()

    def _reads(self) -> Iterator[Stop]:
        self._sees("table")
        yield Stop("page", "`page`: your words, in Markdown", begins=True)
        self._goes_on()
        self._sees("input[type=text]")
        yield Stop("login", "`login`: a typed id", begins=True)
        self.hand.write(self.main.locator("input"), "anna1")
        self._goes_on()
        self._sees("input[type=checkbox]")
        yield Stop("consent", "`consent`, with boxes", begins=True)
        self._goes_on()
        self._sees(".error")
        yield Stop("consent-missing", "`consent`: a box that must be ticked")
        self.hand.tick(self.main.locator("input[type=checkbox]").first)
        self._goes_on()

    def _answers(self) -> Iterator[Stop]:
        self._sees("textarea")
        yield Stop("form", "`form`: words, numbers, choices, dates", begins=True)
        self._goes_on()
        self._sees(".error")
        yield Stop("form-missing", "`form`: answers that are missing")
        main = self.main
        self.hand.write(main.locator("textarea"), "A pole.")
        self.hand.write(main.locator("input.number"), "31")
        self._choose(main.locator("input[value=never]"))
        self.hand.tick(main.locator("input[type=checkbox]").first)
        self.hand.write(main.locator("input[type=date]"), "03022001")
        self._goes_on()

    def _rates(self) -> Iterator[Stop]:
        self._sees(".ranking")
        yield Stop("scales", "`form`: scales, grids, sliders, rankings, pictures", begins=True)
        for scale in self.main.locator(".likert").all():
            self._choose(scale.locator("input").first)
        self.hand.point(self.main.locator("input[type=range]"))
        self.hand.press(self.main.locator(".ranking .arrow:enabled").first)
        self._choose(self.main.locator("input[value=apple]"))
        yield Stop("scales-answered", "`form`: the same, answered")
        self._goes_on()

    def _writes_in_html(self) -> Iterator[Stop]:
        self._sees("select")
        yield Stop("html", "`form` in HTML of your own", begins=True)
        self._choose(self.main.locator("input[value=home]"))
        self._goes_on()

    def _is_surveyed(self) -> Iterator[Stop]:
        self._sees(".sd-question")
        yield Stop("surveyjs", "`surveyjs`: a survey of SurveyJS", begins=True)
        self.hand.press(self.main.locator(".sd-navigation__complete-btn"))

    def _is_quizzed(self) -> Iterator[Stop]:
        self._sees("input[value=down]")
        yield Stop("quiz", "`quiz`", begins=True)
        self._choose(self.main.locator("input[value=down]"))
        self._goes_on()
        self._sees(".mark")
        yield Stop("quiz-wrong", "`quiz`: not right yet")
        self._choose(self.main.locator("input[value=up]"))
        self._goes_on()
        self._sees(".verdict.right")
        yield Stop("quiz-right", "`quiz`: right")
        self._goes_on()

    def _hears_and_says(self) -> Iterator[Stop]:
        self._sees("audio")
        yield Stop("media", "`media`: sound or film", begins=True)
        self._goes_on()
        expect(self.main.locator(".button.quiet")).to_be_visible()
        yield Stop("microphone", "`microphone`: asked in words first", begins=True)
        self._goes_on()
        self._sees("meter")
        yield Stop("microphone-open", "`microphone`: it hears something", begins=True)
        record = self.main.locator(".button.quiet")
        self.hand.press(record)
        expect(self.main.get_by_role("status")).not_to_be_empty()
        self.hand.press(record)
        self._goes_on()
        expect(self.main.locator("meter")).to_have_count(0)
        yield Stop("fullscreen", "`fullscreen`: asked in words first", begins=True)
        self.hand.press(self.main.locator(".button.quiet"))
        self._sees(".wait")
        yield Stop("wait", "`wait`: a break", begins=True)
        self._goes_on()

    def _plays(self) -> Iterator[Stop]:
        start = self._next()
        self._sees("canvas")
        expect(start).to_be_enabled(timeout=BOOT_MS)
        yield Stop("game", "`game`: before a round, with widgets", begins=True)
        keys = self.main.locator(".bar .button.quiet")
        if keys.is_visible():  # not where there is nothing but a finger
            self.hand.press(keys)
            expect(self.page.locator("dialog")).to_be_visible()
            yield Stop("keys", "`game`: other keys")
            self.page.keyboard.press("Escape")
        self.hand.press(start)
        expect(start).to_be_hidden()
        next_one = self._next()
        expect(next_one).to_be_visible(timeout=BOOT_MS)
        yield Stop("game-over", "`game`: after the last round")
        self.hand.press(self.page.locator(".withdraw"))
        expect(self.page.locator("dialog")).to_be_visible()
        yield Stop("withdrawal", "Stopping before the end")
        self.page.keyboard.press("Escape")
        self._goes_on()

    def _judges(self) -> Iterator[Stop]:
        self._sees(".reactions")
        expect(self._next()).to_be_enabled()
        yield Stop("watch", "`watch`: clips, judged while they run", begins=True)
        self._goes_on()
        first = self.main.locator(".clips button").first
        expect(first).to_be_enabled()
        yield Stop("compare", "`compare`: two clips", begins=True)
        self.hand.press(first)
        self._sees(".ranks")
        expect(self._next()).to_be_enabled()
        yield Stop("rank", "`rank`: several clips", begins=True)
        self._goes_on()

    def _ends(self) -> Iterator[Stop]:
        self._sees(".code")
        self._sees(".saving:not([data-state=saving])")
        yield Stop(
            "end", "`end`: what it was about, and a code; this study has no bucket yet", begins=True
        )

    def _sees(self, selector: str) -> None:
        expect(self.main.locator(f"{selector}:visible").first).to_be_visible()

    def _next(self) -> Locator:
        return self.main.locator(".button:not(.quiet, .widget *):visible").last

    def _goes_on(self) -> None:
        button = self._next()
        expect(button).to_be_enabled(timeout=BOOT_MS)
        self.hand.press(button)

    def _choose(self, radio: Locator) -> None:
        """By the arrow keys: Tab leads into its group, and out of it again."""
        group = self.main.locator(f"input[type=radio][name='{radio.get_attribute('name')}']")
        self.hand.reach(group)
        self.page.keyboard.press("Space")
        for _ in range(group.count()):
            if radio.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        expect(radio).to_be_checked()
