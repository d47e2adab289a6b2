"""Clips: what exp.yml makes of them, how they are cut, made and read back."""

import gzip
import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import gymbrowser
from gymbrowser.build import build
from gymbrowser.config import load_experiment
from gymbrowser.config.donors import Donor, DonorFile, packed
from gymbrowser.console import quiet
from gymbrowser.contract.clips import ClipPictures
from gymbrowser.contract.donors import DonorEpisode
from gymbrowser.contract.wire import ArrayField
from gymbrowser.errors import GymbrowserError
from gymbrowser.flow.graph import StepShape, graph_of
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.sources import Sources
from tests.inputs import study

CLIPS = """\
clips:
  chance: {policy: random, seeds: [4, 5], from: 1, steps: 3, game: play}
  guided: {policy: guide, seed: 6, steps: 4, view: {render_mode: rgb_array}, fps: 10}
  person: {recorded: {file: donors.json, episode: 1}, steps: 50, game: play}
steps:
"""
STEPS = """\
  - consent: pages/consent.md
  - watch: {clips: [person]}
  - compare: {draw: 2, clips: [chance-4, chance-5, guided], repeats: 1}
"""
RIGHT, LEFT = 1, 0
PERSON = [RIGHT, LEFT, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT]
"""Walks to the end of the corridor, which is five steps away."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The corridor of the wrong inputs, with pixels too, and clips of everybody."""
    folder = tmp_path_factory.mktemp("clips")
    files = dict(study.files())
    text = study.EXP_YML.replace("steps:\n", CLIPS, 1).replace("id: watch", "id: look")
    files["exp.yml"] = text.replace("  - consent: pages/consent.md\n", STEPS)
    files["env/corridor.py"] = study.CORRIDOR.replace('["ansi"]', '["ansi", "rgb_array"]').replace(
        '        return "." * self.at',
        '        if self.render_mode == "rgb_array":\n'
        "            return np.full((4, 6, 3), 40 * self.at, np.uint8)\n"
        '        return "." * self.at',
    )
    files["donors.json"] = donors().model_dump_json()
    study.write(folder, files)
    return folder


def donors() -> DonorFile:
    """One session of two episodes."""
    episodes = [[RIGHT] * 5, PERSON]
    return DonorFile(
        step="play",
        actions={"player": [ArrayField(path=[], dtype="<i8", shape=[])]},
        donors=[
            Donor(
                session="0" * 32,
                seeds=[8, 9],
                episodes=[
                    DonorEpisode(
                        steps=len(each),
                        actions={"player": packed(np.array(each, "<i8").tobytes())},
                    )
                    for each in episodes
                ],
            )
        ],
    )


@pytest.fixture(scope="module")
def site(folder: Path) -> Path:
    sources = Sources(Cache.default(), offline=True)
    return build(folder / "exp.yml", folder / "site", quiet, sources, plain=True).folder


def pictures(site: Path, name: str) -> ClipPictures:
    [manifest] = site.glob("v/*/manifest.json")
    clip = json.loads(manifest.read_text())["clips"][name]
    content = gzip.decompress((manifest.parent / clip["file"]).read_bytes())
    return ClipPictures.model_validate_json(content)


def test_seeds_make_clips_and_a_view_of_its_own_is_a_stage(folder: Path) -> None:
    experiment = load_experiment(folder / "exp.yml")
    drafts = {draft.name: draft for draft in experiment.clips.drafts}
    assert list(drafts) == ["chance-4", "chance-5", "guided", "person"]
    assert [drafts[name].stage for name in drafts] == ["play", "play", "clips/guided", "play"]
    assert drafts["person"].seed == 9
    assert drafts["person"].game.config.agents == {"player": "donor"}
    shapes = graph_of(experiment.config).shapes
    notes = {each.name: each.note for each in shapes if isinstance(each, StepShape)}
    assert (notes["watch"], notes["compare"]) == ("1 clip", "3 pairs")


def test_a_recorded_episode_is_seen_again(site: Path) -> None:
    person = gymbrowser.load_clips(site)["person"]
    (track,) = person.agents.values()
    assert (track.actor, person.seed, person.terminated) == ("donor", 9, True)
    assert np.asarray(track.actions).tolist() == PERSON
    positions = np.asarray(track.observations)[:, 0].tolist()
    assert positions == [0, 1, 0, 1, 2, 3, 4, 5]
    assert track.rewards.tolist() == [0] * 6 + [1]
    shown = pictures(site, "person")
    texts = [shown.pictures[frame].model_dump()["text"] for frame in shown.frames]
    assert texts == ["." * int(at) + "@" + "." * int(5 - at) for at in positions]
    assert len(shown.pictures) == 6  # each picture once


def test_pixels_become_png(site: Path, tmp_path: Path) -> None:
    shown = pictures(site, "guided")
    (picture,) = shown.pictures  # the guide stays where it is
    file = tmp_path / "picture.png"
    file.write_bytes(b64decode(picture.model_dump()["png"]))
    with Image.open(file) as opened:
        assert (opened.size, opened.mode) == ((6, 4), "RGB")
        assert np.asarray(opened).tolist() == np.zeros((4, 6, 3)).tolist()
    assert shown.frames == [0] * 5


def test_a_clip_begins_where_it_says_and_goes_by_its_seed(site: Path) -> None:
    clips = gymbrowser.load_clips(site)
    four, five = clips["chance-4"], clips["chance-5"]
    assert (four.first, four.seed, five.seed) == (1, 4, 5)
    winds = [np.asarray(each.agents["player"].observations)[:, 1] for each in (four, five)]
    assert all(len(wind) == 4 and len(set(wind.tolist())) == 1 for wind in winds)
    expected = np.random.default_rng(4).random()
    assert winds[0][0] == pytest.approx(expected)
    assert winds[0][0] != winds[1][0]


def test_a_clip_that_was_changed_is_not_read(site: Path) -> None:
    [manifest] = site.glob("v/*/manifest.json")
    data = manifest.parent / json.loads(manifest.read_text())["clips"]["guided"]["data"]
    content = data.read_bytes()
    data.unlink()  # not in place: it may be a link
    try:
        data.write_bytes(gzip.compress(gzip.decompress(content).replace(b"guide", b"guise")))
        with pytest.raises(GymbrowserError, match="a clip is missing or was changed"):
            gymbrowser.load_clips(site)
    finally:
        data.write_bytes(content)


def test_only_what_games_need_is_in_the_site(site: Path) -> None:
    """The studio that the clips were made in had all policies; the study's `look` has the guide."""
    [manifest] = site.glob("v/*/manifest.json")
    said: dict[str, Any] = json.loads(manifest.read_text())
    assert list(said["policies"]) == ["guide"]
    shown = [said["clips"][name]["file"] for name in ("person", "chance-4", "chance-5", "guided")]
    later = [file["path"] for file in said["runtime"]["later"]]
    assert [path for path in later if path.startswith("clips/")] == sorted(shown, key=later.index)


def test_donors_of_another_environment_are_refused(folder: Path, tmp_path: Path) -> None:
    file = donors()
    [donor] = file.donors
    strange = DonorEpisode(steps=1, actions={"player": packed(np.array([7], "<i8").tobytes())})
    changed = donor.model_copy(update={"episodes": [strange, strange]})
    target = tmp_path / "study"
    study.write(target, dict(study.files()))
    for name in ("exp.yml", "env/corridor.py"):
        (target / name).write_text((folder / name).read_text())
    (target / "donors.json").write_text(
        file.model_copy(update={"donors": [changed]}).model_dump_json()
    )
    with pytest.raises(GymbrowserError) as refused:
        build(target / "exp.yml", None, quiet, Sources(Cache.default(), offline=True), plain=True)
    assert "clip `person`: donor 0 took the action 7 for `player`" in str(refused.value)
