"""Runs in a process of its own: takes recorded actions again, natively.

Started by `NativePython.run` as `gymbrowser.environment.rerun SPECS RESULTS < JOBS`: the second
opinion to `rerun.mjs`, which does the same in the site's own Pyodide; both speak the lines of
`gymbrowser/rerun_jobs.py`. SPECS is a JSON file: game step to the spec of
`gymbrowser.bridge.game.make_game`, but with all policies in Python by their names.
"""

import base64
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from gymbrowser.bridge.actions import Action
from gymbrowser.bridge.game import Game, make_game
from gymbrowser.bridge.layout import Layout
from gymbrowser.bridge.memory import ACTS, HAS_INFO, PRESENT, TERMINATED, TRUNCATED
from gymbrowser.environment.recording import Selector


def rerun(game: Game, layouts: dict[str, Layout], job: dict[str, Any]) -> dict[str, Any]:
    """Reset with the recorded seeds, take the recorded actions, and pack what comes.

    Args:
        game: The environment and its Python policies.
        layouts: Agent to the layout of its observations.
        job: A line of the input.
    """
    infos: list[str | None] = [game.reset(job["seed"])]
    tracks = [
        Track(game, index, layouts[agent], job["agents"][agent])
        for index, agent in enumerate(game.agents)
    ]
    for actions in zip(*(track.actions for track in tracks), strict=True):
        for track in tracks:
            track.choose()
        infos.append(game.info() if game.step(*actions) & HAS_INFO else None)
        for track in tracks:
            track.keep()
    return {"agents": {track.agent: track.result() for track in tracks}, "infos": infos}


class Track:
    """What one agent sees and its Python policy would do, step by step."""

    def __init__(self, game: Game, index: int, layout: Layout, job: dict[str, Any]) -> None:
        self.agent = game.agents[index]
        self.actions = [_given(action) for action in job["actions"]]
        self._index = index
        self._memory = game.memory
        self._packer = game.memory.packers[index]
        self._selector = Selector(job["recorded"], layout)
        self._rows: list[bytes | None] = []
        self._digests: list[bytes] = []
        self._flags = [game.memory.flags[index]]
        self._rewards: list[float] = []
        self._asked: list[bool] | None = job.get("asked")
        self._chosen: list[int | str | None] = []
        self._player = game.players.get(self.agent)
        if self._player is not None:
            self._player.begin(job["policy_seed"])
        self._see()

    def choose(self) -> None:
        """Ask the policy, before the recorded action is taken."""
        if self._player is not None:
            acts = self._flags[-1] & ACTS and self._was_asked(len(self._chosen))
            self._chosen.append(_told(self._player.act()) if acts else None)

    def keep(self) -> None:
        """Note what the step left behind."""
        self._see()
        self._rewards.append(float(self._memory.rewards[self._index]))
        self._flags.append(self._memory.flags[self._index])

    def result(self) -> dict[str, Any]:
        """One agent of a line of the output."""
        after = self._flags[1:]
        return {
            "observed": _base64(bytes(row is not None for row in self._rows)),
            "observations": _base64(b"".join(row for row in self._rows if row is not None)),
            "digests": _base64(b"".join(self._digests)),
            "rewards": _base64(np.array(self._rewards, "<f8").tobytes()),
            "present": _bits(self._flags, PRESENT),
            "terminated": _bits(after, TERMINATED),
            "truncated": _bits(after, TRUNCATED),
            "actions": None if self._player is None else self._chosen,
        }

    def _was_asked(self, step: int) -> bool:
        return self._asked is None or self._asked[step]

    def _see(self) -> None:
        self._rows.append(self._selector.take(self._packer.whole()))
        self._digests.append(self._selector.digest)


def _given(action: int | str) -> Action:
    """A packed action comes in base64."""
    return action if isinstance(action, int) else base64.b64decode(action).decode("latin-1")


def _told(action: Action) -> int | str:
    return action if isinstance(action, int) else _base64(action.encode("latin-1"))


def _bits(flags: list[int], bit: int) -> str:
    return _base64(bytes(bool(each & bit) for each in flags))


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def main() -> None:
    """One result line for each job line."""
    specs = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    games: dict[str, Game] = {}  # by their specs
    with Path(sys.argv[2]).open("w", encoding="utf-8") as results:  # not stdout: it may print
        for line in sys.stdin:
            job = json.loads(line)
            spec = _cast(specs[job["step"]], job)
            written = json.dumps(spec)
            if written not in games:
                games[written] = make_game(written)
            layouts = {a: agent["observation"] for a, agent in spec["agents"].items()}
            results.write(json.dumps(rerun(games[written], layouts, job)) + "\n")


def _cast(spec: dict[str, Any], job: dict[str, Any]) -> dict[str, Any]:
    """The spec with the policies of those agents that one in Python has acted for."""
    known = spec["policies"]
    actors = {agent: said["actor"] for agent, said in job["agents"].items()}
    acting = {agent: known[actor] for agent, actor in actors.items() if actor in known}
    return {**spec, "policies": acting}


if __name__ == "__main__":
    main()
