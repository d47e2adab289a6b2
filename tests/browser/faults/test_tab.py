"""Tabs that are closed while something is still to be sent."""

from tests import faulty_store as faults
from tests.browser.browser_side import TAGS, BackgroundSync, wait_until
from tests.browser.fault_matrix import Matrix
from tests.browser.fault_trial import Ground, Visitor
from tests.browser.faults.trials import is_whole, trials


@trials
def test_a_tab_that_is_closed_while_it_sends(
    ground: Ground, matrix: Matrix, visitor: Visitor, trial: int
) -> None:
    ground.store.set(faults.delaying(1))
    visitor.agree()
    visitor.take_part()
    visitor.reads("sending")
    visitor.leave()
    ground.store.set(faults.pass_on)
    visitor.come_back()
    wait_until(lambda: visitor.local()["rows"] == 0)
    matrix.judge("tab closed while sending", ground.pulled(visitor.name), visitor.confirmed)


@trials
def test_a_tab_that_is_closed_sends_what_it_can(
    ground: Ground, matrix: Matrix, visitor: Visitor, trial: int
) -> None:
    ground.store.set(faults.dropping_all)
    visitor.agree()
    visitor.take_part()
    visitor.reads("sending")
    # Not with the service worker's help.
    visitor.page.evaluate(
        "async () => (await navigator.serviceWorker.getRegistration())?.unregister()"
    )
    ground.store.set(faults.pass_on)
    visitor.leave()
    wait_until(lambda: is_whole(ground.pulled(visitor.name)))
    session = ground.pulled(visitor.name)
    matrix.judge("tab closed, all by keepalive", session, visitor.confirmed)


@trials
def test_the_service_worker_sends_what_a_closed_tab_has_left(
    ground: Ground, matrix: Matrix, visitor: Visitor, trial: int
) -> None:
    ground.store.set(faults.dropping_all)
    visitor.agree()
    visitor.take_part()
    visitor.reads("sending")
    wait_until(lambda: visitor.page.evaluate(TAGS) != [])
    sync = BackgroundSync(visitor.context.new_page(), ground.study.origin)
    visitor.leave()
    ground.store.set(faults.pass_on)
    sync.fire()
    wait_until(lambda: sync.left() == 0)
    matrix.judge("Background Sync", ground.pulled(visitor.name), visitor.confirmed)
    # The next page sees that it is done, and sends nothing again.
    sent = set(ground.store.keys)
    ground.store.set(faults.pass_on)
    visitor.come_back()
    wait_until(lambda: visitor.local()["rows"] == 0)
    assert sent.isdisjoint(ground.store.keys)
