"""Draw lists as data: shapes, units, stages, layers; and natively, as SVG and PNG."""

import io
import json
import math
import re
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from gymbrowser import draw as d
from gymbrowser.bridge.pictures import Layers, shown

SVG = "{http://www.w3.org/2000/svg}"


def shapes_of(scene: d.Scene) -> list[dict[str, Any]]:
    shapes = scene["shapes"]
    assert isinstance(shapes, list)
    return shapes


def test_numbers_of_numpy_become_plain_ones() -> None:
    shape = d.ellipse(
        np.float32(1), np.int64(2), 3, 4, id="e", alpha=np.float32(0.5), depth=np.int8(2)
    )
    assert json.loads(json.dumps(shape)) == {
        "kind": "ellipse",
        "x": 1,
        "y": 2,
        "radius_x": 3,
        "radius_y": 4,
        "fill": "black",
        "stroke": None,
        "line_width": 1,
        "id": "e",
        "alpha": 0.5,
        "depth": 2,
    }


def test_an_unknown_option_is_an_error() -> None:
    with pytest.raises(TypeError, match="no option 'opacity'"):
        d.circle(0, 0, 1, opacity=0.5)  # type: ignore[call-arg]


def test_deeper_shapes_come_later_and_others_keep_their_order() -> None:
    front = d.circle(0, 0, 1, id="front", depth=1)
    back = d.circle(0, 0, 1, id="back", depth=-1)
    a, b, c = (d.circle(0, 0, 1, id=name) for name in "abc")
    scene = d.scene(9, 9, [front, a, b, back, c])
    assert [shape["id"] for shape in shapes_of(scene)] == ["back", "a", "b", "c", "front"]


def test_relative_units_follow_the_sides_and_circles_stay_round() -> None:
    scene = d.scene(
        200,
        100,
        [
            d.rectangle(0.5, 0.5, 0.25, 0.5, radius=0.1, line_width=0.01),
            d.layer("floor", [d.line([(0, 0), (1, 1)], line_width=0.02)]),
            d.text(0.5, 0.1, "hi", size=0.2),
            d.ellipse(0.1, 0.1, 0.1, 0.1, angle=30),
        ],
        units="relative",
    )
    rectangle, layer, text, ellipse = shapes_of(scene)
    assert [rectangle[k] for k in ("x", "y", "width", "height", "radius", "line_width")] == [
        *(100, 50, 50, 50, 10, 1)
    ]
    assert layer["shapes"][0]["points"] == [[0, 0], [200, 100]]
    assert (text["size"], text["x"]) == (20, 100)
    assert (ellipse["radius_x"], ellipse["radius_y"], ellipse["angle"]) == (20, 10, 30)


def test_objects_of_a_stage_stay_until_they_are_removed() -> None:
    stage = d.Stage(100, 100, background="navy")
    stage.put("sun", d.circle(10, 10, 5, fill="gold"))
    stage.put("tree", d.rectangle(50, 50, 5, 20))
    stage.change("sun", x=20.0, tween_ms=200.0)
    before = stage.scene()
    assert [shape["id"] for shape in shapes_of(before)] == ["sun", "tree"]
    assert shapes_of(before)[0] == {
        **d.circle(20, 10, 5, fill="gold"),
        "id": "sun",
        "tween_ms": 200,
    }
    stage.remove("sun")
    stage.remove("sun")
    assert [shape["id"] for shape in shapes_of(stage.scene())] == ["tree"]
    assert len(shapes_of(before)) == 2, "a picture that was taken does not change any more"
    with pytest.raises(KeyError):
        stage.change("sun", x=0)
    stage.clear()
    assert shapes_of(stage.scene()) == []


def test_an_object_of_a_stage_changes_its_depth() -> None:
    stage = d.Stage(100, 100)
    stage.put("sun", d.circle(10, 10, 5))
    stage.put("tree", d.rectangle(50, 50, 5, 20))
    stage.change("sun", depth=1)
    assert [shape["id"] for shape in shapes_of(stage.scene())] == ["tree", "sun"]


def test_a_layer_is_sent_when_it_is_new_or_has_changed() -> None:
    sent: Layers = {}
    grid = d.layer("grid", [d.rectangle(0, 0, 5, 5)])

    def send(*shapes: d.Shape) -> list[dict[str, Any]]:
        kind, text = shown(d.scene(10, 10, shapes), sent)
        assert kind == "scene"
        found: list[dict[str, Any]] = json.loads(str(text))["shapes"]
        return found

    assert [sorted(shape) for shape in send(grid)] == [["id", "kind", "shapes"]]
    assert [sorted(shape) for shape in send(grid)] == [["id", "kind"]]
    # The same again from elsewhere, as a function makes it that draws everything anew.
    assert "shapes" not in send(d.layer("grid", [d.rectangle(0, 0, 5, 5)]))[0]
    changed = send(d.layer("grid", [d.rectangle(0, 0, 6, 5)]), d.circle(1, 1, 1))
    assert changed[0]["shapes"][0]["width"] == 6
    assert "shapes" in send(grid)[0], "what was there before the change is new again"
    inside: list[d.Shape] = grid["shapes"]  # type: ignore[assignment]
    inside[0]["x"] = 3.0
    assert send(grid)[0]["shapes"][0]["x"] == 3.0, "a change where it is counts too"


def parsed(*shapes: d.Shape, **pictures: Path) -> ElementTree.Element:
    return ElementTree.fromstring(d.to_svg(d.scene(100, 50, shapes, background="ivory"), pictures))


def test_svg_has_every_shape() -> None:
    points = [(1, 2), (3, 4), (5, 6)]
    root = parsed(
        d.rectangle(1, 2, 30, 4, radius=2, stroke="red", line_width=3),
        d.circle(5, 6, 7, fill=None, stroke="blue"),
        d.ellipse(5, 6, 7, 8),
        d.line(points),
        d.polygon(points, fill="teal"),
        d.text(5, 6, "a < b & c", bold=True, align="right"),
    )
    assert root.attrib["viewBox"] == "0 0 100 50"
    assert [child.tag.removeprefix(SVG) for child in root] == [
        *("rect", "rect", "circle", "ellipse", "polyline", "polygon", "text")
    ]
    background, rectangle, circle, _, line, polygon, text = root
    assert background.attrib == {"width": "100", "height": "50", "fill": "ivory"}
    assert (rectangle.attrib["rx"], rectangle.attrib["stroke-width"]) == ("2", "3")
    assert (circle.attrib["fill"], circle.attrib["stroke"]) == ("none", "blue")
    assert (line.attrib["points"], line.attrib["fill"]) == ("1 2 3 4 5 6", "none")
    assert (polygon.attrib["fill"], "stroke" in polygon.attrib) == ("teal", False)
    assert (text.text, text.attrib["text-anchor"]) == ("a < b & c", "end")


def test_svg_turns_about_the_middle_and_fades() -> None:
    root = parsed(
        d.rectangle(10, 20, 30, 10, angle=45, alpha=0.5),
        d.line([(0, 0), (10, 4)], angle=90),
        d.layer("faint", [d.circle(1, 1, 1)], alpha=0.25),
    )
    _, rectangle, line, layer = root
    assert rectangle.attrib == {"opacity": "0.5", "transform": "rotate(45 25 25)"}
    assert line.attrib == {"transform": "rotate(90 5 2)"}
    assert (layer.attrib, len(layer[0])) == ({"opacity": "0.25"}, 1)


@pytest.mark.parametrize(
    ("start", "end", "tip"), [(0, 90, (50, 60)), (270, 360, (60, 50)), (300, 30, None)]
)
def test_svg_arcs_go_clockwise(start: float, end: float, tip: tuple[float, float] | None) -> None:
    (_, path) = parsed(d.arc(50, 50, 10, start, end))
    numbers = [float(each) for each in re.findall(r"-?[\d.]+(?:e-?\d+)?", path.attrib["d"])]
    first, last = numbers[:2], numbers[-2:]
    turn = math.radians(start)
    assert first == pytest.approx([50 + 10 * math.cos(turn), 50 + 10 * math.sin(turn)], abs=1e-3)
    turn = math.radians(end)
    expected = tip or (50 + 10 * math.cos(turn), 50 + 10 * math.sin(turn))
    assert last == pytest.approx(expected, abs=1e-3)


def test_svg_of_a_whole_turn_is_a_circle_and_a_filled_arc_a_slice() -> None:
    _, ring = parsed(d.arc(50, 50, 10, 0, 360))
    assert ring.attrib["d"].count("A") == 2
    _, slice_ = parsed(d.arc(50, 50, 10, 0, 90, fill="red", stroke=None))
    assert slice_.attrib["d"].startswith("M50 50L60 50A")
    assert slice_.attrib["fill"] == "red"


def test_svg_holds_the_images_that_it_is_given(tmp_path: Path) -> None:
    file = tmp_path / "tree.png"
    file.write_bytes(b"\x89PNG")
    place = (10, 20, 30, 40)
    root = parsed(
        d.image("tree", *place, flip=True),
        d.image("bush", *place),
        d.sprite("cars", "red<1>", *place),
        tree=file,
    )
    _, tree, *boxes = root
    assert tree.attrib["href"] == "data:image/png;base64,iVBORw=="
    assert tree.attrib["transform"] == "translate(50 0) scale(-1 1)"
    assert [box.text for box in boxes if box.tag == f"{SVG}text"] == ["bush", "cars red<1>"]


def test_svg_refuses_what_it_does_not_know() -> None:
    with pytest.raises(ValueError, match="no shape of the kind 'star'"):
        d.to_svg(d.scene(1, 1, [{"kind": "star"}]))


@pytest.mark.parametrize(
    ("colour", "written"),
    [
        ("rgb(0 0 255 / 50%)", "rgba(0, 0, 255, 0.5)"),
        ("rgba(0,0,255,25%)", "rgba(0, 0, 255, 0.25)"),
        ("HSL(240 100% 50%)", "hsl(240, 100%, 50%)"),
        ("hsl(240deg 100% 50% / .5)", "hsla(240deg, 100%, 50%, 0.5)"),
        ("rebeccapurple", "#663399"),
        ("#1b9e77", "#1b9e77"),
        ("Crimson", "Crimson"),
    ],
)
def test_svg_has_colours_that_its_readers_know(colour: str, written: str) -> None:
    _, circle = parsed(d.circle(5, 5, 5, fill=colour, stroke=colour))
    assert (circle.attrib["fill"], circle.attrib["stroke"]) == (written, written)


def test_svg_refuses_colours_that_only_browsers_know() -> None:
    with pytest.raises(ValueError, match="no colour 'oklch"):
        parsed(d.circle(5, 5, 5, fill="oklch(60% 0.15 50)"))


def pixels(scene: d.Scene, scale: float = 1, **pictures: Path) -> NDArray[np.uint8]:
    png = d.to_png(scene, pictures, scale=scale)
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def test_png_is_the_picture_in_pixels_of_any_size() -> None:
    shapes = [
        d.rectangle(10, 10, 20, 10, fill="red"),
        d.circle(60, 25, 15, fill="rgb(0 0 255 / 50%)"),
        d.polygon([(80, 10), (90, 10), (90, 40), (80, 40)], fill="lime", angle=90),
    ]
    scene = d.scene(100, 50, shapes, background="white")
    for scale in (1, 2, 1.5):
        picture = pixels(scene, scale)
        assert picture.shape == (50 * scale, 100 * scale, 3)
        places = [(5, 5), (20, 15), (60, 25), (73, 25), (85, 12)]
        white, red, faint, green, above = (
            picture[int(y * scale), int(x * scale)].tolist() for x, y in places
        )
        assert white == above == [255, 255, 255]
        assert red == [255, 0, 0]
        assert faint == pytest.approx([127, 127, 255], abs=1)
        assert green == [0, 255, 0], "turned about its middle"


def test_png_has_letters_and_the_images_that_it_is_given(tmp_path: Path) -> None:
    file = tmp_path / "flag.png"
    Image.fromarray(np.full((4, 4, 3), (0, 0, 255), np.uint8)).save(file)
    text = d.text(50, 25, "Straße", size=20, align="center")
    picture = pixels(d.scene(100, 50, [d.image("flag", 0, 0, 10, 10), text]), flag=file)
    assert picture[5, 5].tolist() == [0, 0, 255]
    dark = np.argwhere(picture.sum(axis=2) < 200)
    assert len(dark) > 50
    assert np.abs(dark[dark[:, 1] > 10].mean(axis=0) - (25, 50)).max() < 4


def test_png_says_how_to_get_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(ImportError, match=r"pip install 'gymbrowser\[png\]'"):
        d.to_png(d.scene(1, 1, []))
