"""Lets no wheel and no sdist out that lacks what it must carry (a build hook of hatchling)."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUNDLES = (
    "bots.mjs",
    "clips.mjs",
    "compile.mjs",
    "compress.mjs",
    "dev.js",
    "game.js",
    "joystick.js",
    "judging.js",
    "microphone.js",
    "page.js",
    "replay-worker.js",
    "replay.js",
    "rerun.mjs",
    "site.css",
    "snapshot.mjs",
    "strings/ar.js",
    "strings/de.js",
    "strings/es.js",
    "strings/fr.js",
    "strings/ja.js",
    "strings/zh.js",
    "surveyjs.css",
    "surveyjs.js",
    "sw.js",
    "trace.mjs",
    "webgpu.js",
    "worker.js",
)
MADE = ("runtime/python/", "runtime/compressed/")
"""What `python -m gymbrowser.boot` makes, so that no first build has to."""
LICENSES = "runtime/THIRD_PARTY_LICENSES"


class CompleteBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Checks js/dist, which git ignores and `make` builds, against the lock of the runtime."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        # An editable install is this folder, at the beginning of `make setup`.
        if version == "editable":
            return
        root = Path(self.root)
        if problems := sorted(faults(root / "js" / "dist", locked(root))):
            self.app.abort(
                "gymbrowser can't be packaged, since js/dist is not what it must be:\n  "
                + "\n  ".join(problems)
                + "\nIn a checkout, run `make wheel`, which builds all of it."
            )


def locked(root: Path) -> dict[str, str]:
    """Path in js/dist to SHA-256, of every file of the runtime."""
    lock = json.loads((root / "gymbrowser" / "runtime.lock.json").read_text(encoding="utf-8"))
    return {f"runtime/{entry['file']}": entry["sha256"] for entry in lock["files"]}


def faults(dist: Path, hashes: dict[str, str]) -> Iterator[str]:
    """What is missing, damaged or left over, each with its file."""
    present = {path.relative_to(dist).as_posix() for path in dist.rglob("*") if path.is_file()}
    wanted = {*BUNDLES, LICENSES, *hashes}
    yield from (f"{name} is missing" for name in wanted - present)
    made = {name for name in present if name.startswith(MADE)}
    yield from (f"{name} is not known" for name in present - wanted - made)
    for folder in MADE:
        if not any(name.startswith(folder) for name in made):
            yield f"{folder} is empty"
    for name in hashes.keys() & present:
        if hashlib.sha256((dist / name).read_bytes()).hexdigest() != hashes[name]:
            yield f"{name} has the wrong SHA-256"
