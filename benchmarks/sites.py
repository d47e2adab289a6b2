"""The sites that are measured."""

import json
import shutil
from pathlib import Path

from gymbrowser import resources
from gymbrowser.build import Built, build
from gymbrowser.console import quiet
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.sources import Sources

ROOT = Path(__file__).parent
EXAMPLE = ROOT.parent / "examples" / "cartpole"


def copy_experiment(folder: Path) -> Path:
    """The CartPole example with the benchmark's exp.yml, whose path it gives; without a lock."""
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("exp.*", "__pycache__"))
    return Path(shutil.copy(ROOT / "experiment" / "exp.yml", folder / "exp.yml"))


def build_ours(folder: Path) -> Built:
    """The benchmark's experiment as a site."""
    experiment = copy_experiment(folder / "experiment")
    return build(experiment, folder / "site", quiet, Sources(Cache.default()))


def build_reading(folder: Path) -> Built:
    """A study whose first page is there to be read: the CartPole example as it is."""
    return build(EXAMPLE / "exp.yml", folder / "reading", quiet, Sources(Cache.default()))


def build_baseline(folder: Path) -> Path:
    """Plain Pyodide as published on npm, with numpy's and gymnasium's wheels beside it."""
    site = folder / "baseline"
    shutil.copytree(ROOT / "baseline", site)
    shutil.copytree(
        ROOT.parent / "js" / "node_modules" / "pyodide",
        site / "pyodide",
        ignore=shutil.ignore_patterns("*.map", "*.d.ts", "*.html"),
    )
    shutil.copytree(resources.runtime() / "wheels", site / "wheels")
    names = sorted(wheel.name for wheel in (site / "wheels").glob("*.whl"))
    (site / "wheels" / "wheels.json").write_text(json.dumps(names), encoding="utf-8")
    return site
