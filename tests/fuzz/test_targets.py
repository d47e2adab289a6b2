"""The short form of `make fuzz`: what once broke something, and changed seeds, always the same."""

import pytest

from tests.fuzz.target import CORPUS, Target
from tests.fuzz.targets import TARGETS

INPUTS = 1000
"""Of each target."""


@pytest.fixture(params=list(TARGETS))
def target(request: pytest.FixtureRequest) -> Target:
    return TARGETS[request.param]


def test_what_broke_it_once(target: Target) -> None:
    for data in (*target.seeds(), *target.corpus):
        target.read(data)


def test_changed_inputs(target: Target) -> None:
    for data in target.inputs(INPUTS, "short"):
        target.read(data)


def test_every_folder_of_the_corpus_is_of_a_target() -> None:
    assert {path.name for path in CORPUS.iterdir()} <= TARGETS.keys()


def test_changes_are_many_and_always_the_same() -> None:
    target = TARGETS["session"]
    made = target.inputs(200, "a")
    assert made == target.inputs(200, "a")
    assert len(set(made)) > 190
