"""Faults of the line between the page and the store."""

from playwright.sync_api import expect

from tests import faulty_store as faults
from tests.browser.fault_matrix import Matrix
from tests.browser.fault_trial import Ground, Visitor
from tests.browser.faults.trials import LONG, few_trials, judge, trials

LATENCY_S = 60 if LONG else 1


@trials
def test_offline_from_consent_to_the_end(
    ground: Ground, matrix: Matrix, visitor: Visitor, trial: int
) -> None:
    ground.store.set(faults.dropping_all)
    visitor.agree()
    visitor.say("first")
    expect(visitor.page.get_by_role("button", name="Start")).to_be_visible(timeout=60_000)
    visitor.context.set_offline(True)
    ground.store.set(faults.pass_on)
    visitor.play()
    visitor.say("last")
    visitor.reads("offline")
    assert ground.pulled(visitor.name) is None
    assert len(visitor.local()["chunks"]) > 3
    visitor.context.set_offline(False)
    judge(ground, matrix, visitor, "offline, then online")


@trials
def test_30_percent_of_requests_dropped(
    ground: Ground, matrix: Matrix, visitor: Visitor, trial: int
) -> None:
    ground.store.set(faults.dropping(0.3, seed=trial))
    visitor.agree()
    visitor.take_part()
    judge(ground, matrix, visitor, "30 % of requests dropped")


@trials
def test_answers_that_are_none(
    ground: Ground, matrix: Matrix, visitor: Visitor, trial: int
) -> None:
    ground.store.set(faults.by_turns(faults.breaking_off, faults.garbling))
    visitor.agree()
    visitor.take_part()
    visitor.reads("sending")
    assert len(visitor.local()["chunks"]) > 3
    ground.store.set(faults.pass_on)
    visitor.go_online()
    judge(ground, matrix, visitor, "truncated and garbled answers")


@few_trials
def test_an_answer_that_takes_its_time(
    ground: Ground, matrix: Matrix, visitor: Visitor, trial: int
) -> None:
    ground.store.set(faults.delaying(LATENCY_S))
    visitor.agree()
    visitor.take_part()
    visitor.reads("sending")
    visitor.reads_that_all_is_saved(timeout_ms=LATENCY_S * 8_000)
    judge(ground, matrix, visitor, f"latency of {LATENCY_S} s")


@trials
def test_a_reload_while_an_upload_is_on_its_way(
    ground: Ground, matrix: Matrix, visitor: Visitor, trial: int
) -> None:
    ground.store.set(faults.delaying(1))
    visitor.agree()
    visitor.take_part()
    visitor.reads("sending")
    assert ground.store.keys != []
    visitor.page.reload()
    judge(ground, matrix, visitor, "reload while sending")
