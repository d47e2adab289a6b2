"""Studies of more steps and more policies, and more sites that share a build cache."""

import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper
from playwright.sync_api import Browser

from benchmarks.games import Game, run
from benchmarks.hosts import serve_compressed
from benchmarks.page import readable_s
from benchmarks.scale.growth import Curve
from benchmarks.sites import EXAMPLE, ROOT
from gymbrowser.build import Built, build
from gymbrowser.console import quiet
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.sources import Sources

_HEAD = "id: scale\ntitle: Scale\nenvironment: {entry_point: 'endless:Endless', source: env}\n"
_GAME = """  - game:
      id: played
      fps: 60
      controls: {{keys: {{ArrowLeft: 0, ArrowRight: 1}}, default: previous}}
      view: {{draw: 'cartpole_view:draw'}}
{more}  - end: {{}}
"""


def steps(browser: Browser, folder: Path, sizes: Sequence[int]) -> list[Curve]:
    """A study of so many pages of 2 kB: a build after one of them was changed, and a first visit.

    Args:
        browser: Chromium.
        folder: For the sites.
        sizes: How many pages.
    """
    built, shown, weight = list[float](), list[float](), list[float]()
    for size in sizes:
        study = _study(folder / f"steps-{size}")
        pages = [study / "pages" / f"{at}.md" for at in range(size)]
        for page in pages:
            page.write_text(f"# Page {page.stem}\n\n" + "Read this with care. " * 100, "utf-8")
        names = "".join(f"  - page: pages/{page.name}\n" for page in pages)
        _write(study, names, "")
        _build(study)
        pages[0].write_text("# Changed\n\nRead this with care.\n", encoding="utf-8")
        taken, site = _build(study)
        built.append(taken)
        # The runtime is the same for all of them; what grows is what tells of the steps.
        weight.append(sum(a.size for a in site.plan.assets if a.path.endswith(("html", "json"))))
        with serve_compressed(site.folder) as origin:
            shown.append(min(readable_s(browser, origin) for _ in range(3)))
    return [
        Curve.of_points("steps.build", "steps", "s", list(zip(sizes, built, strict=True))),
        Curve.of_points("steps.readable", "steps", "s", list(zip(sizes, shown, strict=True))),
        Curve.of_points("steps.bytes", "steps", "bytes", list(zip(sizes, weight, strict=True))),
    ]


def policies(browser: Browser, folder: Path, sizes: Sequence[int]) -> list[Curve]:
    """A study of so many models that differ: its first build, and until all of them are loaded.

    Args:
        browser: Chromium.
        folder: For the sites.
        sizes: How many models.
    """
    built, loaded = list[float](), list[float]()
    for size in sizes:
        study = _study(folder / f"policies-{size}")
        for at in range(size):
            _model(study / f"p{at}.onnx", at)
        named = "policies:\n" + "".join(f"  p{at}: {{onnx: p{at}.onnx}}\n" for at in range(size))
        games = "".join(
            f"  - game: {{id: g{at}, agents: {{player: p{at}}}, fps: 60, "
            "view: {draw: 'cartpole_view:draw'}}\n"
            for at in range(size)
        )
        _write(study, "", games, named)
        taken, site = _build(study)
        built.append(taken)
        answers = [run(browser, site, [Game("it", "played", 100)], 1) for _ in range(3)]
        loaded.append(min(answer.load_ms for answer in answers))
    return [
        Curve.of_points("policies.build", "policies", "s", list(zip(sizes, built, strict=True))),
        Curve.of_points("policies.load", "policies", "ms", list(zip(sizes, loaded, strict=True))),
    ]


def sites(folder: Path, sizes: Sequence[int]) -> list[Curve]:
    """So many studies whose Python differs, built with one cache: all of them together.

    Args:
        folder: For the sites and the cache.
        sizes: How many of them.
    """
    cache = Cache(folder / "cache")
    spent, times, weights = 0.0, list[float](), list[float]()
    for at in range(1, max(sizes) + 1):
        study = _study(folder / f"sites-{at}")
        with (study / "env" / "endless.py").open("a", encoding="utf-8") as module:
            module.write(f"\nNUMBER = {at}\n")
        _write(study, "", "")
        taken, site = _build(study, cache)
        spent += taken
        shutil.rmtree(site.folder)
        if at in sizes:
            times.append(spent)
            weights.append(sum(f.stat().st_size for f in cache.root.rglob("*") if f.is_file()))
    return [
        Curve.of_points(
            "sites.build", "sites of a cache", "s", list(zip(sizes, times, strict=True))
        ),
        Curve.of_points(
            "sites.cache", "sites of a cache", "bytes", list(zip(sizes, weights, strict=True))
        ),
    ]


def _model(file: Path, number: int) -> None:
    """The policy of the CartPole example, with one of its weights changed."""
    model = onnx.load(EXAMPLE / "policies" / "cartpole.onnx")
    weights = model.graph.initializer[0]
    changed = numpy_helper.to_array(weights) + np.float32(number / 1000)
    weights.CopyFrom(numpy_helper.from_array(changed, weights.name))
    onnx.save(model, file)


def _study(folder: Path) -> Path:
    (folder / "pages").mkdir(parents=True)
    (folder / "env").mkdir()
    shutil.copy(ROOT / "endless" / "endless.py", folder / "env")
    shutil.copy(EXAMPLE / "env" / "cartpole_view.py", folder / "env")
    return folder


def _write(study: Path, before: str, after: str, named: str = "") -> None:
    text = f"{_HEAD}{named}steps:\n{before}{_GAME.format(more=after)}"
    (study / "exp.yml").write_text(text, encoding="utf-8")


def _build(study: Path, cache: Cache | None = None) -> tuple[float, Built]:
    """Seconds, and the site."""
    begun = time.perf_counter()
    built = build(study / "exp.yml", study / "site", quiet, Sources(cache or Cache.default()))
    return time.perf_counter() - begun, built
