"""Faults of the permission in `upload.json`, and of the clock that it might be judged by."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import expect

from gymbrowser.data.sessions import read_session, scan
from gymbrowser.data.take_in import take_in
from tests.browser.browser_side import SHIFT_CLOCK, wait_until
from tests.browser.fault_matrix import Matrix
from tests.browser.fault_trial import Ground, Visitor
from tests.browser.faults.trials import judge, trials


@trials
def test_the_policy_ends_in_the_middle(
    ground: Ground, matrix: Matrix, visitor: Visitor, trial: int
) -> None:
    lasts = timedelta(seconds=2)
    ground.permit(lasts=lasts)
    ended = datetime.now(UTC) + lasts
    visitor.agree()
    visitor.say("first")
    visitor.play()
    wait_until(lambda: datetime.now(UTC) > ended)
    visitor.say("last")
    visitor.reads("refused")
    assert visitor.local()["chunks"] != []
    ground.permit()
    visitor.go_online()
    judge(ground, matrix, visitor, "policy ends in the middle")


@trials
def test_a_wrong_signature_then_a_right_one(
    ground: Ground, matrix: Matrix, visitor: Visitor, trial: int
) -> None:
    ground.permit(secret="not-the-secret")
    visitor.agree()
    visitor.take_part()
    visitor.reads("refused")
    expect(visitor.page.get_by_text("SignatureDoesNotMatch")).to_be_visible()
    assert ground.pulled(visitor.name) is None
    ground.permit()
    visitor.go_online()
    judge(ground, matrix, visitor, "wrong signature, then right")


@trials
def test_a_clock_that_is_three_days_off(
    ground: Ground, matrix: Matrix, visitor: Visitor, trial: int
) -> None:
    """By it the policy has ended, or, in every other trial, is not signed yet."""
    days = -3 if trial % 2 else 3
    visitor.context.add_init_script(SHIFT_CLOCK % (days * 24 * 3600 * 1000))
    visitor.arrive()
    visitor.agree()
    visitor.take_part()
    judge(ground, matrix, visitor, "clock three days off")


@trials
def test_what_can_not_be_sent_is_downloaded_and_imported(
    ground: Ground, matrix: Matrix, visitor: Visitor, tmp_path: Path, trial: int
) -> None:
    ground.permit(secret="not-the-secret")
    visitor.agree()
    visitor.take_part()
    visitor.reads("refused")
    with visitor.page.expect_download() as started:
        visitor.page.get_by_role("button", name="Download my answers").click()
    file = tmp_path / started.value.suggested_filename
    started.value.save_as(file)
    assert take_in([file], tmp_path / "data").broken == []
    [(name, files)] = scan(tmp_path / "data").sessions["live"].items()
    session = read_session(name, "live", files, identities=True)
    matrix.judge("refused for good: download, import", session, visitor.confirmed)
