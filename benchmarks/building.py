"""build.cold, build.warm_page, build.warm_env: the whole command, as its user waits for it.

Cold is the first build on a machine: no cache, no exp.lock. Warm is one after a page, or the
environment's Python, was changed. The baseline does what no build can avoid: it starts a Python and
writes the site's bytes to the same disk.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.rows import Row
from benchmarks.sites import copy_experiment

SAMPLES = 3
_GYMBROWSER = str(Path(sys.executable).with_name("gymbrowser"))
_COPY = "import shutil, sys; shutil.copytree(sys.argv[1], sys.argv[2])"


def measure(advance: Callable[[], None], *, samples: int = SAMPLES) -> list[Row]:
    """All three and the baseline in turn, so many times."""
    seconds: dict[str, list[float]] = {name: [] for name in ("cold", "page", "env", "copy")}
    with tempfile.TemporaryDirectory() as name:
        for index in range(samples):
            study = _Study(Path(name, str(index)))
            seconds["cold"].append(study.build())
            study.change_page()
            seconds["page"].append(study.build())
            study.change_environment()
            seconds["env"].append(study.build())
            seconds["copy"].append(study.copy())
            advance()
    copy = seconds["copy"]
    return [
        Row.of("build.cold", "s", seconds["cold"], copy),
        Row.of("build.warm_page", "s", seconds["page"], copy, "< 3 s"),
        Row.of("build.warm_env", "s", seconds["env"], copy, "< 6 s"),
    ]


class _Study:
    """An experiment in a folder of its own, with caches of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.experiment = copy_experiment(folder / "experiment")
        self.environment = {**os.environ, "GYMBROWSER_CACHE": str(folder / "cache")}

    def build(self) -> float:
        return self._time(_GYMBROWSER, "build", self.experiment, "-o", self.folder / "site")

    def copy(self) -> float:
        copied = self.folder / "copy"
        taken = self._time(sys.executable, "-c", _COPY, self.folder / "site", copied)
        shutil.rmtree(copied)
        return taken

    def change_page(self) -> None:
        page = self.experiment.parent / "pages" / "welcome.md"
        page.write_text(page.read_text(encoding="utf-8") + "\nGood luck!\n", encoding="utf-8")

    def change_environment(self) -> None:
        (module,) = (self.experiment.parent / "env").glob("*.py")
        text = module.read_text(encoding="utf-8")
        module.write_text(text + '\n"""Changed."""\n', encoding="utf-8")

    def _time(self, *command: str | Path) -> float:
        began = time.perf_counter()
        subprocess.run(
            list(map(str, command)), env=self.environment, capture_output=True, check=True
        )
        return time.perf_counter() - began
