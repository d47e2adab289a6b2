"""Clips: what exp.yml makes of them, how they are cut, made and read back."""

import gzip
import json
import shutil
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import gymbrowser
from gymbrowser.build import build
from gymbrowser.clips.cut import _packed
from gymbrowser.config import load_experiment
from gymbrowser.config.donors import Donor, DonorFile, packed
from gymbrowser.console import quiet
from gymbrowser.contract.clips import ClipPictures
from gymbrowser.contract.donors import DonorEpisode
from gymbrowser.contract.wire import ArrayField
from gymbrowser.data.columns import unpack
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


@pytest.mark.parametrize(
    "change",
    [
        lambda content: gzip.compress(gzip.decompress(content).replace(b"guide", b"guise")),
        lambda content: content[:20] + b"\xff" * 20 + content[40:],
        lambda content: content[:40],
    ],
)
def test_a_clip_that_was_changed_is_not_read(site: Path, change: Callable[[bytes], bytes]) -> None:
    [manifest] = site.glob("v/*/manifest.json")
    data = manifest.parent / json.loads(manifest.read_text())["clips"]["guided"]["data"]
    content = data.read_bytes()
    data.unlink()  # not in place: it may be a link
    try:
        data.write_bytes(change(content))
        with pytest.raises(GymbrowserError, match="a clip is missing or was changed"):
            gymbrowser.load_clips(site)
    finally:
        data.write_bytes(content)


@pytest.mark.parametrize("dtypes", [["<f4"], ["|b1", "exact"], ["<i8"]])
@pytest.mark.parametrize("acts", [[], [1], [0, 2]])
def test_steps_in_which_an_agent_does_nothing_have_rows_too(
    dtypes: list[Any], acts: list[int]
) -> None:
    layout = [ArrayField(path=[str(n)], dtype=each, shape=[]) for n, each in enumerate(dtypes)]
    did: dict[str, int | str] = {
        "<f4": b64encode(np.float32(0.5).tobytes()).decode(),
        "|b1": b64encode(b"\1" + (3).to_bytes(4, "little") + b'"a"').decode(),
        "<i8": 7,
    }
    given = [did[dtypes[0]] if step in acts else 0 for step in range(3)]
    found = unpack(_packed(given, layout), layout, 3, "actions")
    assert isinstance(found, dict)
    assert np.flatnonzero(found["0"]).tolist() == acts


def test_clips_that_take_too_long_are_an_error(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gymbrowser.clips.make._TIMEOUT_S", 0.0)
    shutil.copytree(folder, tmp_path / "other", ignore=shutil.ignore_patterns("site"))
    file = tmp_path / "other" / "exp.yml"
    file.write_text(file.read_text().replace("seed: 6", "seed: 60"))
    with pytest.raises(GymbrowserError, match="the clips cannot be made"):
        build(file, tmp_path / "site", quiet, Sources(Cache.default(), offline=True), plain=True)


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
