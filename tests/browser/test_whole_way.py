"""The script of docs/analysis.md takes examples/full-study from deploy through bots to the report.

The site is served from one bucket of a real S3 server, and the records go to another. Most bots
come as the page's own code under Node, one in a real browser.
"""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gymbrowser.data.tables.load import Data, load
from tests.browser.conftest import ROOT
from tests.docs.blocks import read_blocks
from tests.notebook import run_notebook
from tests.seaweedfs import S3Server
from tests.store.test_deploy import open_to_all

# It builds, deploys and lets bots play: on a busy machine that takes minutes.
pytestmark = pytest.mark.timeout(900)

FULL = ROOT / "examples" / "full-study"
SITE_BUCKET = "whole-way-site"
MOVES = 4
BY_CHANCE, IN_BROWSER = 6, 1  # as the page has it
GAMES = {"practice": 1, "considerate": 2, "greedy": 2}
"""Rounds of each."""


@dataclass(frozen=True)
class Way:
    """What the script has left."""

    coverage: dict[str, Any]
    in_browser: dict[str, Any]
    data: Data
    report: dict[str, Any]
    said: str
    """What it printed."""
    folder: Path
    """Where it was run."""


@pytest.fixture(scope="module")
def way(
    s3_server: S3Server, bucket_names: Iterator[str], tmp_path_factory: pytest.TempPathFactory
) -> Way:
    folder = tmp_path_factory.mktemp("way")
    prepare(s3_server, next(bucket_names), folder / "full-study")
    address = f"{s3_server.endpoint_url}/{SITE_BUCKET}/picking/index.html"
    said = run_script(folder, address, s3_server)
    assert (folder / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert (folder / "tables" / "data-dictionary.md").is_file()
    assert list((folder / "tables" / "steps").glob("experiment=full-study/date=*/*.parquet"))
    return Way(
        coverage=read(folder / "build" / "bots" / "coverage.json"),
        in_browser=read(folder / "build" / "seen" / "coverage.json"),
        data=load(folder / "data", mode="pilot", practice=True),
        report=read(folder / "report.json"),
        said=said,
        folder=folder,
    )


def run_script(folder: Path, address: str, server: S3Server) -> str:
    """That of the page, in a shell; gives what its commands print."""
    (script,) = (b for b in read_blocks(ROOT / "docs" / "analysis.md") if b.mark == ("whole-way",))
    ours = {name: value for name, value in os.environ.items() if "AWS" not in name}
    own = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "ADDRESS": address,
        "AWS_ACCESS_KEY_ID": server.admin.access_key,
        "AWS_SECRET_ACCESS_KEY": server.admin.secret_key,
    }
    command = ["sh", "-e", "-c", script.text]
    done = subprocess.run(
        command, cwd=folder, env={**ours, **own}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def prepare(server: S3Server, records: str, folder: Path) -> None:
    """The example as a pilot with short rounds, and a bucket each for site and records."""
    admin = server.client(server.admin)
    admin.create_bucket(Bucket=SITE_BUCKET)
    admin.put_bucket_policy(Bucket=SITE_BUCKET, Policy=open_to_all(SITE_BUCKET))
    server.make_bucket(records, [server.endpoint_url])
    shutil.copytree(FULL, folder, ignore=shutil.ignore_patterns("__pycache__"))
    file, store = folder / "exp.yml", f"endpoint_url: '{server.endpoint_url}'"
    text = file.read_text(encoding="utf-8")
    for old, new in (("mode: dev\n", "mode: pilot\n"), ("limit: 20", f"limit: {MOVES}")):
        assert text.count(old) == 1
        text = text.replace(old, new)
    text += f"upload: {{s3: {{bucket: {records}, prefix: in/full-study, {store}}}}}\n"
    text += f"deploy: {{to: 's3://{SITE_BUCKET}/picking', {store}}}\n"
    file.write_text(text, encoding="utf-8")


def read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def bots(way: Way) -> Counter[str]:
    """How the bots say that they ended, but for those that leave no session."""
    ended = Counter(way.coverage["outcomes"]) + Counter(way.in_browser["outcomes"])
    del ended["declined"], ended["withdrawn"]
    return ended


def test_bots_reach_all_of_the_deployed_study(way: Way) -> None:
    assert all(item["reached"] > 0 for item in way.coverage["items"])
    assert way.coverage["sessions"] >= BY_CHANCE
    assert sum(way.in_browser["outcomes"].values()) == IN_BROWSER
    assert way.in_browser["aimed"] == 0
    assert way.coverage["failures"] == way.in_browser["failures"] == {}
    assert bots(way)["done"] > 0


def test_all_that_they_left_arrives_whole(way: Way) -> None:
    sessions = list(way.data.sessions.rows())
    assert "0 damaged" in way.said
    assert all(row["simulated"] for row in sessions)
    assert {row["experiment"] for row in sessions} == {"full-study"}
    arrived = Counter(row["outcome"] for row in sessions)
    del arrived["withdrawn"]
    assert arrived == bots(way)
    done = arrived["done"]
    # Others that chose to leave, or took too long, may have played some of them.
    episodes = Counter(row["step"] for row in way.data.episodes.rows() if row["agent"] == "you")
    for game, rounds in GAMES.items():
        assert episodes[game] >= rounds * done
    assert f"All {episodes.total()} episodes came out equal, bit for bit." in way.said


def test_the_report_counts_the_same(way: Way) -> None:
    report, sessions = way.report, list(way.data.sessions.rows())
    assert (report["experiment"], report["mode"]) == ("full-study", "pilot")
    assert report["sessions"] == len(sessions)
    assert Counter(report["outcomes"]) == Counter(row["outcome"] for row in sessions)
    assert report["environment_steps"] == MOVES * len(
        {(row["session"], row["step"], row["episode"]) for row in way.data.episodes.rows()}
    )
    funnel = {row["step"]: row["entered"] for row in report["funnel"]}
    assert all(funnel.values())
    assert funnel["welcome"] == len(sessions)
    assert funnel["end"] == report["outcomes"]["done"]
    answered = {(row["session"], row["step"]) for row in way.data.answers.rows()}
    for between in ("round-considerate", "round-greedy"):
        assert funnel[between] == sum(step == between for _, step in answered)
    [told] = report["factors"]
    assert all(level["everyone"] > 0 for level in told["levels"])
    assert report["exclusions"]["beforehand"] == len(sessions)
    assert [game["game"] for game in report["games"]] == ["considerate", "greedy"]
    for game in report["games"]:
        [everyone] = [one for one in game["samples"] if one["sample"] == "everyone"]
        [together] = [group for group in everyone["groups"] if group["group"] is None]
        assert together["mean_return"]["n"] >= report["outcomes"]["done"]
    assert report["integrity"]["sound"]


def test_the_example_s_notebook_leaves_out_the_same(way: Way) -> None:
    here = {'DATA, MODE = "data", "live"': 'DATA, MODE = "data", "pilot"'}
    said = run_notebook(FULL / "analysis.ipynb", way.folder, here)
    exclusions = way.report["exclusions"]
    assert f"{exclusions['kept']} of {exclusions['beforehand']} sessions" in said
    assert exclusions["kept"] > 0
    assert all(f"\n{game}: in " in said for game in ("considerate", "greedy"))
