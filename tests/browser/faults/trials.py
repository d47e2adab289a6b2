"""Trials of one fault, and what every one of them must come to.

One trial of each is part of `make test`; `make test-faults` makes more of them.
"""

from collections.abc import Mapping

import pytest

from gymbrowser.data.interruptions import interrupted_episodes
from gymbrowser.data.sessions import Session
from tests.browser.fault_matrix import Matrix
from tests.browser.fault_trial import TRIALS, Ground, Visitor

LONG = TRIALS > 1

trials = pytest.mark.parametrize("trial", range(TRIALS))
# Three minutes each.
few_trials = pytest.mark.parametrize("trial", range(min(TRIALS, 2)))


def is_whole(session: Session | None) -> bool:
    """What the browser counted at the end has arrived."""
    return session is not None and session.end is not None and session.problems == ()


def judge(ground: Ground, matrix: Matrix, visitor: Visitor, fault: str) -> None:
    """All is stored, none of it is in the browser any more, and it is what was confirmed."""
    visitor.reads_that_all_is_saved()
    assert visitor.local() == {"chunks": [], "journal": [], "rows": 0}
    matrix.judge(fault, ground.pulled(visitor.name), visitor.confirmed)


def judge_rounds(session: Session, games: Mapping[str, int]) -> None:
    """Every round of each game was played to its end once; or two of its rounds were interrupted.

    Args:
        session: A whole one.
        games: Game step to its number of rounds.
    """
    interrupted = interrupted_episodes(session)
    for game, rounds in games.items():
        played = [e for e in session.episodes if e.start.step == game]
        ended = [e.start.episode for e in played if e.end is not None]
        begun = {(e.start.attempt, e.start.episode): e.start for e in played}
        broken = [place[1:] for place in interrupted if place[0] == game]
        assert ended == list(range(len(ended)))
        assert len(broken) == 2 or (len(ended) == rounds and len(broken) <= 1)
        # No layout that somebody was torn from comes again.
        known = {begun[place].seed for place in broken if place in begun}
        seeds = [e.start.seed for e in played if e.end is not None]
        assert not known & set(seeds)
