"""The Python twin of the session's random streams gives the same bits as the TypeScript one."""

import json
import struct
from pathlib import Path
from typing import Any

import pytest

from gymbrowser.bridge.random import Xoshiro128StarStar, derive_stream

VECTORS: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parents[1] / "data" / "random.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("vector", VECTORS["generator"], ids=lambda vector: str(vector["state"]))
def test_generator_gives_what_its_authors_code_gives(vector: dict[str, Any]) -> None:
    generator = Xoshiro128StarStar(tuple(vector["state"]))

    assert [generator.next() for _ in vector["outputs"]] == vector["outputs"]


@pytest.mark.parametrize("vector", VECTORS["streams"], ids=lambda vector: str(vector["path"]))
def test_stream_is_derived_from_seed_and_path(vector: dict[str, Any]) -> None:
    stream = derive_stream(vector["seed"], vector["path"])

    assert stream.seed32 == vector["seed32"]
    bits = [struct.pack(">d", stream.uniform()).hex() for _ in vector["uniforms"]]
    assert bits == vector["uniforms"]


def test_a_state_of_zeros_is_refused() -> None:
    with pytest.raises(ValueError, match="only zeros"):
        Xoshiro128StarStar((0, 0, 0, 0))
