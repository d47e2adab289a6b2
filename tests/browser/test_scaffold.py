"""What `init` makes of each template builds and plays as it stands."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from gymbrowser.data.sessions import read_sessions, scan
from gymbrowser.data.trajectory import decode
from tests.browser.axe import barriers
from tests.browser.conftest import run_cli
from tests.browser.participant import EPISODE_TIMEOUT_MS, Participant, Witness
from tests.conftest import StaticServer

WAY_TO_THE_CRATE = ("ArrowRight", "ArrowRight", "ArrowUp", "ArrowUp")
"""From one's corner to the left of the first crate."""


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
    assert "nora" not in shown
    assert "1 dev session, 4 episodes" in shown
    assert "watch 5.00" in shown  # the policy catches all five balls
    told = run_cli("data", "show", tmp_path / "catch-store", "--mode", "dev", "--identities")
    assert "nora" in told
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


def test_the_multiagent_template_is_played_with_its_partners(
    page: Page, witness: Witness, tmp_path: Path
) -> None:
    experiment, site = tmp_path / "carry" / "exp.yml", tmp_path / "site"
    run_cli("init", experiment.parent, "--template", "multiagent")
    change_crates(experiment, 1)
    run_cli("build", experiment, "-o", site)
    with served(site) as address:
        page.goto(f"{address}?participant=otto")
        carry_together(Participant(page))
    assert (witness.violations, witness.errors) == ([], [])
    shown = run_cli("data", "show", tmp_path / "site-store", "--mode", "dev")
    for game in ("with-slow", "with-quick"):
        for agent in ("me", "partner"):
            assert f"{game}/{agent} 1.00" in shown
    (session,) = read_sessions(scan(tmp_path / "site-store"), "dev")
    assert session.problems == ()
    for episode in session.episodes:
        decoded = decode(episode)
        assert "device" in decoded.agents["me"].sources
        assert set(decoded.agents["partner"].sources) == {"policy"}
        assert episode.end is not None
        assert episode.end.reason == "terminated"


def change_crates(experiment: Path, count: int) -> None:
    """As the comment in exp.yml invites to; with one crate an episode ends when it is lifted."""
    text = experiment.read_text(encoding="utf-8")
    assert "{crates: 5}" in text
    experiment.write_text(text.replace("{crates: 5}", f"{{crates: {count}}}"), encoding="utf-8")


def carry_together(otto: Participant) -> None:
    otto.expect_heading("Welcome")
    otto.go_on()
    otto.agree()
    otto.expect_heading("How it works")
    assert barriers(otto.page) == []
    otto.go_on()
    for game in ("Your first partner", "Your second partner"):
        otto.expect_heading(game)
        otto.start_episode()
        for key in WAY_TO_THE_CRATE:
            tap(otto.page, key)
        expect(otto.page.get_by_text("Score: 1")).to_be_visible(timeout=EPISODE_TIMEOUT_MS)
        assert barriers(otto.page) == []
        otto.go_on()
        otto.expect_heading("About this partner")
        otto.rate("We worked together fluently.", 6)
        otto.rate("I could rely on this partner.", 2)
        otto.go_on()
    otto.see_that_all_is_saved()
    expect(otto.page.get_by_text("CARRY-2026")).to_be_visible()


def tap(page: Page, key: str) -> None:
    """Press a key once a step has taken the one before: of two taps in one step the last counts."""
    steps = page.get_by_role("definition").last
    shown = int(steps.inner_text())  # up to one step ago
    expect(steps).not_to_have_text(re.compile(f"^({shown}|{shown + 1}|{shown + 2})$"))
    page.keyboard.press(key)


@pytest.mark.parametrize("template", ["cartpole", "blank"])
def test_the_other_templates_are_played(
    template: str, page: Page, witness: Witness, static_server: StaticServer, tmp_path: Path
) -> None:
    run_cli("init", tmp_path / "study", "--template", template)
    run_cli("build", tmp_path / "study" / "exp.yml", "-o", tmp_path / "site")
    page.goto(static_server(tmp_path / "site"))
    somebody = Participant(page)
    somebody.expect_heading("Welcome")
    assert barriers(page) == []
    somebody.go_on()
    somebody.agree()
    if template == "cartpole":
        somebody.expect_heading("About you")
        page.get_by_label("How old are you?").fill("27")
        somebody.go_on()
    somebody.await_game()
    assert barriers(page) == []
    somebody.start_episode()
    while somebody.is_running():
        for key in ("ArrowLeft", "ArrowRight"):
            page.keyboard.press(key, delay=1_500)
    expect(page.get_by_text(re.compile(r"^Round 1 is over"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"^Score: [1-9]"))).to_be_visible()
    assert (witness.violations, witness.errors) == ([], [])
