"""Builds an experiment again and again, and says of each time what came of it."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from gymbrowser.build import Built, build
from gymbrowser.console import Stages, quiet
from gymbrowser.contract.manifest import Manifest
from gymbrowser.dev.news import News
from gymbrowser.errors import GymbrowserError
from gymbrowser.resolve.sources import Sources


@dataclass(frozen=True)
class Turn:
    """What came of one build."""

    news: News
    built: Built | None
    """None: it failed, and the site is the one before."""
    error: GymbrowserError | None
    is_new: bool
    """Whether the site is another one than before, or was wrong before."""
    duration_s: float


@dataclass
class Rebuilder:
    """Builds in the quickest way: Python starts as Pyodide does it, and nothing is compressed."""

    file: Path
    """exp.yml."""
    site: Path
    """The folder that is built into: of the newest version only."""
    sources: Sources
    stages: Stages
    """Of the first build, which may take long."""
    clock: Callable[[], float] = time.perf_counter
    """Seconds, monotonic."""
    _news: News = field(default_factory=News)
    _ways: dict[str, str] = field(default_factory=dict)
    """Of every site of this preview, by its hash."""

    def build(self) -> Turn:
        """Build once; whatever is wrong with the experiment is in what it gives."""
        begun = self.clock()
        built, error = self._attempt()
        self.stages = quiet
        before = self._news
        if built is None:
            assert error is not None
            self._news = News(before.site, tuple(error.problems))
        else:
            self._ways[built.plan.site] = _way_of(built.plan.manifest)
            self._news = News(built.plan.site)
        return Turn(self._news, built, error, self._news != before, self.clock() - begun)

    def has_same_way(self, earlier: str) -> bool:
        """Whether the steps of the newest site come as they did in an earlier one."""
        way = self._ways.get(earlier)
        return way is not None and way == self._ways.get(self._news.site or "")

    def _attempt(self) -> tuple[Built | None, GymbrowserError | None]:
        try:
            return self._build(), None
        except GymbrowserError as error:
            return None, error
        except OSError as error:  # a file that an editor is just putting in the place of another
            where = error.filename or self.file
            return None, GymbrowserError(f"{where}: {error.strerror or error}")

    def _build(self) -> Built:
        return build(
            self.file, self.site, self.stages, self.sources, clean=True, plain=True, mode="dev"
        )


def _way_of(manifest: Manifest) -> str:
    """What a running session depends on: which steps there are, and in which order they come."""
    told = manifest.model_dump(mode="json", include={"flow", "factors"})
    return json.dumps([told, [(step.kind, step.id) for step in manifest.steps]])
