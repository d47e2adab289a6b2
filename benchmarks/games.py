"""Several games in turn in one worker, by the product's own loop, as fast as they go.

The worker is `js/src/bench/games.ts`. A game is one of a site's steps; it can be played with other
arguments of its environment, and with the first of its agents alone.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser

from benchmarks.bench_page import ask
from gymbrowser.build import Built

_TIMEOUT_S = 1200


@dataclass(frozen=True)
class Game:
    """One of several that are played in turn."""

    name: str
    step: str
    """Id of the site's step."""
    steps: int
    """Of the environment, in a round."""
    kwargs: Mapping[str, Any] | None = None
    """What the environment is made with; None: as the site says."""
    agents: int | None = None
    """The first so many act; None: all."""
    pictures: bool = False
    """The picture of every step is made, and not painted."""


@dataclass(frozen=True)
class Played:
    """What was measured of one game."""

    per_step_us: list[float]
    """One number a round."""
    wasm: int
    """Bytes of Python's heap after the last round, as the others."""
    python_objects: int
    heap: int
    """Bytes of JavaScript's."""


@dataclass(frozen=True)
class Answer:
    """What a worker has measured."""

    load_ms: float
    """Until all models of the site were there, Python being up."""
    games: dict[str, Played]


def run(browser: Browser, built: Built, games: Sequence[Game], rounds: int) -> Answer:
    """Play them, so many times each and in turn, after each was warmed up.

    Args:
        browser: Chromium, which tells of its memory.
        built: Their site; the benchmark's scripts are put into its folder.
        games: Their names differ.
        rounds: At least 1.
    """
    manifest = json.loads(built.plan.manifest.model_dump_json())
    asked = [_asked(game, manifest) for game in games]
    answer = ask(browser, built, "measureGames", _TIMEOUT_S, rounds=rounds, games=asked)
    return Answer(
        answer["loadMs"],
        {
            game.name: Played(
                answer["perStepUs"][game.name],
                answer["memory"][game.name]["wasm"],
                answer["memory"][game.name]["pythonObjects"],
                heap["bytes"],
            )
            for game, heap in zip(games, answer["heap"], strict=True)
        },
    )


def _asked(game: Game, manifest: dict[str, Any]) -> dict[str, Any]:
    """What the worker is asked."""
    (step,) = [step for step in manifest["steps"] if step["id"] == game.step]
    kwargs = manifest["environment"]["kwargs"]
    return {
        "name": game.name,
        "steps": game.steps,
        "kwargs": kwargs if game.kwargs is None else json.dumps(game.kwargs),
        "step": step | {"agents": dict(list(step["agents"].items())[: game.agents])},
        "pictures": game.pictures,
    }
