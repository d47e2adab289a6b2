"""Which of Python's files a study uses, found out by playing it in Pyodide under Node."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from gymbrowser import resources
from gymbrowser.boot.node import ScriptTimeoutError, run_script
from gymbrowser.boot.parts import Part, python_job
from gymbrowser.contract.manifest import Environment, Hook, Policy
from gymbrowser.contract.steps import GameStep
from gymbrowser.resolve.cache import Cache

_TIMEOUT_S = 300.0
"""An episode that takes longer in WebAssembly is traced as far as it came: not at all."""


@dataclass(frozen=True)
class Study:
    """What of a manifest decides which files are opened."""

    environment: Environment
    policies: dict[str, Policy]
    games: tuple[GameStep, ...]
    hooks: dict[str, Hook] = field(default_factory=dict)

    @cached_property
    def job(self) -> dict[str, Any]:
        """As the script takes it.

        Without texts, and without what a model is: either may change, and the trace stays.
        """
        return {
            "environment": self.environment.model_dump(),
            "policies": {name: _job(policy) for name, policy in self.policies.items()},
            "hooks": {name: hook.model_dump() for name, hook in self.hooks.items()},
            "steps": [game.model_dump() | {"html": ""} for game in self.games],
        }


def _job(policy: Policy) -> dict[str, Any]:
    """Of models Python knows nothing."""
    return policy.model_dump() | ({"sha256": ""} if policy.kind == "onnx" else {})


@dataclass(frozen=True)
class Trace:
    """What was opened."""

    opened: frozenset[str]
    """Paths below Python's folder."""
    problem: str | None
    """What Python raised meanwhile: the trace ends there."""
    episodes: tuple[str, ...]
    """A digest of each episode, in the order of the games."""
    probe: str
    """The digest of the beginning of the first game, played again after all of them."""


def trace(study: Study, parts: Sequence[Part], lock: bytes, cache: Cache) -> Trace:
    """Play every game step for an episode; done once for the same study and packages.

    Args:
        study: With at least one game.
        parts: All of the site's Python.
        lock: `pyodide-lock.json`.
        cache: Keeps what was found out.

    Raises:
        GymbrowserError: Pyodide does not run on this machine.
    """
    job = {**python_job(parts, lock), "study": study.job}

    # One that takes too long is not kept: a machine that is busy now will have time.
    try:
        said = cache.text("traced", study_key("trace", study, parts), lambda: _run(job))
    except ScriptTimeoutError:
        return Trace(frozenset(), f"It did not end within {_TIMEOUT_S:g} s.", (), "")
    found = json.loads(said)
    return Trace(
        frozenset(found["opened"]), found["problem"], tuple(found["episodes"]), found["probe"]
    )


def _run(job: dict[str, Any]) -> str:
    return run_script("trace", job, timeout_s=_TIMEOUT_S)


def study_key(script_name: str, study: Study, parts: Iterable[Part], **further: object) -> str:
    """Names what a script makes of a study.

    Args:
        script_name: As `run_script` takes it.
        study: With at least one game.
        parts: All of the site's Python.
        further: What else it depends on, as JSON has it.
    """
    script = resources.bundles() / f"{script_name}.mjs"
    given = {
        "script": hashlib.sha256(script.read_bytes()).hexdigest(),
        "study": study.job,
        "parts": [part.key for part in parts],
        **further,
    }
    return hashlib.sha256(json.dumps(given, sort_keys=True).encode()).hexdigest()
