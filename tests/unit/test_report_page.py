"""The page of a report: nothing of a person is in it, and it makes sense with little data."""

import hashlib
import json
import math
import re
import tracemalloc
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gymbrowser.cli import main
from gymbrowser.paper.model import Report
from gymbrowser.paper.page import render
from gymbrowser.paper.report import make_report
from tests.chunks import (
    CART,
    Sealed,
    Writer,
    cart_steps,
    enter,
    episode,
    episode_end,
    identified,
    save,
    session,
)
from tests.reported import START, exclusion, made, site_of

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
NOTHING = r">(nan|NaN|inf|None|null)\b"
"""How a number that is none would look."""
YOUNG = exclusion("young", "answers.about.age < 18")
OWN_WORDS = "</style><script>alert(1)</script> I am Anna"


def report_of(folder: Path, site: Path | None = None) -> Report:
    return make_report(folder, "live", site, now=NOW)


def run(*words: object) -> Any:
    return CliRunner().invoke(main, ["report", *map(str, words)])


def test_nobody_and_nothing_that_they_wrote_is_in_it(tmp_path: Path) -> None:
    for number in range(3):
        save(tmp_path / "data", *made(number, [1.0], stays=3, words=OWN_WORDS, plays=OWN_WORDS))
    site = site_of(tmp_path / "site", YOUNG)
    for chosen in ([], ["--site", site]):
        out, numbers = tmp_path / "r.html", tmp_path / "r.json"
        result = run(tmp_path / "data", "-o", out, "--json", numbers, *chosen)
        assert result.exit_code == 0, result.output
        for text in (out.read_text(), numbers.read_text(), result.output):
            assert "anna" not in text.lower()
            assert "alert(1)" not in text
            assert not re.search(r"\b[0-9a-f]{32}\b", text), "a session's number finds a person"


class Elements(HTMLParser):
    """The tags of a page, with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


HOSTILE = '"><img src=https://evil.example onerror=alert(2)>'


def test_the_page_runs_nothing_and_asks_nobody(tmp_path: Path) -> None:
    save(tmp_path, *made(1, [1.0, 2.0], level=HOSTILE), *made(2, [2.0, 4.0], level="b"))
    page = render(report_of(tmp_path))
    elements = Elements(page).found
    tags = {tag for tag, _ in elements}
    assert not tags & {"script", "img", "iframe", "object", "embed", "form", "base"}
    for tag, attributes in elements:
        assert not any(name.startswith("on") or name == "style" for name in attributes), tag
        assert str(attributes.get("href", "#")).startswith(("#", "data:,"))
        assert "src" not in attributes
    policy = next(a for t, a in elements if t == "meta" and "http-equiv" in a)["content"] or ""
    style = re.search("<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    digest = b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'")
    assert "url(" not in style[1]
    assert "@import" not in style[1]


def test_every_figure_has_its_numbers_in_a_table(tmp_path: Path) -> None:
    for number in range(4):
        level = "skilled" if number % 2 else "naive"
        save(tmp_path / "data", *made(number, [1.0, 2.5], stays=3, level=level, fun=4))
    page = render(report_of(tmp_path / "data", site_of(tmp_path / "site", YOUNG)))
    parts = page.split("<h3>") + page.split("<h2")
    drawn = [part for part in parts if "<svg" in part]
    assert len(drawn) > 6
    assert all("<table>" in part for part in drawn)
    assert all(name in page for name in ("Learning curve in main", "Mean return in main"))
    assert not re.search(NOTHING, page.partition('id="dictionary"')[0])


def test_the_json_has_the_same_numbers_and_says_what_each_is(tmp_path: Path) -> None:
    save(tmp_path / "data", *made(1, [1.0, math.inf]), *made(2, [2.0]))
    out, numbers = tmp_path / "deep" / "r.html", tmp_path / "r.json"
    assert run(tmp_path / "data", "-o", out, "--json", numbers).exit_code == 0
    said = json.loads(numbers.read_text(), parse_constant=pytest.fail)
    report = report_of(tmp_path / "data")
    assert Report.model_validate(said).games == report.games
    assert report.games[0].not_finite == 1
    described = {line["name"] for line in said["dictionary"]}
    assert {f"Report.{name}" for name in said} <= described
    assert {f"Game.{name}" for name in said["games"][0]} <= described
    assert {f"Estimate.{n}" for n in ("n", "mean", "sd", "low", "high")} <= described
    assert all(line["meaning"] for line in said["dictionary"])
    assert "1 of 3 episodes have a return that is no finite number." in out.read_text()


def sessions_without_much() -> Iterator[tuple[str, list[Sealed]]]:
    yield "nothing", []
    yield "one", made(1, [1.0])
    yield "no end", made(1, [], outcome=None, stays=1)
    yield "no game", made(1, [])
    yield "only an id", [identified()]
    yield "broken clock", [Writer("page-1").seal({**session(), "t": 9e15}, enter("main", 0))]
    yield "one great number", made(1, [1e308, 1e308]) + made(2, [-1e308])
    yield "two great numbers", made(1, [1.5e308]) + made(2, [1.5e308]) + made(3, [-1.5e308])
    yield "a tiny number", made(1, [5e-324, 5e-324]) + made(2, [0.0, 0.0])
    yield "all equal", made(1, [0.0, 0.0]) + made(2, [0.0, 0.0])


@pytest.mark.parametrize(
    "chunks", [pytest.param(chunks, id=name) for name, chunks in sessions_without_much()]
)
@pytest.mark.parametrize("known", [True, False])
def test_little_data_make_a_sensible_page(
    chunks: list[Sealed], known: bool, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    save(tmp_path / "data", *chunks)
    site = site_of(tmp_path / "site", YOUNG) if known else None
    page = render(report_of(tmp_path / "data", site))
    assert not re.search(NOTHING, page.partition('id="dictionary"')[0])
    assert '<h2 id="integrity">' in page


def test_memory_does_not_grow_with_what_was_played(tmp_path: Path) -> None:
    """Of each session a few numbers are kept, however many steps it had."""
    for number in range(30):
        name = f"{number:032x}"
        game = Writer("game-1", name, layouts={"main": {"player": CART}})
        steps = [cart_steps(first, [1.0] * 500) for first in range(0, 4000, 500)]
        last = episode_end(4000, {"player": 4000.0})
        save(tmp_path, Writer("page-1", name).seal(session(session=name)))
        save(tmp_path, game.seal(episode(START), *steps, last))
    report_of(tmp_path)  # what is imported and cached is not to be counted
    tracemalloc.start()
    report = report_of(tmp_path)
    left, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert report.environment_steps == 30 * 4000
    assert peak < 12e6, f"{peak / 1e6:.1f} MB: one session's columns are about 1 MB"
    assert left < 2e6


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nowhere"], "There is no folder nowhere."),
        (["data", "--site", "data"], "data is not a site: it has no index.html that can be read."),
        (["data", "-o", "data"], "data: there is a folder here"),
        (["data", "--json", "data"], "data: there is a folder here"),
        (["data", "-o", "a", "--json", "a"], "a: the page and its numbers would be one file"),
        (["data", "--mode", "alive"], "'alive' is not one of"),
        (["data", "-o", "note.txt/r.html"], "note.txt"),
    ],
)
def test_wrong_words_are_answered(
    words: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "note.txt").write_text("")
    result = run(*words)
    assert result.exit_code in (1, 2)
    assert says in result.stderr
    assert not (tmp_path / "report.html").exists()
