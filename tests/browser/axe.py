"""What axe-core finds wrong with a page (WCAG, as far as a program can tell)."""

from playwright.sync_api import Page

from tests.browser.conftest import ROOT

_AXE = (ROOT / "js" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
# A colour on its way to another one is none that anybody reads by.
_SETTLE = """async () => {
    const moving = document.getAnimations().filter((one) => one instanceof CSSTransition);
    await Promise.allSettled(moving.map((one) => one.finished));
}"""
_FIND = """async () => (await axe.run()).violations.flatMap(
  ({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`))"""


def barriers(page: Page) -> list[str]:
    """Each rule that an element of the page breaks as it stands there, and the element."""
    page.evaluate(_SETTLE)
    if page.evaluate("window.axe === undefined"):
        page.evaluate(_AXE)
    found: list[str] = page.evaluate(_FIND)
    return found
