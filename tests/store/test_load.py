"""A small crowd against a real store: the short form of `make bench-load`."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.load.crowd import Crowd, Task, bundle, run_crowd
from benchmarks.load.ground import Ground, prepare
from benchmarks.load.judge import judge
from gymbrowser.data.sessions import scan


def gather(ground: Ground, bundled: Path, task: Task) -> Crowd:
    return asyncio.run(run_crowd(ground, bundled, task, lambda *_: None))


def test_of_a_crowd_nothing_is_lost_and_a_loss_would_be_seen(tmp_path: Path) -> None:
    bundle(tmp_path / "crowd")
    with prepare(tmp_path) as ground:
        task = Task(participants=20, arrive_s=1, play_s=4)
        # Other tests' browsers have an event loop in this thread.
        with ThreadPoolExecutor(1) as other:
            crowd = other.submit(gather, ground, tmp_path / "crowd", task).result()
        ground.pull(tmp_path / "pulled")
    judgement = judge(tmp_path / "pulled", crowd, [])
    assert (judgement.sessions, judgement.lost, judgement.twice) == (20, 0, 0)
    assert judgement.records == judgement.stored > 20 * 4
    assert judgement.steps == 20 * 4 * 30

    (lost, *_) = [
        path
        for files in scan(tmp_path / "pulled").sessions["live"].values()
        for key, path in files.items()
        if key.writer == "game-1"
    ]
    lost.unlink()
    assert judge(tmp_path / "pulled", crowd, []).lost > 0
