"""Episodes run again natively, as the second opinion of `gymbrowser data verify` does it."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.runtime.conftest import ROOT


def rerun_natively(
    game: Mapping[str, Any],
    entry_point: str,
    policies: Mapping[str, Any],
    jobs: list[dict[str, Any]],
    folder: Path,
) -> list[Any]:
    """What `gymbrowser.environment.rerun` answers in a process of its own."""
    specs, results = folder / "specs.json", folder / "results.jsonl"
    spec = {
        "gym_id": None,
        "entry_point": entry_point,
        "kwargs": "{}",
        "render_mode": None,
        "draw": None,
        "agents": {name: agent["layout"] for name, agent in game["agents"].items()},
        "policies": policies,
    }
    specs.write_text(json.dumps({game["id"]: spec}), encoding="utf-8")
    subprocess.run(
        [sys.executable, "-P", "-m", "gymbrowser.environment.rerun", specs, results],
        input="".join(json.dumps(_with_actors(each, game)) + "\n" for each in jobs),
        env={"PYTHONPATH": f"{ROOT / 'tests'}:{ROOT}", "PYTHONHASHSEED": "0"},
        text=True,
        check=True,
    )
    return [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()]


def _with_actors(job: dict[str, Any], game: Mapping[str, Any]) -> dict[str, Any]:
    """As a record says who acted."""
    agents = game["agents"]
    acted = {n: {**each, "actor": agents[n]["actor"]} for n, each in job["agents"].items()}
    return {**job, "agents": acted}
