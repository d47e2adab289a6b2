"""A site that is deployed anew during a session."""

import json
import posixpath
import re
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.axe import barriers
from tests.browser.browser_side import wait_until
from tests.browser.conftest import Study, run_cli
from tests.browser.places.person import WITHIN_MS, Person, sessions_of, site_hash

KEPT = """
async () => {
  const names = await caches.keys();
  const keys = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return keys.flat().map(({ url }) => new URL(url).pathname);
}
"""
UPDATE = """
async () => {
  const changed = new Promise((resolve) =>
    navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }));
  const registration = await navigator.serviceWorker.getRegistration();
  await registration.update();
  await changed;
}
"""


def test_a_session_stays_with_its_version_when_the_site_is_deployed_anew(
    study: Study, context: BrowserContext, browser: Browser, tmp_path: Path
) -> None:
    """The host has its files no more; the service worker has, and it is a new one too."""
    before = site_hash(study)
    page = context.new_page()
    person = Person(page)
    page.goto(f"{study.origin}/?participant=stays")
    person.agree()
    person.say("first", "of the first version")
    expect(page.get_by_role("button", name="Start")).to_be_visible(timeout=WITHIN_MS)
    page.evaluate("async () => void (await navigator.serviceWorker.ready)")
    expect_kept(page, study)
    with_nothing_kept = browser.new_context(service_workers="block")
    late = Person(latecomer := with_nothing_kept.new_page())
    latecomer.goto(f"{study.origin}/?participant=late")
    late.agree()
    late.say("first", "never seen again")
    late.reads("Faults")
    finisher = browser.new_context(service_workers="block").new_page()
    done = Person(finisher)
    finisher.goto(f"{study.origin}/?participant=done")
    done.agree()
    done.say("first", "all")
    done.play()
    done.say("last", "there is")
    done.reads_that_all_is_saved()

    deploy_without_what_was_before(study)
    assert site_hash(study) != before
    page.evaluate(UPDATE)
    person.play()
    person.reads("The last words")
    page.reload()
    person.say("last", "too")
    person.reads_that_all_is_saved()
    expect(page).to_have_title(re.compile("Faults"))
    [session] = sessions_of(study, data := tmp_path / "data")["stays"]
    assert session.problems == ()
    assert {visit.site for visit in session.visits} == {before}
    assert len(session.visits) == 2

    latecomer.reload()
    late.reads("The study has changed")
    latecomer.get_by_role("button", name="Continue").click()
    expect(latecomer.get_by_role("button", name="I agree")).to_be_visible()
    late.agree()
    late.reads("The first words of the second version")
    wait_until(
        lambda: len(sent := sessions_of(study, data)["late"]) == 2 and sent[0].end is not None
    )
    old, new = sessions_of(study, data)["late"]
    assert old.end is not None
    assert (old.end.outcome, old.problems, old.visits[0].site) == ("superseded", (), before)
    assert new.visits[0].site == site_hash(study)
    with_nothing_kept.close()

    finisher.reload()
    done.reads("You have finished this study")
    assert barriers(finisher) == []
    finisher.context.close()


def deploy_without_what_was_before(study: Study) -> None:
    form = study.experiment.parent / "pages" / "first.yml"
    words = form.read_text(encoding="utf-8")
    form.write_text(words.replace("first words", "first words of the second version"))
    run_cli("build", study.experiment, "-o", study.site, "--clean")
    with (study.site / "sw.js").open("a", encoding="utf-8") as script:
        script.write("// a later version\n")


def expect_kept(page: Page, study: Study) -> None:
    """The service worker has all that a visit needs, as it is or as gzip."""
    folder = f"/v/{site_hash(study)}/"
    manifest = json.loads((study.site / folder[1:] / "manifest.json").read_text(encoding="utf-8"))
    names = ["page.js", "manifest.json", *(file["path"] for file in manifest["runtime"]["files"])]
    wanted = {posixpath.normpath(folder + name) for name in names}
    wait_until(lambda: wanted <= {path.removesuffix(".gz") for path in page.evaluate(KEPT)})
