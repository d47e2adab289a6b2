"""The cache's snapshots don't grow for ever, and none goes that a build may be reading."""

import os
import time
from pathlib import Path

import pytest

from gymbrowser.resolve import cache as cache_module
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.tidy import drop_unused

DAY_S = 24 * 3600


def folder(kind: Path, name: str, days_ago: float, size: int = 100) -> Path:
    made = kind / name
    made.mkdir(parents=True)
    (made / "data").write_bytes(bytes(size))
    used = time.time() - days_ago * DAY_S
    os.utime(made, (used, used))
    return made


def names(kind: Path) -> set[str]:
    return {path.name for path in kind.iterdir()}


def test_what_was_not_used_for_longest_goes(tmp_path: Path) -> None:
    for name, days in (("old", 9), ("older", 30), ("recent", 3)):
        folder(tmp_path, name, days)
    drop_unused(tmp_path, 300)
    assert names(tmp_path) == {"old", "older", "recent"}
    drop_unused(tmp_path, 250)
    assert names(tmp_path) == {"old", "recent"}
    drop_unused(tmp_path, 50)
    assert names(tmp_path) == set()


def test_what_was_used_today_stays(tmp_path: Path) -> None:
    folder(tmp_path, "now", 0)
    folder(tmp_path, "today", 0.5)
    folder(tmp_path, "before", 2)
    drop_unused(tmp_path, 0)
    assert names(tmp_path) == {"now", "today"}


def test_a_new_snapshot_makes_room_and_a_use_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(target: Path) -> None:
        (target / "data").write_bytes(bytes(100))

    cache = Cache(tmp_path)
    for key in ("a", "b"):
        made = cache.folder("snapshots", key, fill)
        week = time.time() - 7 * DAY_S
        os.utime(made, (week, week))
        cache.folder("packages", key, fill)
    cache.folder("snapshots", "b", fill)
    monkeypatch.setattr(cache_module, "_MOST_BYTES", {"snapshots": 150})
    cache.folder("snapshots", "c", fill)
    assert names(tmp_path / "snapshots") == {"b", "c"}
    assert names(tmp_path / "packages") == {"a", "b"}
