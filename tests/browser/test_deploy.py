"""A deployed site is looked at from outside, and a real Chromium plays on it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from gymbrowser.data.sessions import read_sessions, scan, withdrawn_sessions
from tests.browser.conftest import Publish, Study
from tests.browser.participant import participant
from tests.nginx import free_port, needs_nginx, run_nginx
from tests.seaweedfs import S3Server
from tests.store.test_deploy import open_to_all

TEXT = """\
id: open-study
title: Can you keep it up?
environment: {gym_id: CartPole-v1, source: env}
steps:
  - page: pages/welcome.md
  - consent: {page: pages/consent.md, version: 1}
  - form: pages/about-you.yml
  - end: {page: pages/thanks.md}
"""
PUBLIC = "open-site"


@pytest.fixture(scope="module")
def study(publish: Publish) -> Study:
    """Built and signed; nobody is to go to the host that it has already."""
    return publish(TEXT)


def deploy(study: Study, *words: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own: there is one Playwright in this one."""
    command = [str(Path(sys.executable).with_name("gymbrowser")), "deploy", str(study.experiment)]
    admin = study.server.admin
    ours = {name: value for name, value in os.environ.items() if "AWS" not in name}
    keys = {"AWS_ACCESS_KEY_ID": admin.access_key, "AWS_SECRET_ACCESS_KEY": admin.secret_key}
    return subprocess.run(
        [*command, "--site", str(study.site), *words],
        env={**ours, **keys},
        capture_output=True,
        text=True,
        check=False,
    )


def assert_one_bot_came_and_went(study: Study, into: Path, before: int) -> None:
    """It has left what asks that its session be deleted, and so counts nowhere."""
    study.pull(into)
    assert len(withdrawn_sessions(scan(into), "live")) == before + 1


def play(browser: Browser, address: str) -> None:
    with participant(browser, address) as person:
        person.read_welcome()
        person.agree()
        person.tell_about_you()
        person.see_that_all_is_saved()


def test_a_bucket_serves_it_and_another_one_takes_the_records(
    study: Study, s3_server: S3Server, browser: Browser, tmp_path: Path
) -> None:
    admin = s3_server.client(s3_server.admin)
    admin.create_bucket(Bucket=PUBLIC)
    admin.put_bucket_policy(Bucket=PUBLIC, Policy=open_to_all(PUBLIC))
    words = ["--to", f"s3://{PUBLIC}/a", "--endpoint-url", s3_server.endpoint_url, "--check"]
    refused = deploy(study, *words)
    assert refused.returncode == 1, refused.stderr
    assert f"does not let pages of {s3_server.endpoint_url} read its" in refused.stdout
    s3_server.allow_origins(study.bucket, [s3_server.endpoint_url])
    done = deploy(study, *words)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "copied         0 files" in done.stdout
    assert "A bot passed 2 steps, and its records arrived:" in done.stdout
    assert_one_bot_came_and_went(study, tmp_path / "bot", 0)
    play(browser, f"{s3_server.endpoint_url}/{PUBLIC}/a/index.html?participant=anna")
    study.pull(tmp_path / "data")
    [anna] = read_sessions(scan(tmp_path / "data"), "live", identities=True)
    assert (anna.participant, anna.problems) == ("anna", ())
    s3_server.remove_bucket(PUBLIC)


@needs_nginx
def test_nginx_serves_it_from_a_folder(study: Study, browser: Browser, tmp_path: Path) -> None:
    study.pull(tmp_path / "before")
    before = len(withdrawn_sessions(scan(tmp_path / "before"), "live"))
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    study.server.allow_origins(study.bucket, [origin])
    www = tmp_path / "www"
    with run_nginx(www, tmp_path / "nginx", port):
        words = ["--to", str(www / "my-study"), "--address", f"{origin}/my-study/", "--check"]
        done = deploy(study, *words)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "!" not in done.stdout  # nothing could be better
        assert_one_bot_came_and_went(study, tmp_path / "bot", before)
        play(browser, f"{origin}/my-study/?participant=berta")
        (www / "my-study" / "sw.js").write_text("// another")
        (www / "my-study" / "index.html").unlink()
        again = deploy(study, *words)
        assert "copied         2 files" in again.stdout
