"""loop.agents: what a step costs where many agents are decided for by one model in one run.

Each of the agents stands at a CartPole of its own, so that the environment's part grows with them
too.
"""

from dataclasses import dataclass

from playwright.sync_api import Browser

from benchmarks.games import Game, run
from benchmarks.rows import Row
from gymbrowser.build import Built

AGENTS = 16


@dataclass(frozen=True)
class Extent:
    """How much is measured."""

    rounds: int
    steps: int
    """Of the environment, in a round."""


ALL = Extent(10, 1_000)
QUICK = Extent(3, 300)


def measure(browser: Browser, many: Built, extent: Extent) -> list[Row]:
    """Sixteen agents beside one, in turn.

    Args:
        browser: Chromium.
        many: Of `Sites.many`.
        extent: How much.
    """
    counts = (1, AGENTS)
    answer = run(browser, many, [game(count, extent.steps) for count in counts], extent.rounds)
    one, all_ = ([us / 1000 for us in answer.games[str(n)].per_step_us] for n in counts)
    target = f"ratio at most {AGENTS}: no agent costs more than the first"
    return [Row.of(f"loop.agents_{AGENTS}", "ms", all_, one, target)]


def game(agents: int, steps: int) -> Game:
    """The study of `benchmarks/many` with so many of its agents."""
    return Game(str(agents), "many", steps, {"agents": agents}, agents)
