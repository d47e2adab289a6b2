"""A study whose uploads go through a signing endpoint: a lab's own server, and a real store."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from gymbrowser.contract.records import SessionRecord
from gymbrowser.data.sessions import Session
from gymbrowser.endpoint.settings import VARIABLE
from tests.browser.conftest import CARTPOLE, Study, run_cli
from tests.browser.participant import UPLOAD_TIMEOUT_MS, Participant, Witness
from tests.endpoint import template_bucket
from tests.seaweedfs import S3Server
from tests.static_host import serve_folder

CODE = "BALANCE-7Q4X"
ANNA = "anna-5f3c"
EXPERIMENT = """\
id: balance
title: Balance
mode: live
environment: {{gym_id: CartPole-v1, source: env}}
steps:
  - consent: pages/consent.md
  - game:
      id: play
      episodes: 1
      fps: 50
      countdown: 0
      controls: {{keys: {{ArrowLeft: 0, ArrowRight: 1}}, default: previous}}
      view: {{draw: cartpole_view:draw}}
  - end: {{}}
upload:
  s3: {{bucket: {bucket}, prefix: in/study, endpoint_url: "{store}"}}
  endpoint: {{url: "{endpoint}", participants: true, code: true}}
"""


@contextmanager
def a_labs_server(settings: dict[str, str], server: S3Server) -> Iterator[str]:
    """The command of docs/endpoint.md, with the keys of the template's role; gives its address."""
    words = ["--factory", "gymbrowser.endpoint.asgi:from_environment", "--port", "0"]
    environment = {name: value for name, value in os.environ.items() if "AWS" not in name}
    environment |= {f"{VARIABLE}{name}": value for name, value in settings.items()}
    environment["AWS_ACCESS_KEY_ID"] = server.endpoint.access_key
    environment["AWS_SECRET_ACCESS_KEY"] = server.endpoint.secret_key
    uvicorn = str(Path(sys.executable).with_name("uvicorn"))
    with subprocess.Popen(
        [uvicorn, *words], env=environment, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stderr is not None
            said = iter(process.stderr.readline, "")
            yield next(found[0] for line in said if (found := re.search(r"http://\S+", line)))
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def study(s3_server: S3Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    folder = tmp_path_factory.mktemp("study")
    site, experiment = folder / "site", folder / "source" / "exp.yml"
    shutil.copytree(CARTPOLE, folder / "source")
    with serve_folder(site) as origin, template_bucket(s3_server, "endpoint-study", origin) as name:
        settings = {
            "EXPERIMENT": "balance",
            "ORIGINS": origin,
            "BUCKET": name,
            "PREFIX": "in/study",
            "ENDPOINT_URL": s3_server.endpoint_url,
            "SESSIONS_PER_PARTICIPANT": "1",
            "CODE": CODE,
            "STATE": str(folder / "state.db"),
        }
        with a_labs_server(settings, s3_server) as endpoint:
            text = EXPERIMENT.format(bucket=name, store=s3_server.endpoint_url, endpoint=endpoint)
            experiment.write_text(text, encoding="utf-8")
            run_cli("build", experiment, "-o", site)
            yield Study(s3_server, experiment, site, origin, name)


@contextmanager
def a_participant(browser: Browser, study: Study, name: str) -> Iterator[tuple[Page, Witness]]:
    """Somebody who has gone through the study, and sees its last page."""
    context, witness = browser.new_context(viewport={"width": 1280, "height": 900}), Witness()
    page = context.new_page()
    witness.watch(page)
    page.goto(f"{study.origin}/?participant={name}")
    player = Participant(page)
    player.agree()
    player.watch(1)
    yield page, witness
    context.close()


@pytest.fixture(scope="module")
def session(study: Study, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Session:
    """Anna's, pulled from the bucket after she was given the code."""
    with a_participant(browser, study, ANNA) as (page, witness):
        Participant(page).see_that_all_is_saved()
        expect(page.locator("#completion-code")).to_have_text(CODE, timeout=UPLOAD_TIMEOUT_MS)
        assert witness.violations == []
        assert witness.errors == []
    (session,) = study.sessions(tmp_path_factory.mktemp("pulled"))
    return session


def test_every_record_arrives_and_the_chains_hold(session: Session, study: Study) -> None:
    assert session.problems == ()
    assert session.damaged == ()
    assert session.end is not None
    assert session.end.outcome == "done"
    for writer, count in session.end.writers.items():
        numbers = [r.n for chunk in session.chains[writer].chunks for r in chunk.records]
        assert numbers == list(range(len(numbers)))
        assert len(numbers) >= count
    assert len(session.records(SessionRecord)) == 1
    assert session.participant == ANNA
    assert [episode.start.step for episode in session.episodes] == ["play"]
    chunks = sum(len(chain.chunks) for chain in session.chains.values())
    assert len(study.object_keys()) == chunks


def test_no_secret_is_in_the_site(study: Study) -> None:
    secrets = (study.server.endpoint.secret_key, study.server.endpoint.access_key, CODE)
    for file in study.site.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert not any(secret.encode() in content for secret in secrets), file


def test_an_id_that_was_used_is_refused_and_the_page_says_so(
    session: Session, study: Study, browser: Browser
) -> None:
    before = study.object_keys()
    with a_participant(browser, study, ANNA) as (page, witness):
        saving = page.locator(".saving")
        expect(saving).to_contain_text(
            "With this participant id the study was taken before.", timeout=UPLOAD_TIMEOUT_MS
        )
        expect(page.locator("#completion-code")).to_have_count(0)
        assert witness.violations == []
    assert study.object_keys() == before
