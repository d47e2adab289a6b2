"""What `init` makes builds and plays as it stands, served by `serve` into its local store."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect

from gymbrowser.data.sessions import read_sessions, scan
from tests.browser.conftest import run_cli
from tests.browser.participant import Participant, Witness


@contextmanager
def served(site: Path) -> Iterator[str]:
    """`gymbrowser serve` on a free port; gives the address that it prints."""
    command = [str(Path(sys.executable).with_name("gymbrowser")), "serve", str(site), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            found = re.search(r"http://\S+", server.stdout.readline())
            assert found is not None
            yield found[0]
        finally:
            server.terminate()


def test_the_readme_from_init_to_data_show(page: Page, witness: Witness, tmp_path: Path) -> None:
    experiment, site = tmp_path / "my-study" / "exp.yml", tmp_path / "catch"
    run_cli("init", experiment.parent)
    run_cli("check", experiment)
    run_cli("build", experiment, "-o", site)
    with served(site) as address:
        page.goto(f"{address}?participant=nora")
        play_catch(Participant(page))
    assert witness.violations == []
    assert witness.errors == []
    shown = run_cli("data", "show", tmp_path / "catch-store", "--mode", "dev")
    assert "nora" in shown
    assert "1 dev session, 4 episodes" in shown
    assert "watch 5.00" in shown  # the policy catches all five balls
    assert "No live sessions here." in run_cli("data", "show", tmp_path / "catch-store")
    (session,) = read_sessions(scan(tmp_path / "catch-store"), "dev")
    assert session.problems == ()


def play_catch(nora: Participant) -> None:
    nora.expect_heading("Welcome")
    nora.go_on()
    nora.agree()
    nora.expect_heading("About you")
    nora.page.get_by_label("How old are you?").fill("44")
    nora.page.get_by_label("sometimes").check()
    nora.go_on()
    nora.expect_heading("Your turn")
    nora.play(3)
    nora.expect_heading("Now watch")
    nora.watch(1)
    nora.expect_heading("Two last questions")
    nora.rate("The computer played like a person would.", 3)
    nora.go_on()
    nora.see_that_all_is_saved()
    expect(nora.page.get_by_text("CATCH-2026")).to_be_visible()
