"""Trials of one fault, and what every one of them must come to.

One trial of each is part of `make test`; `make test-faults` makes more of them.
"""

import pytest

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
