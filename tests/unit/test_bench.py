"""The benchmarks' own parts: the slow link, the pictures, and the page that shows the figures."""

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from benchmarks.__main__ import MEASURES
from benchmarks.hosts import Link
from benchmarks.pauses import ALL, named, pauses_of
from benchmarks.picture import bars, lines
from benchmarks.publish import FIGURES
from benchmarks.rows import Row
from benchmarks.scale.__main__ import MEASURES as GROWTH
from benchmarks.scale.growth import Curve, exponent, read, write
from docs._generate.performance import CURVES, PARTS, describe_performance, describe_scale

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
    assert {name.partition(".")[0] for name in names} <= shown == set(PARTS)
    explained = {name.rsplit(".", 1)[0] for name in names if name.count(".") == 2}
    assert not [name for name in explained if f"`{name}`" not in PAGE]


def test_what_was_not_measured_yet_has_no_figures(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    file.write_text('{"rows": []}', encoding="utf-8")
    assert "make bench" in describe_performance("mug", file)
    # Pauses are rows of the loop.
    assert set(MEASURES) - {"pauses"} == set(PARTS)


def test_the_exponent_is_that_of_the_work() -> None:
    assert exponent([(1, 3), (10, 30), (100, 300)]) == pytest.approx(1)
    assert exponent([(1, 5), (2, 20), (4, 80)]) == pytest.approx(2)
    assert exponent([(1, 7), (1000, 7)]) == pytest.approx(0)


def test_curves_are_read_as_they_were_written(tmp_path: Path) -> None:
    curve = Curve.of_points("steps.build", "steps", "s", [(1, 2.0), (10, 2.5), (100, 30.0)])
    assert curve.last == pytest.approx(1.079, abs=0.001)
    assert curve.command == "python -m benchmarks.scale --only steps"
    file = write([curve], tmp_path / "scale.json", full=False)
    assert read(file) == [curve]
    shown = describe_scale(file)
    assert "| `steps.build` | steps | s | 2 at 1 | 30 at 100 | 0.59 | 1.08 |" in shown
    assert "smaller sizes" in shown


def test_a_picture_of_growth_has_all_points_and_the_line_of_the_work() -> None:
    curves = [
        Curve.of_points("a.time", "steps", "s", [(1, 2.0), (10, 20.0), (100, 200.0)]),
        Curve.of_points("a.memory", "steps", "MB", [(1, 5.0), (10, 5.0), (100, 5.0)]),
    ]
    picture = ET.fromstring(lines("Steps", curves))
    svg = "{http://www.w3.org/2000/svg}"
    marks = [(mark.get("cx"), mark.get("cy")) for mark in picture.findall(f"{svg}circle")]
    assert len(marks) == 6
    assert len({y for _, y in marks[3:]}) == 1
    work, time, _ = (path.get("d") for path in picture.findall(f"{svg}path"))
    assert work is not None
    assert time is not None
    # What grows as its work does lies on that line from end to end.
    assert (work.split("L")[0], work.split("L")[-1]) == (time.split("L")[0], time.split("L")[-1])
    assert any("exponent 0.00" in (text.text or "") for text in picture.findall(f"{svg}text"))


def test_the_page_shows_every_picture_of_growth() -> None:
    measured = {curve.name.partition(".")[0] for curve in read(CURVES)}
    assert measured == set(GROWTH)
    for name in GROWTH:
        assert f"](performance-scale-{name}.svg)" in PAGE
        assert (ROOT / "docs" / f"performance-scale-{name}.svg").exists()


def test_a_collection_within_another_is_no_pause_of_its_own() -> None:
    def event(name: str, begun: float, lasted: float, tid: int = 7) -> dict[str, object]:
        return {"ph": "X", "name": name, "pid": 1, "tid": tid, "ts": begun, "dur": lasted}

    events = [
        {"name": "thread_name", "pid": 1, "tid": 8, "args": {"name": "CrRendererMain"}},
        event("V8.GCScavenger", 1010, 900),
        event("MinorGC", 1000, 1000),
        event("MajorGC", 5000, 2500),
        event("V8.DeoptimizeCode", 9000, 4000),
        event("MinorGC", 1000, 300, tid=8),
        event("MajorGC", 1000, 9000, tid=9),
    ]
    assert pauses_of(events, {(1, 7)}) == [1.0, 2.5]
    assert pauses_of(events, {(1, 7)}, until=5000) == [1.0]
    assert pauses_of(events, {(1, 7)}, since=5000) == [2.5]
    assert pauses_of(events, named(events, "CrRendererMain")) == [0.3]


def test_a_longer_look_is_as_long_after_the_start() -> None:
    assert (ALL.lasting(10).seconds, ALL.lasting(10).starting_s) == (600, ALL.starting_s)
