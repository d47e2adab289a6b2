"""What is recorded of observations: which rule an author gets, and what it takes of an episode."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gymbrowser.environment.recording import Selector, recorded_of

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "observations.json").read_text(encoding="utf-8")
)["cases"]
NOTHING = {"keep": None, "every": None, "key_frames": None, "downsample": None}


def pixels(*shape: int, dtype: str = "|u1") -> dict[str, Any]:
    return {"path": [], "dtype": dtype, "shape": list(shape)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_native_python_takes_what_the_browser_takes(case: dict[str, Any]) -> None:
    selector = Selector(case["recorded"], case["whole"])
    for observation, taken, digest in zip(
        case["observations"], case["taken"], case["digests"], strict=True
    ):
        row = np.frombuffer(bytes.fromhex(observation), np.uint8)
        found = selector.take(row)
        assert (found if found is None else found.hex(), selector.digest.hex()) == (taken, digest)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_layout_after_downsampling(case: dict[str, Any]) -> None:
    k = case["recorded"]["rule"]["downsample"]
    wanted = {**NOTHING, "keep": "all", "downsample": k if k > 1 else None}
    assert recorded_of(wanted, case["whole"])["layout"] == case["recorded"]["layout"]


@pytest.mark.parametrize(
    ("wanted", "layout", "rule"),
    [
        ({}, pixels(64, 64), ("all", 1, 1)),  # 4,096 bytes
        ({}, pixels(64, 65), ("key_frames", 300, 1)),
        ({}, pixels(1025, dtype="<f4"), ("key_frames", 300, 1)),
        ({"downsample": 2}, pixels(64, 65), ("all", 1, 2)),
        ({"downsample": 2}, pixels(84, 84, 4), ("key_frames", 300, 2)),
        ({"downsample": 2}, pixels(9), ("all", 1, 1)),  # beside another agent's pixels
        ({"keep": "all"}, pixels(84, 84, 4), ("all", 1, 1)),
        ({"keep": "changed", "downsample": 3}, pixels(84, 84, 4), ("changed", 1, 3)),
        ({"keep": "none"}, pixels(84, 84, 4), ("none", 1, 1)),
        ({"every": 7}, pixels(2), ("every", 7, 1)),
        ({"key_frames": 9}, pixels(2), ("key_frames", 9, 1)),
    ],
)
def test_the_rule_that_an_author_gets(
    wanted: dict[str, Any], layout: dict[str, Any], rule: tuple[str, int, int]
) -> None:
    keep, every, downsample = rule
    found = recorded_of({**NOTHING, **wanted}, [layout])["rule"]
    assert found == {"keep": keep, "every": every, "downsample": downsample}
