"""A site whose Python is compiled and cut down does what the plain one does, under Node."""

import base64
import json
import shutil
import subprocess
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gymbrowser import resources as ours
from gymbrowser.boot.parts import make_parts
from gymbrowser.build import Built, build
from gymbrowser.console import quiet
from gymbrowser.node import node_executable
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.sources import Sources
from tests import late_imports
from tests.late_imports import HELD, TOO_LONG

EXPERIMENT = """\
id: late
title: Late
environment: {entry_point: "late_imports:LateImports", source: env}
steps:
  - game: {id: play, controls: {keys: {Space: 1}, default: 0}, view: {draw: "late_imports:draw"}}
  - end: {}
"""
MODULE = Path(late_imports.__file__)


def make(folder: Path, *, plain: bool) -> Built:
    (folder / "env").mkdir(parents=True)
    shutil.copy(MODULE, folder / "env")
    (folder / "exp.yml").write_text(EXPERIMENT, encoding="utf-8")
    sources = Sources(Cache.default())
    return build(folder / "exp.yml", folder / "site", quiet, sources, plain=plain)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return make(tmp_path_factory.mktemp("late"), plain=False)


def play(site: Path, *games: list[int], way: str = "pyc") -> list[dict[str, Any]]:
    """The results of episodes with these actions, in a Python that was started in this way."""
    rule = {"keep": "all", "every": 1, "downsample": 1}
    layout = [{"path": [], "dtype": "<f8", "shape": [3]}]
    player: dict[str, Any] = {"uniforms": [None] * 99, "policy_seed": None}
    player |= {"recorded": {"rule": rule, "layout": layout}}
    agents = [{"player": {"actions": actions, **player}} for actions in games]
    jobs = [{"step": "play", "seed": 1, "agents": agent} for agent in agents]
    done = subprocess.run(
        [node_executable(), ours.bundles() / "rerun.mjs", site, way],
        input="".join(json.dumps(job) + "\n" for job in jobs),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_what_no_trace_has_seen_is_there_all_the_same(built: Built, tmp_path: Path) -> None:
    short, long, too_long = [0, 1, 0], [1] * HELD, [1] * (TOO_LONG + 1)
    calm, held, broken = play(built.folder, short, long, too_long)
    observations = base64.b64decode(held["agents"]["player"]["observations"])
    asset = resources.files("gymnasium").joinpath(late_imports.ASSET)
    expected = [0.75, 6.0, len(asset.read_text(encoding="utf-8"))]
    np.testing.assert_allclose(np.frombuffer(observations, "<f8")[-3:], expected)
    plain = make(tmp_path, plain=True)
    assert plain.plan.boot is None
    assert play(plain.folder, short, long) == [calm, held]
    assert play(built.folder, short, long, too_long, way="snapshot") == [calm, held, broken]
    traceback = broken["error"]
    number = (
        MODULE.read_text(encoding="utf-8")
        .splitlines()
        .index('            raise ValueError("held for too long")')
    )
    assert f'site-packages/late_imports.py", line {number + 1}, in step' in traceback
    assert '\n    raise ValueError("held for too long")' in traceback


def test_only_what_is_used_is_waited_for(built: Built) -> None:
    boot = built.plan.boot
    assert boot is not None
    assert boot.problem is None
    used = {path for paths in boot.used.values() for path in paths}
    assert any(path.endswith("numpy/_core/__pycache__/numeric.cpython-314.pyc") for path in used)
    late = ("colorsys", "_pocketfft_umath", "ant.xml", "tkinter", "unittest/")
    assert not [path for path in used if any(word in path for word in late)]
    early = [archive for archive in boot.archives if archive.early]
    everything = {path for archive in boot.archives for path in archive.files}
    assert len([path for archive in early for path in archive.files]) < len(everything) / 3


def test_the_same_wheel_is_the_same_byte_code(built: Built, tmp_path: Path) -> None:
    """On every machine: Pyodide compiles, in a process of its own for each wheel."""
    ours = [part for part in make_parts(built.lock, Cache.default()) if not part.shared]
    again = [part for part in make_parts(built.lock, Cache(tmp_path)) if not part.shared]
    assert [part.name for part in ours] == [
        "experiment-source",
        "gymbrowser-bridge",
        "pygame-standin",
    ]
    assert [part.modules.files() for part in ours] == [part.modules.files() for part in again]


def test_a_site_that_was_changed_does_not_start(built: Built, tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(built.folder, site)
    [archive] = site.glob("v/*/python/own.bin")
    archive.write_bytes(archive.read_bytes().replace(b"held for too long", b"held for so long!"))
    with pytest.raises(AssertionError, match=r"own\.bin"):
        play(site, [0])
