"""Longer episodes, and more agents in one game."""

from collections.abc import Sequence

from playwright.sync_api import Browser

from benchmarks import agents as many_agents
from benchmarks.games import Game, run
from benchmarks.scale.growth import Curve
from gymbrowser.build import Built


def episodes(browser: Browser, endless: Built, sizes: Sequence[int]) -> list[Curve]:
    """One episode of so many steps: its time, and what the worker holds when it is over.

    Args:
        browser: Chromium, which tells of its memory.
        endless: Of `Sites.endless`.
        sizes: How many steps.
    """
    answer = run(browser, endless, [Game(str(size), "played", size) for size in sizes], 1)
    games = [(size, answer.games[str(size)]) for size in sizes]
    times = [(size, game.per_step_us[0] * size / 1e6) for size, game in games]
    memory = [(size, (game.wasm + game.heap) / 1e6) for size, game in games]
    return [
        Curve.of_points("episodes.play", "steps", "s", times),
        Curve.of_points("episodes.memory", "steps", "MB", memory),
    ]


def agents(browser: Browser, many: Built, sizes: Sequence[int], *, steps: int) -> list[Curve]:
    """A step of so many agents who are decided for by one model.

    Args:
        browser: Chromium.
        many: Of `Sites.many`.
        sizes: How many agents, at most 16.
        steps: Of a round; the quickest of three counts.
    """
    answer = run(browser, many, [many_agents.game(size, steps) for size in sizes], 3)
    times = [(size, min(answer.games[str(size)].per_step_us) / 1000) for size in sizes]
    return [Curve.of_points("agents.step", "agents", "ms", times)]
