"""The site changes while somebody is in a session, of which nothing could be sent yet."""

import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests import faulty_store as faults
from tests.browser.browser_side import update_service_worker, wait_until
from tests.browser.conftest import run_cli
from tests.browser.fault_matrix import Matrix
from tests.browser.fault_trial import Ground, Visitor, entering
from tests.browser.faults.trials import judge, trials

VERSION = "() => document.querySelector('meta[name=gymbrowser-site]').content"
KEPT = """
async (files) => {
  const found = files.map((file) => caches.match(new URL(file, document.baseURI)));
  return (await Promise.all(found)).every((response) => response !== undefined);
}
"""
NEEDED = ("page.js", "worker.js", "manifest.json", "site.css")
"""By a reload, of the session's own version."""


@dataclass(frozen=True)
class Deployed:
    """A copy of the study in a folder of its own, and the two versions that it may be."""

    ground: Ground
    first: Path
    second: Path

    def deploy(self, version: Path) -> None:
        """In the place of what is there, of which nothing stays."""
        site = self.ground.study.site
        shutil.rmtree(site, ignore_errors=True)
        shutil.copytree(version, site, copy_function=os.link)


@pytest.fixture(scope="module")
def deployed(ground: Ground, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    folder = tmp_path_factory.mktemp("versions")
    study = ground.study
    source = shutil.copytree(study.experiment.parent, folder / "source")
    first, second = (shutil.copytree(study.site, folder / name) for name in ("first", "second"))
    (source / "pages" / "thanks.md").write_text("# Thank you very much\n", encoding="utf-8")
    run_cli("build", source / study.experiment.name, "-o", second, "--clean")
    change_service_worker(second)
    moved = replace(study, site=study.site / "moved", origin=f"{study.origin}/moved")
    yield Deployed(replace(ground, study=moved), first, second)
    shutil.rmtree(moved.site)


def change_service_worker(site: Path) -> None:
    """As a later release of the product would: into one that no browser has seen yet."""
    file = site / "sw.js"
    changed = file.with_suffix(".part")
    words = f"{file.read_text(encoding='utf-8')}// {secrets.token_hex(8)}\n"
    changed.write_text(words, encoding="utf-8")
    changed.replace(file)


def break_store_worker(site: Path) -> None:
    """The worker that stores the records of games ends as soon as it was begun."""
    [script] = site.glob("v/*/worker.js")
    before, name, after = script.read_text(encoding="utf-8").partition("gymbrowser-journal")
    head, begin, text = before.rpartition("new Blob([")
    assert begin
    broken = f"{head}{begin}{text[0]}throw Error(/This was lost/);{text[1:]}{name}{after}"
    for copy in script.parent.glob("worker.js*"):
        copy.unlink()
    script.write_text(broken, encoding="utf-8")


@trials
def test_the_service_worker_is_updated_in_the_middle(
    ground: Ground, matrix: Matrix, visitor: Visitor, trial: int
) -> None:
    ground.store.set(faults.dropping_all)
    visitor.agree()
    visitor.say("first")
    visitor.begin_game()
    # On a busy machine it would else be the changed one that is installed first.
    visitor.page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    change_service_worker(ground.study.site)
    update_service_worker(visitor.page)
    visitor.play()
    visitor.say("last")
    visitor.reads("sending")
    ground.store.set(faults.pass_on)
    visitor.go_online()
    judge(ground, matrix, visitor, "service worker updated")


@trials
def test_the_site_is_deployed_anew_in_the_middle(
    deployed: Deployed, matrix: Matrix, browser: Browser, trial: int
) -> None:
    ground = deployed.ground
    deployed.deploy(deployed.first)
    ground.make_well()
    with entering(browser, ground) as visitor:
        visitor.may_begin()
        ground.store.set(faults.dropping_all)
        visitor.agree()
        visitor.say("first")
        visitor.begin_game()
        version = visitor.page.evaluate(VERSION)
        files = [version + name for name in NEEDED]
        wait_until(lambda: visitor.page.evaluate(KEPT, files))
        deployed.deploy(deployed.second)
        ground.permit()
        update_service_worker(visitor.page)
        visitor.play()
        visitor.page.reload()
        visitor.say("last")
        visitor.reads("sending")
        ground.store.set(faults.pass_on)
        visitor.go_online()
        judge(ground, matrix, visitor, "site deployed anew")
        session = ground.pulled(visitor.name)
    assert session is not None
    assert [f"v/{visit.site}/" for visit in session.visits] == [version, version]


@trials
def test_the_worker_that_stores_is_lost(
    deployed: Deployed, matrix: Matrix, browser: Browser, trial: int
) -> None:
    ground = deployed.ground
    deployed.deploy(deployed.first)
    break_store_worker(ground.study.site)
    ground.make_well()
    with entering(browser, ground) as visitor:
        said: list[str] = []
        visitor.page.on("console", lambda message: said.append(message.text))
        visitor.may_begin()
        visitor.agree()
        visitor.say("first")
        visitor.play()
        visitor.say("last")
        judge(ground, matrix, visitor, "storing worker lost")
    assert any("This was lost" in text for text in said)
