"""The logo of a theme: above every page, on a phone, and in the dark."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.axe import barriers
from tests.browser.conftest import run_cli
from tests.browser.participant import Witness
from tests.static_host import serve_folder

EXPERIMENT = """\
id: themed
title: A study
environment: {{gym_id: CartPole-v1}}
theme:
  colors: {{accent: "#7a1f5c"}}
  dark: {{accent: "#e7a6cf"}}
  logo: {{file: logo.svg, alt: University of Somewhere{dark}}}
steps:
  - page: page.md
  - end: {{}}
"""
LOGO = """\
<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="120" viewBox="0 0 1600 120">
<path d="M0 0h200v120H0zm1400 0h200v120h-200z" fill="{color}"/>
</svg>
"""
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 320, "height": 640}
READABLE = 4.5


@pytest.fixture(scope="module", params=["light alone", "of its own"])
def origin(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A logo that is nearly black; and one that has a nearly white version."""
    folder: Path = tmp_path_factory.mktemp("themed")
    (folder / "logo.svg").write_text(LOGO.format(color="#221122"), encoding="utf-8")
    (folder / "night.svg").write_text(LOGO.format(color="#eeddee"), encoding="utf-8")
    (folder / "page.md").write_text("# Welcome\n", encoding="utf-8")
    dark = ", dark: night.svg" if request.param == "of its own" else ""
    (folder / "exp.yml").write_text(EXPERIMENT.format(dark=dark), encoding="utf-8")
    run_cli("build", folder / "exp.yml", "-o", folder / "site")
    with serve_folder(folder / "site") as address:
        yield address


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_logo_is_seen_above_every_page(
    browser: Browser, origin: str, size: Any, scheme: Any, witness: Witness
) -> None:
    with browser.new_context(viewport=size, color_scheme=scheme) as context:
        page = context.new_page()
        witness.watch(page)
        page.goto(origin)
        logo = page.get_by_role("img", name="University of Somewhere")
        expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
        is_seen(page, logo)
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
        is_seen(page, logo)
    assert (witness.violations, witness.errors) == ([], [])


def is_seen(page: Page, logo: Locator) -> None:
    page.wait_for_function("() => document.querySelector('.logo').complete")
    assert logo.evaluate("it => it.naturalWidth") == 1600
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box, heading = logo.bounding_box(), page.locator("h1").bounding_box()
    assert box is not None
    assert heading is not None
    assert box["x"] >= 0
    assert box["y"] + box["height"] <= heading["y"]
    assert barriers(page) == []
    assert contrast_of(logo) >= READABLE


def contrast_of(logo: Locator) -> float:
    """Of the logo's own colour with what is around it, by WCAG's formula."""
    pixels = np.asarray(Image.open(BytesIO(logo.screenshot())).convert("RGB")) / 255
    linear = np.where(pixels <= 0.04045, pixels / 12.92, ((pixels + 0.055) / 1.055) ** 2.4)
    luminance = linear @ [0.2126, 0.7152, 0.0722]
    middle = luminance[luminance.shape[0] // 2]
    ink, paper = middle[round(len(middle) * 0.06)], middle[len(middle) // 2]
    low, high = sorted((float(ink), float(paper)))
    return (high + 0.05) / (low + 0.05)
