"""Images, atlases, layers and glides on the canvas, and what `gymbrowser.ui` puts around it."""

import io
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from gymbrowser import draw
from gymbrowser.contract.game_records import UiRecord
from gymbrowser.data.sessions import Session
from tests.browser.axe import barriers
from tests.browser.conftest import Publish, Study
from tests.browser.drawing_study.env.easel import Easel
from tests.browser.participant import Participant, Witness
from tests.standin.ssim import ssim

STUDY = Path(__file__).parent / "drawing_study"
SHARP = 2
"""Device pixels per CSS pixel."""
NAMES = ("red", "green", "blue", "white", "black")
COLOURS = np.array([(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (0, 0, 0)])

type Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Played:
    """What one participant saw and left behind."""

    pictures: list[Pixels]
    """The canvas before the first step, and at rest after the second."""
    sounds: list[str]
    session: Session


@pytest.fixture(scope="module")
def flag(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Red at the left, green at the right."""
    file = tmp_path_factory.mktemp("pictures") / "flag.png"
    pixels = np.zeros((16, 32, 3), np.uint8)
    pixels[:, :16] = COLOURS[0]
    pixels[:, 16:] = COLOURS[1]
    Image.fromarray(pixels).save(file)
    return file


@pytest.fixture(scope="module")
def study(publish: Publish, flag: Path, tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("easel") / "study"
    for file in STUDY.rglob("*.*"):
        target = folder / file.relative_to(STUDY)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())
    (folder / "flag.png").write_bytes(flag.read_bytes())
    with wave.open(str(folder / "tone.wav"), "wb") as tone:
        tone.setparams((1, 1, 8000, 0, "NONE", ""))
        tone.writeframes(bytes([128] * 400))
    return publish((folder / "exp.yml").read_text(encoding="utf-8"), example=folder)


@pytest.fixture(scope="module")
def played(study: Study, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Played:
    context = browser.new_context(
        viewport={"width": 1000, "height": 800}, device_scale_factor=SHARP, locale="en-GB"
    )
    page, witness = context.new_page(), Witness()
    witness.watch(page)
    sounds: list[str] = []
    page.expose_function("played", lambda path: sounds.append(path))
    page.add_init_script(
        "const play = HTMLMediaElement.prototype.play;"
        "HTMLMediaElement.prototype.play = function () {"
        " window.played(new URL(this.src).pathname); return play.call(this); };"
    )
    page.goto(study.origin)
    pictures = play(page)
    context.close()
    assert (witness.violations, witness.errors) == ([], [])
    (session,) = study.sessions(tmp_path_factory.mktemp("pulled"))
    assert session.problems == ()
    return Played(pictures, sounds, session)


def play(page: Page) -> list[Pixels]:
    artist = Participant(page)
    artist.agree()
    artist.start_episode()
    pictures = [photograph(page)]
    for step in (1, 2):
        page.keyboard.press("KeyD")
        expect(page.get_by_text(f"Step {step} of 3")).to_be_visible()
    look_around(page)
    assert barriers(page) == []
    pictures.append(photograph_at_rest(page))
    page.keyboard.press("KeyD")
    expect(page.get_by_role("log")).to_contain_text("Step 3 of 3")
    artist.go_on()
    artist.see_that_all_is_saved()
    return pictures


def look_around(page: Page) -> None:
    """All that was said stands there: as text, and as a screen reader needs it."""
    names, values = page.locator(".hud dl").nth(1).locator("dt"), page.locator(".hud dl").nth(1)
    expect(names).to_have_text(["<b>Name</b>", "Fuel"])
    expect(values.locator("dd")).to_have_text(["<i>Anna</i>", "12,345.68"])
    expect(page.get_by_role("log", name="Messages of the game")).to_contain_text("Step 1 of 3")
    expect(page.get_by_role("progressbar", name="Way")).to_have_attribute("value", "2")
    expect(page.locator(".gauge").filter(has_text="Way")).to_contain_text("67")
    expect(page.locator(".gauge").filter(has_text="Hints")).to_contain_text("1 of 3")
    panel = page.get_by_role("region", name="Your taxi")
    expect(panel.locator("dd")).to_have_text(["4", "yellow"])
    expect(page.get_by_role("img", name="A flag")).to_be_visible()
    shadow = page.locator(".stage").evaluate("stage => getComputedStyle(stage).boxShadow")
    assert "rgb(255, 0, 255)" in shadow


def photograph(page: Page) -> Pixels:
    return np.asarray(_opened(page.locator("canvas").screenshot()).convert("RGB"))


def photograph_at_rest(page: Page) -> Pixels:
    """When the glide is over: two pictures in a row are the same."""
    before = photograph(page)
    while not np.array_equal(before, after := photograph(page)):
        before = after
    return before


def colour_at(picture: Pixels, x: float, y: float) -> str:
    height, width, _ = picture.shape
    pixel = picture[int(y * height), int(x * width)].astype(int)
    return NAMES[int(np.argmin(np.abs(COLOURS - pixel).sum(axis=1)))]


@pytest.mark.parametrize(
    ("x", "y", "colours"),
    [
        (0.10, 0.10, ("red", "red")),  # the layer, which is sent once
        (0.60, 0.25, ("green", "green")),  # the image is mirrored
        (0.90, 0.25, ("red", "red")),
        (0.05, 0.75, ("green", "green")),  # the second frame of the grid
        (0.25, 0.25, ("blue", "red")),  # the dot was here
        (0.125, 0.25, ("red", "blue")),  # and glided to here
        (0.75, 0.85, ("blue", "blue")),  # the lower half of the disc
        (0.75, 0.65, ("white", "white")),
    ],
)
def test_everything_is_where_it_was_drawn(
    played: Played, x: float, y: float, colours: tuple[str, str]
) -> None:
    assert tuple(colour_at(picture, x, y) for picture in played.pictures) == colours


def test_it_looks_the_same_natively(played: Played, flag: Path) -> None:
    env = Easel()
    env.reset()
    png = draw.to_png(env.render(), {"flag": flag}, scale=8)
    canvas = Image.fromarray(played.pictures[0]).resize((960, 640))
    ours, theirs = (np.asarray(image.convert("RGB")) for image in (canvas, _opened(png)))
    without_sprites = np.s_[20:-20, 240:-20]  # nor the canvas's round corners
    assert ssim(ours[without_sprites], theirs[without_sprites]) > 0.97


def test_edges_are_sharp_on_a_screen_of_many_pixels(played: Played) -> None:
    """Along the edge of the green tile: from green to white within one device pixel."""
    picture = played.pictures[0].astype(int)
    height, width, _ = picture.shape
    row = picture[int(0.7 * height), int(0.2 * width) : int(0.3 * width)]
    mixed = (np.abs(row - COLOURS[1]).sum(axis=1) > 9) & (np.abs(row - COLOURS[3]).sum(axis=1) > 9)
    assert np.count_nonzero(mixed) <= 1


def test_what_was_shown_is_recorded_with_its_step(played: Played) -> None:
    records = played.session.records(UiRecord)
    calls = [(record.after, call) for record in records for call in record.calls]
    assert [(after, call.text) for after, call in calls if call.call == "message"] == [
        (0, "Step 1 of 3"),
        (1, "Step 2 of 3"),
        (2, "Step 3 of 3"),
    ]
    (hud,) = [call for _, call in calls if call.call == "hud"]
    assert hud.values == {"<b>Name</b>": "<i>Anna</i>", "Fuel": 12345.678}
    # What stays as it was is said once.
    assert len([call for _, call in calls if call.call in ("info", "image", "border")]) == 3
    assert {record.episode for record in records} == {0}


def test_the_sound_is_played_with_every_step(played: Played) -> None:
    assert len(played.sounds) == 3
    assert all(path.endswith(".wav") and "/media/" in path for path in played.sounds)


def _opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))
