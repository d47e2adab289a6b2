"""`data verify`: episodes come out the same in the site's own Python, or it says where not."""

import base64
import json
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
import pytest
from click.testing import CliRunner, Result

from gymbrowser.build import build
from gymbrowser.cli import main
from gymbrowser.cluster import Cluster
from gymbrowser.console import quiet
from gymbrowser.contract.steps import GameStep
from gymbrowser.data.tables.load import load
from gymbrowser.rerunner import Rerunner, RerunnerDiedError
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.sources import Sources
from gymbrowser.store.site import read_site
from gymbrowser.verify import verify
from tests.chunks import CART, Sealed, Writer, columns, end, episode, pack, save, session, steps
from tests.dask_cluster import run_dask

CARTPOLE = Path(__file__).parents[2] / "examples" / "cartpole"
ACTIONS = [0, 1, 1, 0, 1, 0, 1]

type Spoil = Callable[[dict[str, Any]], None]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study")
    shutil.copytree(CARTPOLE, folder / "cartpole")
    sources = Sources(Cache.default(), offline=True)
    build(folder / "cartpole" / "exp.yml", folder / "site", quiet, sources, snapshot=False)
    return folder / "site"


def recorded(
    site: Path,
    name: str = "a",
    *,
    seed: int = 11,
    actions: Sequence[int] = ACTIONS,
    info: str = "{}",
    version: str | None = None,
    spoil: Spoil = lambda record: None,
) -> list[Sealed]:
    """A session of one episode, as this process's own Gymnasium plays it."""
    session_id = (name * 32)[:32]
    env = gymnasium.make("CartPole-v1")
    first, rows = env.reset(seed=seed)[0], []
    for action in actions:
        observation, _, terminated, _, _ = env.step(action)
        assert not terminated
        rows.append(observation)
    played = columns(pack(rows, "<f4"), pack(actions, "<i8"), [1.0] * len(actions))
    record = steps(0, len(actions), {"player": played}, step="play")
    spoil(record)
    begun = episode({"player": pack(first, "<f4")}, step="play", seed=seed, info=info)
    writer = Writer("game-1", session_id, layouts={"play": {"player": CART}})
    page = Writer("page-1", session_id)
    header = {"site": version or read_site(site).version.name}
    return [
        page.seal(session(session=session_id), end({"page-1": 2, "game-1": 2}), **header),
        writer.seal(begun, record, **header),
    ]


def other_bytes(column: str) -> Spoil:
    """Changes the last bit of the first byte of what one column holds at step 3."""

    def spoil(record: dict[str, Any]) -> None:
        player = record["agents"]["player"]
        data = bytearray(base64.b64decode(player[column]))
        data[3 * len(data) // len(ACTIONS)] ^= 1
        player[column] = base64.b64encode(data).decode()

    return spoil


def other_info(record: dict[str, Any]) -> None:
    record["info"] = {"2": json.dumps({"lives": 3})}


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["data", "verify", *map(str, words)])


def test_the_first_difference_is_found_in_every_field(site: Path, tmp_path: Path) -> None:
    spoils: list[tuple[str, Spoil, str]] = [
        ("b", other_bytes("observation"), "`observation` of player at step 3"),
        ("c", other_bytes("reward"), "`reward` of player at step 3"),
        ("d", other_bytes("terminated"), "`terminated` of player at step 3"),
        ("e", other_bytes("truncated"), "`truncated` of player at step 3"),
        ("f", other_info, "`info` at step 2"),
    ]
    save(tmp_path, *recorded(site, "a"), *recorded(site, "0", info='{"seed":1}'))
    for name, spoil, _ in spoils:
        save(tmp_path, *recorded(site, name, spoil=spoil))
    result = run(tmp_path, "--site", site, "--jobs", 2)
    assert result.exit_code == 1, result.output
    places = {"0": "`info` after `reset`"} | {name: place for name, _, place in spoils}
    for name, place in places.items():
        where = f"{name * 8}, play, attempt 1, episode 0"
        assert f"{where}: the first difference is {place}." in result.stdout
    assert "1 of 7 episodes came out equal" in result.stdout


def test_equal_episodes_are_proven_and_natively_too(site: Path, tmp_path: Path) -> None:
    for seed, name in enumerate("abc"):
        save(tmp_path, *recorded(site, name, seed=seed))
    result = run(tmp_path, "--site", site, "--native", "--offline", "--jobs", 2)
    assert result.exit_code == 0, result.output
    assert "All 3 episodes came out equal, bit for bit." in result.stdout
    assert "Natively 3 of 3 came out equal; the largest drift is 0." in result.stdout


def test_what_is_missing_is_not_passed_over(site: Path, tmp_path: Path) -> None:
    save(tmp_path, *recorded(site, "a"), *recorded(site, "b"))
    game = next(tmp_path.glob(f"live/{'b' * 32}/game-1/*"))
    game.write_bytes(game.read_bytes()[:100])
    result = run(tmp_path, "--site", site)
    assert result.exit_code == 0, result.output
    assert "The episode came out equal, bit for bit." in result.stdout
    assert "1 session is damaged: episodes of which" in result.stdout


def test_what_cannot_be_run_is_named_and_the_others_are_run(site: Path, tmp_path: Path) -> None:
    save(tmp_path, *recorded(site, "a", version="9" * 64))

    def no_action(record: dict[str, Any]) -> None:
        record["agents"]["player"]["action"] = pack([7] * len(ACTIONS), "<i8")

    def strange(record: dict[str, Any]) -> None:
        record["agents"]["player"]["uniform"] = pack([np.inf] * len(ACTIONS), "<f8")

    save(tmp_path, *recorded(site, "b", spoil=no_action), *recorded(site, "c", spoil=strange))
    foreign = Writer("game-1", "d" * 32, layouts={"elsewhere": {"player": CART}})
    begun = episode({"player": pack([0, 0, 0, 0], "<f4")}, step="elsewhere")
    save(tmp_path, foreign.seal(begun, site=read_site(site).version.name))
    save(tmp_path, *recorded(site, "e"))

    verified = verify(tmp_path, site)
    why = {verdict.session[0]: verdict.why for verdict in verified.verdicts}
    assert why["a"] == "it was recorded by the version 99999999, which is not in the site"
    assert "could not be run again: AssertionError: 7" in str(why["b"])
    assert "could not be run again" in str(why["c"])
    assert why["d"] == "the site has no game 'elsewhere'"
    assert why["e"] is None
    assert not verified.is_proven


def test_a_process_that_ended_is_said_so_and_waits_for_nobody(site: Path) -> None:
    with Rerunner(site, "0" * 64) as rerunner, pytest.raises(RerunnerDiedError) as caught:
        rerunner.rerun("{}\n")
    [problem] = caught.value.problems
    assert "no such file" in str(problem.quote)


def test_an_earlier_version_of_the_site_is_judged_by_its_own_files(
    site: Path, tmp_path: Path
) -> None:
    both = tmp_path / "site"
    shutil.copytree(site, both)
    newest = read_site(site).version.name
    earlier = "1" * 64
    shutil.copytree(both / "v" / newest, both / "v" / earlier)
    manifest = both / "v" / earlier / "manifest.json"
    said = json.loads(manifest.read_text())
    [play] = [step for step in said["steps"] if step["id"] == "play"]
    play["id"] = "earlier"
    manifest.write_text(json.dumps(said))
    assert {s.id for s in read_site(both, earlier).manifest.steps if isinstance(s, GameStep)} == {
        "earlier",
        "watch",
    }
    data = tmp_path / "data"
    save(data, *recorded(both, "a"), *recorded(both, "b", version=earlier))
    states = {v.session[0]: (v.state, v.why) for v in verify(data, both).verdicts}
    assert states == {"a": ("equal", None), "b": ("not_run", "the site has no game 'play'")}


def test_a_site_that_was_changed_is_said_so_at_once(site: Path, tmp_path: Path) -> None:
    copy = tmp_path / "site"
    shutil.copytree(site, copy)
    built = read_site(copy)
    assert built.manifest.runtime.python is not None
    for archive in built.manifest.runtime.python.early:
        (built.version / archive).write_bytes(b"no archive")
    save(tmp_path / "data", *recorded(site))
    result = run(tmp_path / "data", "--site", copy)
    assert result.exit_code == 1
    assert "cannot be started" in result.stderr


def test_the_same_data_are_trajectories_in_a_notebook(site: Path, tmp_path: Path) -> None:
    save(tmp_path, *recorded(site, "a"), *recorded(site, "b", seed=5))
    env = gymnasium.make("CartPole-v1")
    for seed, played in zip((11, 5), load(tmp_path).trajectories("play"), strict=True):
        player = played.decoded.agents["player"]
        assert played.start.seed == seed
        first, _ = env.reset(seed=seed)
        assert isinstance(player.observations, np.ndarray)
        assert player.observations[0].tobytes() == first.tobytes()
        assert player.observations.shape == (len(ACTIONS) + 1, 4)


def test_a_cluster_of_two_workers_says_the_same(site: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    for seed, name in enumerate("abcd"):
        save(data, *recorded(site, name, seed=seed))
    save(data, *recorded(site, "e", spoil=other_bytes("reward")))
    save(data, *recorded(site, "f", version="9" * 64))
    here = verify(data, site, jobs=2)
    assert [verdict.state for verdict in here.verdicts] == [*["equal"] * 4, "different", "not_run"]
    judged: list[None] = []
    with run_dask(tmp_path / "dask", workers=2) as address:
        cluster = Cluster(address)
        there = verify(data, site, cluster=cluster, progress=lambda: judged.append(None))
    assert there == here
    assert len(judged) == 6


def test_a_cluster_that_is_none_is_told(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path / "data", *recorded(site))
    words = [tmp_path / "data", "--site", site, "--scheduler"]

    def refused(address: str) -> str:
        done = run(*words, address)
        assert done.exit_code == 2, done.output
        return " ".join(done.stderr.split())

    with run_dask(tmp_path / "dask", workers=0) as address:
        assert f"the Dask cluster at {address} has no workers" in refused(address)
    assert f"no Dask scheduler answers at {address}" in refused(address)
    assert "no Dask scheduler answers at smoke://signals" in refused("smoke://signals")
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert "Install gymbrowser[dask]" in refused(address)
    assert "leave out --scheduler" in run(*words, address, "--native").stderr
