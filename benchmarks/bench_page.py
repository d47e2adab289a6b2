"""The benchmark's own page and worker (`js/src/bench/`), in the site that they measure."""

import json
import subprocess
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from benchmarks.hosts import serve
from benchmarks.sites import ROOT
from gymbrowser.build import Built


def ask(browser: Browser, built: Built, call: str, timeout_s: float, **question: Any) -> Any:
    """What a function of the page answers.

    Args:
        browser: Opens it.
        built: The site, into whose folder it goes.
        call: The function's name.
        timeout_s: So long it may take.
        question: What it is told beside the site and its manifest.
    """
    _bundle(built.folder)
    with serve(built.folder) as origin:
        context = browser.new_context()
        try:
            page = context.new_page()
            page.set_default_timeout(timeout_s * 1000)
            page.goto(f"{origin}/bench.html")
            site = {
                "root": f"{origin}/v/{built.plan.site}/",
                "manifest": json.loads(built.plan.manifest.model_dump_json()),
            }
            return page.evaluate(f"question => window.{call}(question)", site | question)
        finally:
            context.close()


def _bundle(site: Path) -> None:
    subprocess.run(["node", ROOT.parent / "js" / "build.mjs", "bench", site], check=True)
    page = '<!doctype html><title>Loop</title><script type="module" src="bench.js"></script>'
    (site / "bench.html").write_text(page, encoding="utf-8")
