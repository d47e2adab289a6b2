"""What `pace: turn_based` asks of exp.yml, and what the site is told of it."""

from pathlib import Path

import pytest

from gymbrowser.check import check
from gymbrowser.config import load_experiment
from gymbrowser.console import quiet
from gymbrowser.errors import UserError
from gymbrowser.plan.controls import controls_of
from gymbrowser.plan.manifest import make_manifest
from gymbrowser.plan.paths import Runtime
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.sources import Sources

EXPERIMENT = """\
id: lake
title: Lake
environment: {gym_id: FrozenLake-v1}
policies: {guide: {python: guide:Guide}}
steps:
  - game:
      pace: turn_based
      controls: {keys: {ArrowLeft: 0, ArrowRight: 2}}
      view: {render_mode: ansi}
  - end: {}
"""


def write(folder: Path, *replacements: tuple[str, str]) -> Path:
    text = EXPERIMENT
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    file = folder / "exp.yml"
    file.write_text(text, encoding="utf-8")
    return file


def test_no_default_is_needed(tmp_path: Path) -> None:
    (game,) = load_experiment(write(tmp_path)).games
    assert game.config.pace == "turn_based"
    assert [person.controls.default for person in game.config.people] == [None]


def test_in_real_time_one_is(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        ("      pace: turn_based\n", ""),
        ("policies: {guide: {python: guide:Guide}}\n", ""),
    )
    with pytest.raises(UserError, match=r"`controls\.default` is missing") as caught:
        check(file, quiet, Sources(Cache.default(), offline=True), thoroughly=False)
    (problem,) = caught.value.problems
    assert problem.remedy is not None
    assert problem.remedy.endswith("or make it `pace: turn_based`.")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            ("pace: turn_based", "pace: turn_based\n      agents: {player: guide}"),
            ":7: game `game` is turn-based, but nobody in it is human\n"
            "  In a turn-based game a step is taken when a person presses a key.\n"
            "  Remove `pace`, or let `human` act for an agent.",
        ),
        (
            ("pace: turn_based", "pace: turn_based\n      fps: 4"),
            ":8: `fps` says nothing about a turn-based game\n"
            "  It has no speed of its own: each press of a key is one step.\n"
            "  Remove `fps`, or `pace: turn_based`.",
        ),
        (
            ("ArrowRight: 2}}", "ArrowRight: 2}, default: 0}"),
            ":8: `controls.default` says nothing about a turn-based game\n"
            "  No step is taken while no key is pressed.\n"
            "  Remove `default`, or `pace: turn_based`.",
        ),
        (
            ("      controls: {keys: {ArrowLeft: 0, ArrowRight: 2}}\n", ""),
            ":6: game `game` has a human agent but no `controls`\n"
            "  Add for example `controls: {keys: {ArrowLeft: 0, ArrowRight: 1}}`.",
        ),
        (
            ("turn_based", "turns"),
            ":7: `steps[0].game.pace`: expected `real_time`, `turn_based` or `event_driven`\n"
            "  Given: 'turns'.",
        ),
    ],
)
def test_a_key_that_does_nothing_is_an_error(
    tmp_path: Path, change: tuple[str, str], message: str
) -> None:
    file = write(tmp_path, change)
    with pytest.raises(UserError) as caught:
        load_experiment(file)
    assert [str(problem) for problem in caught.value.problems] == [f"{file}{message}"]


def test_the_manifest_says_the_pace_and_no_rate(tmp_path: Path) -> None:
    file = write(tmp_path, ("policies: {guide: {python: guide:Guide}}\n", ""))
    checked = check(file, quiet, Sources(Cache.default(), offline=True), thoroughly=False)
    runtime = Runtime(folder="rt/0/", assets=())
    manifest = make_manifest(
        checked.experiment, checked.lock, checked.inspection, {}, runtime, versioned=(), boot=None
    )
    game = manifest.steps[0]
    assert game.kind == "game"
    assert (game.pace, game.fps) == ("turn_based", None)
    assert game.controls["player"].default is None


@pytest.mark.parametrize("heeds", [True, False])
def test_the_site_is_told_whether_keys_heed_a_mask(tmp_path: Path, heeds: bool) -> None:
    keys = "controls: {keys: {ArrowLeft: 0, ArrowRight: 2}}"
    wanted = keys if heeds else keys.replace("}}", "}, heed_mask: false}")
    file = write(tmp_path, ("policies: {guide: {python: guide:Guide}}\n", ""), (keys, wanted))
    checked = check(file, quiet, Sources(Cache.default(), offline=True), thoroughly=False)
    (game,) = checked.experiment.games
    controls = controls_of(game.config, checked.inspection.controls[game.id])
    assert controls["player"].heed_mask is heeds
