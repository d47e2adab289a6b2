"""The built documentation: whole, and of use without a network."""

import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.docs.blocks import ROOT

LOADING = {"img": "src", "script": "src", "link": "href", "iframe": "src", "source": "src"}


def build(config: Path, site: Path) -> subprocess.CompletedProcess[str]:
    """Build as `make docs` does."""
    words = ["build", "--strict", "--config-file", str(config), "--site-dir", str(site)]
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", *words],
        cwd=ROOT,
        # Its makers' notice that version 2 of mkdocs will not be theirs.
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    done = build(ROOT / "mkdocs.yml", folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_links_that_lead_nowhere_fail(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs", tmp_path / "docs", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    links = ("nowhere.md", "s3.md#nothing", "/index.html")
    with (tmp_path / "docs" / "limits.md").open("a", encoding="utf-8") as page:
        page.writelines(f"\n[a link]({link})\n" for link in links)
    done = build(tmp_path / "mkdocs.yml", tmp_path / "site")
    assert done.returncode != 0
    assert all(f"'{link}'" in done.stderr for link in links), done.stderr


class Loads(HTMLParser):
    """Collects what a page makes the browser load by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "link" and given.get("rel") not in {"stylesheet", "icon", "preload"}:
            return
        if address := given.get(LOADING.get(tag, "")):
            self.addresses.append(address)


def test_a_page_loads_nothing_from_elsewhere(built: Path) -> None:
    pages = sorted(built.rglob("*.html"))
    assert len(pages) >= 10
    for page in pages:
        loads = Loads()
        loads.feed(page.read_text(encoding="utf-8"))
        assert loads.addresses
        elsewhere = [a for a in loads.addresses if re.match(r"(\w+:)?//", a)]
        assert elsewhere == []


def test_nothing_is_left_to_be_generated(built: Path) -> None:
    for page in built.rglob("*.html"):
        assert "<!-- generate" not in page.read_text(encoding="utf-8")
    assert not list(built.rglob("*.py"))
