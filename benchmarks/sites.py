"""The sites that are measured."""

import json
import shutil
from functools import cached_property
from pathlib import Path

from gymbrowser import resources
from gymbrowser.build import Built, build
from gymbrowser.console import quiet
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.sources import Sources

ROOT = Path(__file__).parent
EXAMPLE = ROOT.parent / "examples" / "cartpole"
_BRIDGE = ROOT.parent / "gymbrowser" / "bridge"


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


def build_baseline(folder: Path, page: str = "baseline") -> Path:
    """Plain Pyodide as published on npm, with numpy's and gymnasium's wheels beside it.

    Args:
        folder: Where the site is made.
        page: The folder of the page that loads them.
    """
    site = folder / page
    shutil.copytree(ROOT / page, site)
    shutil.copytree(
        ROOT.parent / "js" / "node_modules" / "pyodide",
        site / "pyodide",
        ignore=shutil.ignore_patterns("*.map", "*.d.ts", "*.html"),
    )
    shutil.copytree(resources.runtime() / "wheels", site / "wheels")
    names = sorted(wheel.name for wheel in (site / "wheels").glob("*.whl"))
    (site / "wheels" / "wheels.json").write_text(json.dumps(names), encoding="utf-8")
    return site


def build_mug(folder: Path) -> Path:
    """The page with a loop as MUG 0.1.3 has it, on the baseline's Pyodide; CartPole as ours."""
    site = build_baseline(folder, "mug")
    package = folder / "mug-package"
    bridge = package / "gymbrowser" / "bridge"
    shutil.copytree(_BRIDGE, bridge, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(_BRIDGE.parent / "__init__.py", bridge.parent)
    shutil.copy(ROOT / "endless" / "endless.py", package)
    shutil.copy(EXAMPLE / "env" / "cartpole_view.py", package)
    shutil.make_archive(str(site / "game"), "zip", package)
    return site


class Sites:
    """All of them, each built when it is first asked for.

    Args:
        folder: Where they are built; benchmarks may leave there what they make by themselves.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def ours(self) -> Built:
        """See `build_ours`."""
        return build_ours(self.folder)

    @cached_property
    def reading(self) -> Built:
        """See `build_reading`."""
        return build_reading(self.folder)

    @cached_property
    def largest(self) -> Built:
        """The example with the most kinds of steps."""
        experiment = EXAMPLE.parent / "full-study" / "exp.yml"
        return build(experiment, self.folder / "largest", quiet, Sources(Cache.default()))

    @cached_property
    def baseline(self) -> Path:
        """See `build_baseline`."""
        return build_baseline(self.folder)

    @cached_property
    def mug(self) -> Path:
        """See `build_mug`."""
        return build_mug(self.folder)

    @cached_property
    def many(self) -> Built:
        """Sixteen agents and one model."""
        return self._build("many")

    @cached_property
    def endless(self) -> Built:
        """CartPole that never ends, watched or played."""
        return self._build("endless")

    @cached_property
    def pixels(self) -> Built:
        """84x84x4 pixels of noise, of which nothing, some and all is recorded."""
        return self._build("pixels")

    def _build(self, study: str) -> Built:
        """A study of this folder, with the policies and the picture of the CartPole example."""
        source = self.folder / f"{study}-study"
        shutil.copytree(EXAMPLE, source, ignore=shutil.ignore_patterns("exp.*", "__pycache__"))
        for module in [*(ROOT / study).glob("*.py"), ROOT / "endless" / "endless.py"]:
            shutil.copy(module, source / "env")
        experiment = Path(shutil.copy(ROOT / study / "exp.yml", source / "exp.yml"))
        return build(experiment, self.folder / f"{study}-site", quiet, Sources(Cache.default()))
