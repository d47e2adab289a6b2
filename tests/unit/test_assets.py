"""Images, atlases and sounds: from exp.yml to the site's manifest, and to the check of names."""

import json
from pathlib import Path
from typing import Any

import pytest

from gymbrowser import draw as d
from gymbrowser.config.asset_models import AssetsConfig
from gymbrowser.config.assets import read_assets
from gymbrowser.config.pages import Media
from gymbrowser.contract.assets import Assets
from gymbrowser.environment.findings import UnusableError
from gymbrowser.environment.scenes import check_calls, check_scene
from gymbrowser.errors import Place, UserError

FRAME = {"frame": {"x": 1, "y": 2, "w": 3, "h": 4}, "rotated": False}


def read(folder: Path, media: Media | None = None, **config: Any) -> Assets:
    def place_of(*location: str) -> Place:
        return Place(folder / "exp.yml", len(location))

    return read_assets(AssetsConfig(**config), folder, media or Media(), place_of)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "img").mkdir()
    for name in ("tree.png", "cars.webp", "bell.mp3", "map.svg"):
        (tmp_path / "img" / name).write_bytes(name.encode())
    (tmp_path / "img" / "hash.json").write_text(json.dumps({"frames": {"red": FRAME}}))
    array = {"frames": [{"filename": "red", **FRAME}]}
    (tmp_path / "img" / "array.json").write_text(json.dumps(array))
    return tmp_path


def test_the_site_names_files_by_their_hash(folder: Path) -> None:
    media = Media()
    grid = {"image": "img/cars.webp", "grid": [32, 16]}
    assets = read(
        folder,
        media,
        images={"tree": "img/tree.png"},
        atlases={"cars": grid},
        sounds={"bell": "img/bell.mp3"},
    )
    tree, cars, bell = assets.images["tree"], assets.atlases["cars"], assets.sounds["bell"]
    assert tree.file == f"media/{tree.sha256[:16]}.png"
    assert (cars.grid, cars.frames) == ([32, 16], {})
    assert set(media.files) == {tree.file, cars.picture.file, bell.file}
    assert media.files[tree.file].read_bytes() == b"tree.png"


@pytest.mark.parametrize("frames", ["img/hash.json", "img/array.json"])
def test_frames_are_read_as_tools_write_them(folder: Path, frames: str) -> None:
    atlas = {"image": "img/cars.webp", "frames": frames}
    assert read(folder, atlases={"cars": atlas}).atlases["cars"].frames == {"red": [1, 2, 3, 4]}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "JSONDecodeError"),
        ("[]", "TypeError"),
        ('{"frames": {"red": {}}}', "KeyError"),
        ('{"frames": {"red": {"frame": {"x": Infinity}}}}', "OverflowError"),
        ("[" * 100_000, "RecursionError"),
        (json.dumps({"frames": {"red": {**FRAME, "rotated": True}}}), "lies rotated"),
    ],
)
def test_frames_that_are_none_are_told(folder: Path, text: str, why: str) -> None:
    (folder / "img" / "hash.json").write_text(text)
    with pytest.raises(UserError) as caught:
        read(folder, atlases={"cars": {"image": "img/cars.webp", "frames": "img/hash.json"}})
    (problem,) = caught.value.problems
    assert why in f"{problem.what} {problem.why}"


def test_all_wrong_files_are_told_at_once(folder: Path) -> None:
    with pytest.raises(UserError) as caught:
        read(folder, images={"a": "img/map.svg", "b": "img/tre.png"}, sounds={"c": "img/tree.png"})
    told = [problem.what for problem in caught.value.problems]
    assert told == [
        "`img/map.svg` is no image that games can use",
        "there is no file img/tre.png",
        "`img/tree.png` is no sound that games can use",
    ]


KNOWN: dict[str, Any] = {
    "images": {"tree": None},
    "atlases": {"cars": ["red"], "tiles": None},
    "sounds": {"bell": None},
}
PLACE = (0, 0, 1, 1)


def test_known_names_pass() -> None:
    shapes = [
        d.image("tree", *PLACE),
        d.layer("road", [d.sprite("cars", "red", *PLACE), d.sprite("tiles", 7, *PLACE)]),
    ]
    check_scene(d.scene(1, 1, shapes), KNOWN)
    check_calls([{"call": "image", "image": None}, {"call": "sound", "sound": "bell"}], KNOWN)


@pytest.mark.parametrize(
    ("shape", "what"),
    [
        (d.image("trees", *PLACE), "the image `trees`"),
        (d.layer("road", [d.sprite("vans", 0, *PLACE)]), "the atlas `vans`"),
        (d.sprite("cars", "blue", *PLACE), "the frame of the atlas `cars` `blue`"),
        (d.sprite("tiles", "grass", *PLACE), "the frame `grass` of the atlas `tiles`"),
    ],
)
def test_unknown_names_are_told_at_build(shape: d.Shape, what: str) -> None:
    with pytest.raises(UnusableError, match=what):
        check_scene(d.scene(1, 1, [shape]), KNOWN)


@pytest.mark.parametrize("call", [{"call": "image", "image": "x"}, {"call": "sound", "sound": "x"}])
def test_unknown_names_in_calls_are_told_at_build(call: dict[str, Any]) -> None:
    with pytest.raises(UnusableError, match="`x`, which there is not"):
        check_calls([call], KNOWN)
