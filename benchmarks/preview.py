"""dev.page_edit, dev.environment_edit: from a saved file until the browser shows the study anew.

A person has `gymbrowser dev` open beside the editor. A page counts as shown when the edited text is
in it; the environment's Python when the page of the site with it is there, whose worker begins to
boot then. There is no baseline: without a preview nothing shows by itself.
"""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from benchmarks.rows import Row
from benchmarks.sites import EXAMPLE

SAMPLES = 5
_GYMBROWSER = str(Path(sys.executable).with_name("gymbrowser"))
_SITE = 'meta[name="gymbrowser-site"]'


def measure(
    browser: Browser, folder: Path, advance: Callable[[], None], *, samples: int = SAMPLES
) -> list[Row]:
    """Both in turn, so many times; the study is a copy of the CartPole example below `folder`."""
    study = folder / "preview"
    shutil.copytree(EXAMPLE, study, ignore=shutil.ignore_patterns("__pycache__"))
    pages, environments = [], []
    with _preview(study) as address, browser.new_context() as context:
        page = context.new_page()
        page.goto(address)
        for index in range(samples):
            pages.append(_edit_page(study, page, index))
            environments.append(_edit_environment(study, page, index))
            advance()
    return [
        Row.of("dev.page_edit", "s", pages, target="< 2 s"),
        Row.of("dev.environment_edit", "s", environments, target="< 5 s"),
    ]


def _edit_page(study: Path, page: Page, index: int) -> float:
    begun = time.perf_counter()
    _append(study / "pages" / "welcome.md", f"\nEdit {index}!\n")
    page.get_by_text(f"Edit {index}!").wait_for()
    return time.perf_counter() - begun


def _edit_environment(study: Path, page: Page, index: int) -> float:
    before = page.locator(_SITE).get_attribute("content")
    begun = time.perf_counter()
    (module,) = (study / "env").glob("*.py")
    _append(module, f"\n# Edit {index}\n")
    page.wait_for_selector(f'{_SITE}:not([content="{before}"])', state="attached")
    page.get_by_role("heading", level=1).wait_for()
    return time.perf_counter() - begun


def _append(file: Path, text: str) -> None:
    with file.open("a", encoding="utf-8") as out:
        out.write(text)


@contextmanager
def _preview(study: Path) -> Iterator[str]:
    """The command itself, on a free port; gives its address."""
    command = [_GYMBROWSER, "dev", str(study / "exp.yml"), "--port", "0"]
    with subprocess.Popen(
        command,
        cwd=study.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://\S+", process.stdout.readline())
            assert found is not None
            yield found[0]
        finally:
            process.terminate()
