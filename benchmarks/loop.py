"""loop.step, loop.added, loop.rate, loop.memory: what the harness adds to a bare environment.

The benchmark's worker (`js/src/bench/`) is made of the product's own modules: its boot, its loop,
its recorder and its journal in IndexedDB.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser

from benchmarks.bench_page import ask
from benchmarks.rows import Row
from gymbrowser.build import Built


@dataclass(frozen=True)
class Extent:
    """How much is measured."""

    rounds: int
    steps: int
    memory_steps: int


ALL = Extent(10, 5_000, 1_000_000)
QUICK = Extent(3, 2_000, 10_000)
_ADDED_US = 25
_RATE = 5_000
_TIMEOUT_S = 1200


def measure(browser: Browser, built: Built, extent: Extent = ALL) -> list[Row]:
    """Bare environment, our loop, and our loop with a 64x64 policy, in turn in one worker."""
    answer = ask(
        browser,
        built,
        "measure",
        _TIMEOUT_S,
        rounds=extent.rounds,
        steps=extent.steps,
        memorySteps=extent.memory_steps,
    )
    bare, loop, policy = answer["bare"], answer["loop"], answer["loopWithPolicy"]
    return [
        Row.of("loop.step", "µs", loop, bare),
        Row.of("loop.step_with_policy", "µs", policy, bare),
        _added("loop.added", bare, loop, f"<= {_ADDED_US}"),
        _added("loop.added_with_policy", bare, policy),
        Row.of(
            "loop.rate_with_policy",
            "steps/s",
            [1e6 / each for each in policy],
            [1e6 / each for each in bare],
            f">= {_RATE:,}",
        ),
        *_memory(answer, extent),
    ]


def _added(
    name: str, bare: Sequence[float], ours: Sequence[float], target: str | None = None
) -> Row:
    """What a step costs beyond the bare environment, round by round."""
    added = [mine - plain for mine, plain in zip(ours, bare, strict=True)]
    return Row.of(name, "µs", added, target=target)


def _memory(answer: Any, extent: Extent) -> list[Row]:
    """Growth from the first tenth of the steps to the last: the first tenth warms everything up."""
    heap = [sample["bytes"] for sample in answer["heap"]]
    wasm = [sample["wasm"] for sample in answer["memory"]]
    objects = [sample["pythonObjects"] for sample in answer["memory"]]
    target = f"no growth over {extent.memory_steps:,} steps"
    return [
        Row.of("loop.memory_js", "bytes", heap[1:], [heap[0]], target),
        Row.of("loop.memory_wasm", "bytes", wasm[1:], [wasm[0]], target),
        Row.of("loop.memory_python", "objects", objects[1:], [objects[0]], target),
    ]
