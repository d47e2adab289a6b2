"""What somebody has played is replayed: the same numbers, the same pixels, and a film of them."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from gymbrowser.data.episodes import Episode
from gymbrowser.data.inputs import decode_inputs
from gymbrowser.data.sessions import Session, read_sessions, scan
from gymbrowser.data.trajectory import Trajectory, decode
from gymbrowser.node import node_executable
from gymbrowser.replay.tape import times_ms
from tests.browser.axe import barriers
from tests.browser.conftest import CARTPOLE, ROOT, run_cli
from tests.browser.input_devices import Player
from tests.browser.participant import BOOT_TIMEOUT_MS, Witness
from tests.browser.test_scaffold import served
from tests.chunks import save
from tests.runtime.test_verify import ACTIONS, other_bytes, recorded

GYMBROWSER = Path(sys.executable).with_name("gymbrowser")
STUDY = """id: poles
title: Can you keep it up?
environment: {gym_id: CartPole-v1, source: env}
policies: {trained: {onnx: policies/cartpole.onnx}}
steps:
  - game:
      id: play
      episodes: 2
      seeds: {same: [11, 12]}
      pace: turn_based
      controls: {keys: {ArrowLeft: 0, ArrowRight: 1}}
      feedback: {good: KeyG, bad: KeyB}
      view: {draw: "cartpole_view:draw"}
  - game:
      id: watch
      agents: {player: trained}
      episodes: 1
      max_steps: 60
      fps: 200
      countdown: 0
      view: {draw: "cartpole_view:draw"}
  - end: {}
"""
JUDGED = 4
"""The step at which each round is judged."""
PIXELS = """(canvas) => {
  const copy = new OffscreenCanvas(canvas.width, canvas.height);
  const context = copy.getContext("2d");
  context.drawImage(canvas, 0, 0);
  const { data } = context.getImageData(0, 0, copy.width, copy.height);
  return crypto.subtle.digest("SHA-256", data).then((digest) =>
    [canvas.width, canvas.height, ...new Uint8Array(digest)].join(" "));
}"""
"""Size and digest of what is on a canvas."""


@dataclass(frozen=True)
class Played:
    """What somebody has left behind, and what they saw."""

    site: Path
    store: Path
    session: Session
    last_pictures: list[str]
    """Of each round of `play`: what was on the screen when it was over."""

    def episode(self, index: int) -> Episode:
        return self.session.episodes[index]

    def trajectory(self, index: int) -> Trajectory:
        return decode(self.episode(index)).agents["player"]


@pytest.fixture(scope="module")
def played(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Played:
    return play(browser, tmp_path_factory.mktemp("poles"))


def play(browser: Browser, folder: Path) -> Played:
    """Two rounds by hand, each with a judgement, and one to watch."""
    experiment, site = folder / "cartpole" / "exp.yml", folder / "site"
    shutil.copytree(CARTPOLE, experiment.parent, ignore=shutil.ignore_patterns("__pycache__"))
    experiment.write_text(STUDY)
    run_cli("build", experiment, "-o", site)
    pictures = []
    with served(site) as address:
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.goto(address)
        player = Player(page)
        for _ in range(2):
            player.begin()
            for step, key in enumerate(cycle(("ArrowLeft", "ArrowRight"))):
                if step == JUDGED:
                    player.expect_steps(step)
                    page.keyboard.press("g")
                if not player.is_running():
                    break
                page.keyboard.press(key)
            pictures.append(page.locator("canvas.screen").evaluate(PIXELS))
        player.go_on()
        player.watch(1)
        saved = page.get_by_role("paragraph").filter(has_text="Everything was sent and saved.")
        expect(saved).to_be_visible()
        page.context.close()
    store = site.with_name("site-store")
    (session,) = read_sessions(scan(store), "dev")
    assert session.problems == ()
    return Played(site, store, session, pictures)


@contextmanager
def replaying(played: Played, *sessions: str, options: tuple[str, ...] = ()) -> Iterator[str]:
    """`gymbrowser replay`; gives the address that it prints."""
    words = ["replay", *sessions, "--data", played.store, "--site", played.site, *options]
    command = [str(word) for word in (GYMBROWSER, *words, "--no-open")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            lines = iter(server.stdout.readline, "")
            found = next(filter(None, (re.search(r"http://\S+", line) for line in lines)))
            yield found[0]
        finally:
            server.terminate()


class Replay:
    """Somebody who looks at a replay."""

    def __init__(self, page: Page, number: int = 0) -> None:
        self.page = page
        self.viewer = page.locator(".viewer").nth(number)
        self.stage = self.viewer.locator(".stage")

    def is_ready(self) -> None:
        expect(self.page.locator("body[data-ready]")).to_be_attached(timeout=BOOT_TIMEOUT_MS)

    def sees(self, picture: int) -> None:
        """This picture and no other one, drawn."""
        expect(self.stage).to_have_attribute("data-picture", str(picture))
        expect(self.stage).not_to_have_class(re.compile("nearest"))

    def slide_to(self, picture: int) -> None:
        self.page.get_by_role("slider", name="Step").fill(str(picture))
        self.sees(picture)

    def digest(self) -> str:
        title = self.viewer.locator("code[data-digest=player]").get_attribute("title")
        assert title is not None
        return title

    def pixels(self) -> str:
        """After what was drawn in the worker has come to the page."""
        self.page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        pixels: str = self.viewer.locator("canvas").evaluate(PIXELS)
        return pixels

    def row(self, name: str) -> str:
        row = self.viewer.get_by_role("row").filter(
            has=self.page.get_by_role("rowheader", name=name, exact=True)
        )
        return row.get_by_role("cell").inner_text()


def digests_of(trajectory: Trajectory) -> list[str]:
    rows = np.asarray(trajectory.observations)
    return [hashlib.sha256(row.tobytes()).hexdigest() for row in rows]


def test_a_replay_shows_what_was_played(
    played: Played, page: Page, witness: Witness, tmp_path: Path
) -> None:
    trajectory = played.trajectory(1)
    steps, recorded = len(trajectory.rewards), digests_of(trajectory)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with replaying(played, played.session.id[:6], options=("--episode", "play/1")) as address:
        page.goto(address)
        replay = Replay(page)
        replay.is_ready()
        replay.sees(0)
        verdict = f"Equal to the record, bit for bit: all {steps} steps."
        expect(page.get_by_text(verdict)).to_be_visible()
        expect(page.get_by_text("No sound was recorded of this episode.")).to_be_visible()
        for picture in (0, 1, steps // 2, steps, 2):
            replay.slide_to(picture)
            assert replay.digest() == recorded[picture]
        replay.slide_to(steps)
        assert replay.pixels() == played.last_pictures[1], "what the participant saw at the end"
        assert replay.row("Return so far") == str(steps)
        assert replay.row("Ends") == "terminated"
        by_keys(replay, steps)
        by_events(replay, played)
        with_hands(replay, played)
        plays_to_the_end(replay, steps)
        assert barriers(page) == []
        saves_a_film(replay, played, tmp_path / "film.webm")
        page.set_viewport_size({"width": 420, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 420
        other_episode(replay, played)
    assert all(url.startswith((address, "data:", "blob:")) for url in asked)
    assert (witness.violations, witness.errors) == ([], [])


def by_keys(replay: Replay, steps: int) -> None:
    keyboard = replay.page.keyboard
    replay.page.locator("h1").click()  # nothing has the focus
    for key, picture in (
        ("Home", 0),
        ("ArrowRight", 1),
        ("Shift+ArrowRight", 11),
        ("ArrowLeft", 10),
        ("End", steps),
        ("ArrowRight", steps),
    ):
        keyboard.press(key)
        replay.sees(picture)


def by_events(replay: Replay, played: Played) -> None:
    (signal,) = (one for one in played.episode(1).signals if one.kind == "feedback")
    replay.page.keyboard.press("Home")
    replay.page.get_by_label("Which events").select_option("feedback")
    replay.page.get_by_role("button", name="Next event").click()
    replay.sees(signal.after)
    event = replay.page.get_by_role("button", name=f"step {signal.after} good = 1")
    expect(event).to_have_attribute("aria-current", "step")


def with_hands(replay: Replay, played: Played) -> None:
    """A key is drawn as held at the picture of the step that it acted in."""
    inputs = decode_inputs(played.episode(1))
    first = int(inputs.after[np.flatnonzero(inputs.codes == "ArrowLeft")[0]])
    replay.slide_to(first + 1)
    expect(replay.viewer.locator("kbd.down")).to_have_count(1)
    expect(replay.viewer.locator("kbd.down")).to_contain_text("←")


def plays_to_the_end(replay: Replay, steps: int) -> None:
    replay.page.get_by_label("Speed").select_option("8")
    replay.page.locator("h1").click()
    replay.page.keyboard.press("Home")
    replay.page.keyboard.press(" ")
    replay.sees(steps)
    expect(replay.page.get_by_role("button", name="Play")).to_be_visible()


def saves_a_film(replay: Replay, played: Played, file: Path) -> None:
    replay.page.get_by_label("Format").select_option("webm")
    with replay.page.expect_download() as saving:
        replay.page.get_by_role("button", name="Save a video").click()
    saving.value.save_as(file)
    has_each_picture_once(file, played)


def other_episode(replay: Replay, played: Played) -> None:
    """That of a policy, whose outputs were recorded."""
    watched = played.trajectory(2)
    replay.page.get_by_label("Episode").select_option("2")
    steps = len(watched.rewards)
    expect(replay.page.get_by_text(f"bit for bit: all {steps} steps.")).to_be_visible()
    replay.slide_to(3)
    assert replay.digest() == digests_of(watched)[3]
    shown = re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", replay.row("Policy output"))
    outputs = watched.outputs
    row = next(iter(outputs.values()))[2] if isinstance(outputs, dict) else outputs[2]
    assert np.allclose([float(each) for each in shown], np.asarray(row, float), rtol=1e-4)


def test_two_sessions_go_side_by_side(played: Played, page: Page, witness: Witness) -> None:
    """One as it was played, and one of which a reward was changed afterwards."""
    other = "f" * 32
    save(played.store, *recorded(played.site, "f", spoil=other_bytes("reward")))
    page.set_viewport_size({"width": 1280, "height": 800})
    with replaying(played, played.session.id, other[:3]) as address:
        page.goto(address)
        left, right = Replay(page, 0), Replay(page, 1)
        left.is_ready()
        lengths = len(played.trajectory(0).rewards), len(ACTIONS)
        said = "Not equal to the record: at step 4, the reward of player is another one."
        expect(right.viewer.get_by_text(said)).to_be_visible()
        expect(left.viewer.get_by_text(f"bit for bit: all {lengths[0]} steps.")).to_be_visible()
        left.slide_to(3)
        right.sees(3)
        assert left.digest() == digests_of(played.trajectory(0))[3]
        page.get_by_role("slider", name="Step").fill(str(lengths[0]))
        left.sees(lengths[0])
        right.sees(lengths[1])
        assert barriers(page) == []
    assert (witness.violations, witness.errors) == ([], [])


def test_the_command_writes_a_film_without_a_window(played: Played, tmp_path: Path) -> None:
    command = [GYMBROWSER, "replay", played.session.id, "--data", played.store]
    words = ["--site", played.site, "--episode", "play/1", "--video", tmp_path / "film.mp4"]
    done = subprocess.run(
        [str(word) for word in (*command, *words)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert str(tmp_path / "film.mp4") in done.stdout.replace("\n", "")
    has_each_picture_once(tmp_path / "film.mp4", played)


def has_each_picture_once(film: Path, played: Played) -> None:
    """Of the second round, when they came; the last one stays half a second."""
    stepped = decode(played.episode(1)).stepped
    last_s = times_ms(stepped)[-1] / 1000
    facts = film_facts(film)
    assert facts["pictures"] == len(stepped) + 1
    assert last_s - 0.1 < facts["duration"] < last_s + 0.6


def test_a_browser_without_encoders_films_the_picture(
    played: Played, page: Page, tmp_path: Path
) -> None:
    def without_encoders(route: Route) -> None:
        script = route.fetch().text()
        route.fulfill(body=f"delete self.VideoEncoder;{script}", content_type="text/javascript")

    page.route("**/replay-worker.js", without_encoders)
    with replaying(played, played.session.id) as address:
        page.goto(address)
        Replay(page).is_ready()
        assert page.get_by_label("Format").locator("option").all_inner_texts() == ["webm"]
        with page.expect_download() as saving:
            page.get_by_role("button", name="Save a video").click()
        assert saving.value.suggested_filename == f"{played.session.id[:8]}-play.webm"
        saving.value.save_as(tmp_path / "film.webm")
        expect(page.get_by_role("button", name="Save a video")).to_be_enabled()
    assert film_facts(tmp_path / "film.webm")["pictures"] > 0


def film_facts(file: Path) -> dict[str, float]:
    """What is in a film's container."""
    script = """
      import { readFileSync } from "node:fs";
      import { ALL_FORMATS, BufferSource, Input } from "mediabunny";
      const source = new BufferSource(readFileSync(process.argv[1]));
      const input = new Input({ source, formats: ALL_FORMATS });
      const track = await input.getPrimaryVideoTrack();
      const { packetCount } = await track.computePacketStats();
      const duration = await input.computeDuration();
      console.log(JSON.stringify({ pictures: packetCount, duration }));
    """
    done = subprocess.run(
        [str(node_executable()), "--input-type=module", "-e", script, str(file)],
        cwd=ROOT / "js",
        capture_output=True,
        text=True,
        check=True,
    )
    facts: dict[str, float] = json.loads(done.stdout)
    return facts


def test_no_site_has_anything_of_it(played: Played) -> None:
    assert [path for path in played.site.rglob("*") if "replay" in path.name] == []
    for script in [*played.site.rglob("page.js"), *played.site.rglob("worker.js")]:
        text = script.read_text(encoding="utf-8")
        assert "replay-worker" not in text
        assert "Save a video" not in text
        assert "Mediabunny" not in text
