"""Every kind of step, wherever it looks otherwise: by keyboard alone, for who reads large letters,
on a narrow screen, in the dark, without movement, and by what axe knows.

The study is that of docs/gallery.md.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright

from tests.browser.axe import barriers
from tests.browser.conftest import ROOT
from tests.browser.participant import Witness
from tests.conftest import launch_chromium
from tests.gallery.tour import MICROPHONE, Stop, Tour, served

GALLERY = ROOT / "docs" / "gallery.md"
SHOWN = {*re.findall(r"\(gallery/([\w-]+)-desk\.webp\)", GALLERY.read_text(encoding="utf-8"))}
LOOKS: Mapping[str, tuple[int, int, dict[str, Any]]] = {
    "desk": (1280, 800, {}),
    "200 %": (640, 400, {}),  # what a browser makes of 1280 by 800 at that zoom
    "narrow": (320, 640, {"color_scheme": "dark", "reduced_motion": "reduce"}),
}
USUAL: dict[str, Any] = {"color_scheme": "light", "reduced_motion": "no-preference"}

# Of radio buttons with one name, Tab stops at one only. What a dialog covers is out of reach.
REACHABLE = """() => {
  const wanted = "a[href], button, input, select, textarea, summary, audio, video, [tabindex]";
  const root = document.querySelector("dialog[open]") ?? document;
  window.reachable = [...root.querySelectorAll(wanted)].filter((each) => each.tabIndex >= 0
    && !each.matches(":disabled") && each.checkVisibility() && !each.closest("[inert]"));
  window.one = (each) => each.type !== "radio" ? each
    : reachable.find(({ type, name }) => type === "radio" && name === each.name);
  window.reachable = [...new Set(reachable.map(one))];
  window.reached = new Set();
}"""
# Whatever shows the focus is around the control, or around the label that it is in; in a player it
# is the browser's own. A busy browser scrolls to it some frames after the focus has moved.
NOTE_FOCUS = """async () => {
  const focused = document.activeElement;
  if (focused === null || focused === document.body) return [];
  reached.add(one(focused));
  const around = [focused, focused.closest("label")].filter((each) => each !== null);
  const isOutlined = focused.matches("audio, video") || around.some((each) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(each);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 1;
  });
  const isInSight = () => {
    const { top, bottom } = focused.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };
  for (let frames = 0; frames < 100 && !isInSight(); frames++) {
    await new Promise(requestAnimationFrame);
  }
  const name = focused.outerHTML.slice(0, 100);
  return [
    ...(isOutlined ? [] : [`the focus is not seen: ${name}`]),
    ...(isInSight() ? [] : [`the focus is out of sight: ${name}`]),
  ];
}"""
MISSED = """() => reachable.filter((each) => !reached.has(each))
  .map((each) => `not reached by Tab: ${each.outerHTML.slice(0, 100)}`)"""
FOCUS_BEGINS = """() => {
  const { activeElement: at } = document;
  return at.matches("h1, h2, h3") && document.title.includes(at.textContent.trim())
    ? [] : [`a step begins at ${at.outerHTML.slice(0, 100)}`];
}"""
# `clip-path` hides what screen readers alone are to have.
CUT = """() => [
  ...(document.documentElement.scrollWidth > innerWidth
    ? [`${document.documentElement.scrollWidth - innerWidth} px too wide`] : []),
  ...[...document.querySelectorAll("main *, dialog *")].filter((each) => {
    const { overflowX, clipPath } = getComputedStyle(each);
    return overflowX === "hidden" && clipPath === "none" && each.scrollWidth > each.clientWidth + 1;
  }).map((each) => `cut off: ${each.outerHTML.slice(0, 100)}`),
]"""
MOVES = """() => [...document.querySelectorAll("*")].filter((each) =>
    getComputedStyle(each).transitionDuration.split(",").some((time) => parseFloat(time) > 0))
  .map((each) => `moves: ${each.outerHTML.slice(0, 100)}`)"""
ON_PAPER = """() => [...document.querySelectorAll("button, footer, header")]
  .filter((each) => each.checkVisibility())
  .map((each) => `printed: ${each.outerHTML.slice(0, 100)}`)
  .concat(document.querySelector("main h1").checkVisibility() ? [] : ["the text is not printed"])"""
LARGE = "(size) => { document.documentElement.style.fontSize = size; }"


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("gallery")) as address:
        yield address


@pytest.fixture(scope="module")
def with_microphone(playwright: Playwright, chromium_path: Path) -> Iterator[Browser]:
    with launch_chromium(playwright, chromium_path, *MICROPHONE) as browser:
        yield browser


@pytest.mark.parametrize("language", ["", "ar"])
def test_every_step_is_for_everybody(with_microphone: Browser, origin: str, language: str) -> None:
    width, height, _ = LOOKS["desk"]
    witness = Witness()
    problems: list[str] = []
    seen: list[str] = []
    with with_microphone.new_context(
        viewport={"width": width, "height": height}, locale="en-GB"
    ) as context:
        page = context.new_page()
        witness.watch(page)
        for stop in Tour(page).stops(origin, language):
            seen.append(stop.name)
            for what, found in judge(page, stop):
                problems += [f"{stop.name}, {what}: {each}" for each in found]
    assert not problems, "\n".join(problems)
    assert set(seen) <= SHOWN, "`make gallery` takes the pictures anew"
    assert (witness.violations, witness.errors) == ([], [])


def judge(page: Page, stop: Stop) -> Iterator[tuple[str, list[str]]]:
    """What is wrong, by what was looked at."""
    if stop.begins:
        yield "heading", page.evaluate(FOCUS_BEGINS)
    yield "keyboard", tab_through(page)
    for name, (width, height, media) in LOOKS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(**USUAL | media)
        found = barriers(page) + page.evaluate(CUT)
        yield name, found + (page.evaluate(MOVES) if "reduced_motion" in media else [])
    page.emulate_media(**USUAL)
    width, height, _ = LOOKS["desk"]
    page.set_viewport_size({"width": width, "height": height})
    if stop.name == "consent":
        page.emulate_media(media="print")
        yield "paper", page.evaluate(ON_PAPER)
        page.emulate_media(media="screen")
    page.evaluate(LARGE, "200%")
    yield "large letters", page.evaluate(CUT)
    page.evaluate(LARGE, "")


def tab_through(page: Page) -> list[str]:
    """What Tab does not reach, and where nobody would see that it has."""
    page.evaluate(REACHABLE)
    # Players and dates have stops within.
    most = 3 * page.evaluate("reachable.length") + 12
    found: list[str] = []
    for _ in range(most):
        if page.evaluate(MISSED) == []:
            break
        page.keyboard.press("Tab")
        found += page.evaluate(NOTE_FOCUS)
    return sorted({*found, *page.evaluate(MISSED)})
