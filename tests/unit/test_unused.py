"""What a feature costs that is not used: nothing. One that is used adds its own files, no more."""

from pathlib import Path

import pytest

from gymbrowser.asset import Asset
from gymbrowser.build import build
from gymbrowser.console import quiet
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.sources import Sources
from tests.browser.conftest import ROOT

ONNX = ROOT / "examples" / "cartpole" / "policies" / "cartpole.onnx"
SIMPLE = """id: unused
title: Unused
environment: {gym_id: CartPole-v1}
steps:
  - consent: {page: page.md, version: 1}
  - game:
      controls: {keys: {ArrowLeft: 0, ArrowRight: 1}, default: previous}
      view: {render_mode: human}
  - end: {}
"""
TELLING = {"manifest.json", "index.html", "pyodide-lock.json", "THIRD_PARTY_LICENSES"}
"""What says what a site is made of, and where that lies."""
WATCHED = "  - game: {id: watched, agents: {player: it}, fps: 30, view: {render_mode: human}}\n"
PARTS = {
    "microphone.js": ("  - end", "  - microphone: {page: page.md}\n  - end"),
    "joystick.js": ("ArrowLeft: 0", "JoystickLeft: 0"),
    "strings/de.js": ("title: Unused", "title: Unused\nlanguage: de"),
    "it.onnx": ("steps:\n", "policies: {it: {onnx: it.onnx}}\nsteps:\n"),
    "webgpu.js": ("steps:\n", "policies: {it: {onnx: it.onnx, webgpu: true}}\nsteps:\n"),
}
"""What a site has of a part, and what in the study brings it."""


def files_of(folder: Path, text: str) -> dict[str, Asset]:
    """Path below the site's version, or its runtime, to file."""
    folder.mkdir()
    (folder / "page.md").write_text("# Page\n", encoding="utf-8")
    (folder / "it.onnx").write_bytes(ONNX.read_bytes())
    file = folder / "exp.yml"
    file.write_text(text, encoding="utf-8")
    plan = build(file, folder / "site", quiet, Sources(Cache.default()), plain=True).plan
    return {_name(asset.path): asset for asset in plan.assets}


def _name(path: str) -> str:
    place, _, rest = path.partition("/")
    return rest.partition("/")[2] if place in {"rt", "v"} else path


@pytest.fixture(scope="module")
def simple(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Asset]:
    """The simplest study with a game."""
    return files_of(tmp_path_factory.mktemp("simple") / "study", SIMPLE)


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_in_the_site_that_uses_it_alone(
    tmp_path: Path, simple: dict[str, Asset], part: str
) -> None:
    assert not [path for path in simple if path.endswith(part)]
    text = SIMPLE.replace(*PARTS[part])
    if part in {"it.onnx", "webgpu.js"}:
        text = text.replace("  - end", f"{WATCHED}  - end")
    with_part = files_of(tmp_path / "study", text)
    added = [path for path in with_part if path.endswith(part)]
    assert len(added) == 1
    same = [path for path in simple if path not in TELLING]
    assert {path: with_part[path].sha256 for path in same} == {
        path: simple[path].sha256 for path in same
    }


def test_without_a_model_there_is_nothing_that_runs_one(simple: dict[str, Asset]) -> None:
    assert not [path for path in simple if path.startswith("ort/") or path.endswith(".onnx")]


@pytest.mark.parametrize(("mode", "draws"), [("ansi", False), ("human", True)])
def test_the_stand_in_for_pygame_is_downloaded_where_it_draws(
    tmp_path: Path, mode: str, draws: bool
) -> None:
    text = SIMPLE.replace("CartPole-v1", "FrozenLake-v1").replace(
        "render_mode: human", f"render_mode: {mode}"
    )
    (tmp_path / "page.md").write_text("# Page\n", encoding="utf-8")
    file = tmp_path / "exp.yml"
    file.write_text(text, encoding="utf-8")
    sources = Sources(Cache.default())
    boot = build(file, tmp_path / "site", quiet, sources, snapshot=False).plan.boot
    assert boot is not None
    paths: dict[bool, list[str]] = {True: [], False: []}
    for archive in boot.archives:
        paths[archive.early] += [path for path in archive.files if "site-packages/pygame/" in path]
    assert bool(paths[True]) == draws
    # All of it is there for what imports it late.
    assert any(path.endswith("surface.cpython-314.pyc") for path in paths[False])
