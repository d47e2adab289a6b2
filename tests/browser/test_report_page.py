"""A report in a browser: it can be read by everybody, prints, runs nothing and asks nobody."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from gymbrowser.paper.report import make_report
from gymbrowser.paper.write import write_report
from tests.browser.axe import barriers
from tests.chunks import save
from tests.reported import exclusion, made, site_of

PHONE, DESK = 360, 1100


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With something in every part."""
    folder = tmp_path_factory.mktemp("report")
    for number in range(8):
        level = "skilled" if number % 2 else "naive"
        returns = [float(number + episode) for episode in range(4)]
        given: dict[str, Any] = {
            "age": 20 + number,
            "fun": 4,
            "plays": "often",
            "words": "It was fine.",
        }
        made_ = made(number, returns, level=level, day=number, late=number, stays=3, **given)
        save(folder / "data", *made_)
    site = site_of(folder / "site", exclusion("young", "answers.about.age < 22"))
    made_report = make_report(folder / "data", "live", site, now=datetime(2026, 11, 21, tzinfo=UTC))
    write_report(made_report, folder / "report.html", None)
    return folder / "report.html"


@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "light"), (DESK, "light"), (DESK, "dark")])
def test_a_report_can_be_read(report: Path, browser: Browser, width: int, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    asked: list[str] = []
    refused: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: refused.append(message.text))
    page.goto(report.as_uri())
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("svg").count() > 8
    colour = "e => getComputedStyle(e).fill"
    expected = {"light": "rgb(47, 95, 179)", "dark": "rgb(127, 168, 240)"}[scheme]
    assert page.locator("svg .bar").first.evaluate(colour) == expected, "the CSP lets the style in"
    assert [url for url in asked if not url.startswith("data:")] == [report.as_uri()]
    assert refused == []
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator("nav").is_hidden()
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)", "nobody wants to print a dark page"
    context.close()
