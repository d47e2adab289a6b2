"""What axe-core finds wrong with a page (WCAG, as far as a program can tell)."""

from playwright.sync_api import Page

from tests.browser.conftest import ROOT

_AXE = (ROOT / "js" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
_FIND = """async () => (await axe.run()).violations.flatMap(
  ({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`))"""


def barriers(page: Page) -> list[str]:
    """Each rule that an element of the page breaks as it stands there, and the element."""
    if page.evaluate("window.axe === undefined"):
        page.evaluate(_AXE)
    found: list[str] = page.evaluate(_FIND)
    return found
