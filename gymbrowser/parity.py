"""Does an episode come out the same when it is run again from its seed and actions?

The judge is the site's own locked Pyodide under Node, whose arithmetic is that of the participant's
browser: there every number must be equal, bit for bit. Native CPython is a second opinion: its libm
differs, so it reports the first difference and how far the numbers drift apart.

The rerun records as the session did: so an observation of which only the SHA-256 was recorded is
compared by that, and one that was not recorded is not compared.
"""

import json
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gymbrowser.contract.manifest import Manifest, PythonPolicy
from gymbrowser.contract.steps import GameStep
from gymbrowser.differences import Difference, drift, first_difference, other_info, pairs
from gymbrowser.environment.native import NativePython, TimeLimitError
from gymbrowser.errors import GymbrowserError
from gymbrowser.rerun_jobs import (
    Action,
    Numbered,
    Recorded,
    RecordedAgent,
    actions_of,
    job_line,
    numbered_agents,
)
from gymbrowser.store.site import read_site

_START_S = 30.0
_STEP_S = 0.1
"""A native step that takes longer is not playable in the browser either."""
_QUOTE = 4_000
"""So many characters of a process's last words."""


@dataclass(frozen=True)
class Comparison:
    """A recorded episode beside its rerun."""

    recorded: Recorded
    steps: int
    first_difference: Difference | None
    """None: equal bit for bit."""
    drift: float
    """Largest absolute difference of any recorded observation or reward."""
    other_actions: int | None
    """How often a policy chose another action; None where no policy was asked again."""


def comparison_of(recorded: Recorded, result: dict[str, Any], numbered: Numbered) -> Comparison:
    """Hold a line of a rerun against the record.

    Raises:
        GymbrowserError: The environment or a policy failed in the rerun.
    """
    if "error" in result:
        raise GymbrowserError(
            f"episode {recorded.episode} of `{recorded.step}` could not be run again",
            quote=result["error"][-_QUOTE:],
        )
    results = result["agents"]
    compared = [
        (agent, pair)
        for agent, one in recorded.agents.items()
        for pair in pairs(one.trajectory, one.observation, results[agent])
    ]
    differences = [found for found in (first_difference(*each) for each in compared) if found]
    if recorded.infos is not None:
        differences += other_info(recorded.infos, result["infos"])
    return Comparison(
        recorded=recorded,
        steps=recorded.steps,
        first_difference=min(differences, key=lambda found: found.index, default=None),
        drift=max(drift(pair) for _, pair in compared),
        other_actions=_other_actions(recorded, results, numbered),
    )


def _other_actions(recorded: Recorded, results: dict[str, Any], numbered: Numbered) -> int | None:
    counts = [
        _others(agent, results[name].get("actions"), is_number=(recorded.step, name) in numbered)
        for name, agent in recorded.agents.items()
    ]
    asked = [count for count in counts if count is not None]
    return sum(asked) if asked else None


def _others(
    agent: RecordedAgent, chosen: list[Action | None] | None, *, is_number: bool
) -> int | None:
    by_policy = agent.trajectory.sources == "policy"
    if not chosen or not by_policy.any():
        return None
    intended = actions_of(
        agent.trajectory.intended, agent.action, len(by_policy), is_number=is_number
    )
    choices = zip(intended, chosen, by_policy.tolist(), strict=True)
    return sum(1 for ours, theirs, asked in choices if asked and ours != theirs)


def compare_natively(
    site: Path, python: NativePython, episodes: Sequence[Recorded], version: str | None = None
) -> list[Comparison]:
    """Run episodes again in this machine's own Python, without their ONNX policies.

    Args:
        site: The folder that `build` wrote.
        python: Has the site's modules.
        episodes: In any order.
        version: Of a folder below `v/`; None: the version that the page names.

    Raises:
        GymbrowserError: The rerun failed.
    """
    manifest = read_site(site, version).manifest
    numbered = numbered_agents(manifest)
    policies = {
        name: policy.model_dump(include={"entry_point", "kwargs"})
        for name, policy in manifest.policies.items()
        if isinstance(policy, PythonPolicy)
    }
    with tempfile.TemporaryDirectory() as folder:
        specs, results = Path(folder, "specs.json"), Path(folder, "results.jsonl")
        specs.write_text(json.dumps(_native_specs(manifest, policies)), encoding="utf-8")
        limit_s = _START_S + _STEP_S * sum(each.steps for each in episodes)
        try:
            done = python.run(
                "gymbrowser.environment.rerun",
                str(specs),
                str(results),
                stdin="".join(job_line(episode, numbered) for episode in episodes),
                timeout_s=limit_s,
            )
        except TimeLimitError as error:
            what = f"the rerun did not end within {limit_s:.0f} s"
            raise GymbrowserError(what, quote=error.stack[:_QUOTE] or None) from error
        text = results.read_text(encoding="utf-8") if results.exists() else ""
        compared = zip(episodes, _results(text, done, episodes), strict=True)
        return [comparison_of(*pair, numbered) for pair in compared]


def _native_specs(manifest: Manifest, policies: Mapping[str, Any]) -> dict[str, Any]:
    environment = manifest.environment.model_dump(include={"gym_id", "entry_point", "kwargs"})
    games = [step for step in manifest.steps if isinstance(step, GameStep)]
    return {
        game.id: {
            **environment,
            "render_mode": None,  # nothing is drawn
            "draw": None,
            "agents": {n: a.layout.model_dump() for n, a in game.agents.items()},
            # A hook may have taught them something.
            "policies": policies if game.hook is None else {},
        }
        for game in games
    }


def _results(
    text: str, done: subprocess.CompletedProcess[str], episodes: Sequence[Recorded]
) -> list[dict[str, Any]]:
    results = [json.loads(line) for line in text.split("\n")[:-1]]  # the last may be cut off
    if done.returncode != 0 or len(results) != len(episodes):
        raise GymbrowserError(
            f"the rerun stopped after {len(results)} of {len(episodes)} episodes",
            quote=done.stderr[-_QUOTE:],
        )
    return results
