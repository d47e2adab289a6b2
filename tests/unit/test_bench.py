"""The benchmarks' own parts: the slow link, the pictures, and the page that shows the figures."""

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from benchmarks.hosts import Link
from benchmarks.picture import bars
from benchmarks.publish import FIGURES
from benchmarks.rows import Row
from docs._generate.performance import describe_performance

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
ROWS = [Row.of("boot.cold", "s", [1.0, 3.0, 2.0], [8.0]), Row.of("boot.again", "s", [0.5], [4.0])]


class Clock:
    """Time that passes only while somebody sleeps."""

    now = 0.0

    def read(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def test_a_link_carries_its_bytes_one_after_the_other_and_no_faster() -> None:
    clock = Clock()
    link = Link(8, 50, clock.read, clock.sleep)  # a megabyte a second
    link.delay()
    assert clock.now == pytest.approx(0.05)
    for _ in range(10):
        link.carry(100_000)
    assert clock.now == pytest.approx(1.05)
    clock.now += 60  # an idle link saves nothing up
    link.carry(1_000_000)
    assert clock.now == pytest.approx(62.05)


def test_beside_a_baseline_of_nothing_there_is_no_ratio() -> None:
    assert Row.of("timing.late_frames", "%", [0.1], [0.0]).ratio is None


def test_a_picture_has_bars_as_long_as_the_figures() -> None:
    picture = ET.fromstring(bars("Boot <s>", ROWS))
    svg = "{http://www.w3.org/2000/svg}"
    widths = [float(bar.get("width", "")) for bar in picture.findall(f"{svg}rect")][1:]
    assert widths == pytest.approx([widths[1] / 4, widths[1], widths[1] / 16, widths[1] / 2], abs=1)
    texts = [text.text for text in picture.findall(f"{svg}text")]
    assert {"Boot <s>", "boot.cold", "2", "8", "0.5", "4"} <= set(texts)


def test_the_page_shows_what_was_written(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    row = {"name": "boot.cold", "unit": "s", "ours": 2.0, "baseline": 8.0, "ratio": 0.25}
    row |= {"min": 1.0, "max": 1234.5, "samples": 3, "target": None}
    machine = {"system": "Linux", "machine": "x86_64", "cores": 2, "load_1min": 0.5}
    content = {"day": "2026-01-02", "machine": machine, "versions": {"webkit": "W"}, "rows": [row]}
    file.write_text(json.dumps(content), encoding="utf-8")
    shown = describe_performance("boot", file)
    assert "| `boot.cold` | s | 2 | 8 | 0.25 | 1 – 1,234 | 3 |  |" in shown
    assert "webkit: `W`" in describe_performance(None, file)
    with pytest.raises(ValueError, match="no row size"):
        describe_performance("size", file)


def test_every_row_of_the_figures_is_on_the_page() -> None:
    names = {row["name"] for row in json.loads(FIGURES.read_text(encoding="utf-8"))["rows"]}
    shown = set(re.findall(r"<!-- generate: performance (\w+) -->", PAGE))
    assert {name.partition(".")[0] for name in names} == shown
    explained = {name.rsplit(".", 1)[0] for name in names if name.count(".") == 2}
    assert not [name for name in explained if f"`{name}`" not in PAGE]
