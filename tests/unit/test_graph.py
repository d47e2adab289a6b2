"""The picture of a study's flow: what is in it, and where it stands."""

from pathlib import Path
from textwrap import dedent
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from gymbrowser.cli import main
from gymbrowser.flow.graph import graph_of
from gymbrowser.flow.picture import draw
from tests.unit.test_flow import study

SVG = "{http://www.w3.org/2000/svg}"
STEPS = """
    - consent: three.md
    - form: about.yml
    - screen_out: {code: NOT-NOW}
      when: answers.about.age < 18 or answers.about.likes == 'chess' and answers.about.why != null
    - block:
        id: training
        repeat: {until: results.play.last >= 100, max: 3, on_fail: fail}
        steps:
          - page: one.md
          - game: {id: play, episodes: 5, controls: {keys: {ArrowLeft: 0}, default: previous}}
    - block:
        id: maps
        order: shuffled
        choose: 1
        steps:
          - page: {file: two.md, id: walled}
          - block: {id: icy, steps: [page: {file: two.md, id: an-icy-map}]}
      when: conditions.arm == 'a & <b>'
    - page: two.md
"""
HEAD = """\
conditions: {arm: {levels: ['a & <b>', c]}}
max_minutes: 45
requires: {fps: 50}
completion:
  failed: {code: SORRY}
  timed_out: {redirect: 'https://x.example.org/late'}
  unsupported: {code: DEVICE}
"""
WORDS = """\
consent three; or declined
form about
screen_out screen_out, if answers.about.age < 18 or answers.about.likes == 'chess' and \
answers.about.why != null; or screened out
block training, until results.play.last >= 100, at most 3 times; or failed
  page one
  game play
block maps, 1 of 2, drawn, in a drawn order, if conditions.arm == 'a & <b>'
  page walled
  block icy
    page an-icy-map
page two
end end; or done
Condition arm: a & <b>, c; assigned by hash.
Before the consent the device is looked at: unsupported, code DEVICE.
45 minutes after the consent it is over: timed out, to x.example.org.
From the consent on a participant can stop at every step: withdrawn."""


def test_a_quiz_and_a_break_are_told_with_their_bounds(tmp_path: Path) -> None:
    (tmp_path / "quiz.yml").write_text("questions: [{name: q, prompt: Q, number: , check: 2}]")
    steps = """
        - quiz: {file: quiz.yml, attempts: 2, on_fail: screen_out}
        - wait: 90
        """
    texts = {
        box.text
        for box in ET.fromstring(draw(graph_of(study(tmp_path, dedent(steps)).config))).iter(
            f"{SVG}text"
        )
    }
    assert {"quiz, at most 2 attempts", "wait, 90 s"} <= texts
    assert "screened out" in " ".join(text for text in texts if text)


@pytest.fixture
def picture(tmp_path: Path) -> ET.Element:
    return ET.fromstring(draw(graph_of(study(tmp_path, dedent(STEPS), HEAD).config)))


def number(element: ET.Element, name: str) -> float:
    return float(element.attrib[name])


def edges(box: ET.Element) -> tuple[float, float, float, float]:
    x, y = number(box, "x"), number(box, "y")
    return x, y, x + number(box, "width"), y + number(box, "height")


def test_it_says_in_words_what_it_shows(picture: ET.Element) -> None:
    assert picture.attrib["role"] == "img"
    named = [picture.find(f"*[@id='{name}']") for name in picture.attrib["aria-labelledby"].split()]
    assert [one.text for one in named if one is not None] == ["A study", WORDS]


def test_every_step_block_and_outcome_is_there(picture: ET.Element) -> None:
    boxes = [box.attrib.get("class") for box in picture.iter(f"{SVG}rect")]
    assert [boxes.count(kind) for kind in ("step", "block", "when")] == [9, 3, 2]
    assert [boxes.count(end) for end in ("declined", "screened-out", "failed", "done")] == [1] * 4
    texts = [text.text for text in picture.iter(f"{SVG}text")]
    assert {"game, 5 episodes", "code NOT-NOW", "code SORRY", "an-icy-map"} <= set(texts)


def test_nothing_lies_on_anything_else_but_in_its_block(picture: ET.Element) -> None:
    boxes = [box for box in picture.iter(f"{SVG}rect") if "x" in box.attrib]
    for at, one in enumerate(boxes):
        for other in boxes[at + 1 :]:
            a, b = edges(one), edges(other)
            apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
            inside = a[0] < b[0] and b[2] < a[2] and a[1] < b[1] and b[3] < a[3]
            assert apart or (inside and one.attrib["class"] == "block"), (one.attrib, other.attrib)


def test_all_of_it_is_on_the_picture_and_every_line_fits_its_box(picture: ET.Element) -> None:
    _, _, width, height = map(float, picture.attrib["viewBox"].split())
    boxes = [edges(box) for box in picture.iter(f"{SVG}rect") if "x" in box.attrib]
    for left, top, right, bottom in boxes:
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height
    for text in picture.iter(f"{SVG}text"):
        x, y = number(text, "x"), number(text, "y")
        end = x + 7.3 * len(text.text or "")
        around = [box for box in boxes if box[0] <= x <= box[2] and box[1] <= y <= box[3]]
        assert end <= min((box[2] for box in around), default=width), text.text


def test_a_long_name_is_cut(tmp_path: Path) -> None:
    name = "a" * 63
    words = draw(graph_of(study(tmp_path, f"- page: {{file: one.md, id: {name}}}").config))
    assert "a…" in words
    assert words.count(name) == 1  # in the description


def test_the_command_writes_it(tmp_path: Path) -> None:
    study(tmp_path, "- page: one.md")
    output = tmp_path / "out" / "flow.svg"
    done = CliRunner().invoke(main, ["graph", str(tmp_path / "exp.yml"), "-o", str(output)])
    assert (done.exit_code, done.stdout) == (0, f"The flow is drawn in {output}.\n")
    assert ET.parse(output).getroot().tag == f"{SVG}svg"


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    study(tmp_path, "- page: one.md")
    (tmp_path / "file").write_text("")
    output = tmp_path / "file" / "flow.svg"
    done = CliRunner().invoke(main, ["graph", str(tmp_path / "exp.yml"), "-o", str(output)])
    assert done.exit_code == 2
    assert f"{output} can't be written" in done.stderr
