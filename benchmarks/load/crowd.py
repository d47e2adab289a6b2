"""The crowd: one process of Node.js (`js/src/crowd/`) with many participants in it."""

import asyncio
import json
import subprocess
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.load.ground import Ground
from benchmarks.sites import ROOT

_HEAP_MB = 8192
_LINE_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class Second:
    """What the store acknowledged in one second."""

    uploads: int
    bytes: int


@dataclass
class Crowd:
    """What a crowd did, and what it counted."""

    seconds: list[Second] = field(default_factory=list)
    uploads_ms: list[float] = field(default_factory=list)
    failed: int = 0
    """Uploads that were not acknowledged, and were tried again."""
    witnessed: list[dict[str, Any]] = field(default_factory=list)
    """One for each participant: `participant`, `steps`, `records` (of the game) and `answers`."""

    def take(self, report: Any) -> None:
        self.seconds.append(Second(len(report["uploads_ms"]), report["bytes"]))
        self.uploads_ms += report["uploads_ms"]
        self.failed += report["failed"]
        self.witnessed += report.get("witnessed", [])


@dataclass(frozen=True)
class Task:
    """How many come, and how long they stay."""

    participants: int
    arrive_s: float
    """All have arrived after so long, spread evenly."""
    play_s: int
    """How long each one plays."""


def bundle(folder: Path) -> None:
    """The crowd's script, into a folder."""
    subprocess.run(["node", ROOT.parent / "js" / "build.mjs", "crowd", folder], check=True)


async def run_crowd(
    ground: Ground, bundled: Path, task: Task, progress: Callable[[int, int], None]
) -> Crowd:
    """Until the last one is told that everything is stored.

    Args:
        ground: The study.
        bundled: Folder of the bundle.
        task: Who comes.
        progress: Called each second with how many have arrived and how many are done.
    """
    words = {
        "manifest": ground.manifest,
        "siteHash": ground.site_hash,
        "origin": ground.origin,
        **asdict(task),
    }
    process = await asyncio.create_subprocess_exec(
        "node",
        f"--max-old-space-size={_HEAP_MB}",
        bundled / "crowd.mjs",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=_LINE_BYTES,
    )
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("Node.js has no pipes.")
    process.stdin.write(json.dumps(words).encode())
    process.stdin.close()
    crowd = Crowd()
    async for line in process.stdout:
        report = json.loads(line)
        crowd.take(report)
        if "arrived" in report:
            progress(report["arrived"], report["done"])
    if await process.wait() != 0 or len(crowd.witnessed) != task.participants:
        raise RuntimeError("The crowd did not come to its end: see above.")
    return crowd
