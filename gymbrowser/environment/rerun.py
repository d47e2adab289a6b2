"""Runs in a process of its own: takes recorded actions again, natively.

`python -P -m gymbrowser.environment.rerun SPECS < JOBS > RESULTS`: the second opinion to
`rerun.mjs`, which does the same in the site's own Pyodide; both speak the lines of `parity.py`.
SPECS is a JSON file: game step to the spec of `gymbrowser.bridge.game.Game`, and under
`sources` the folders that stand on `sys.path`.
"""

import base64
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from gymbrowser.bridge.game import REWARD_BYTES, TERMINATED, TRUNCATED, Game


def rerun(game: Game, job: dict[str, Any]) -> dict[str, str]:
    """Reset with the recorded seed, take the recorded actions, and pack what comes."""
    game.reset(job["seed"])
    first = game.buffer[REWARD_BYTES:].tobytes()
    rows, flags = [], []
    for action in job["actions"]:
        flags.append(game.step(action))
        rows.append(game.buffer.tobytes())
    flag_bits = np.array(flags, dtype=np.uint8)
    return {
        "observation0": _base64(first),
        "observations": _base64(b"".join(row[REWARD_BYTES:] for row in rows)),
        "rewards": _base64(b"".join(row[:REWARD_BYTES] for row in rows)),
        "terminated": _base64(((flag_bits & TERMINATED) != 0).astype(np.uint8).tobytes()),
        "truncated": _base64(((flag_bits & TRUNCATED) != 0).astype(np.uint8).tobytes()),
    }


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def main() -> None:
    """One result line for each job line."""
    specs = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.path[:0] = specs["sources"]
    answers, sys.stdout = sys.stdout, sys.stderr  # the environment may print
    games: dict[str, Game] = {}
    for line in sys.stdin:
        job = json.loads(line)
        step = job["step"]
        if step not in games:
            games[step] = Game(json.dumps(specs["games"][step]))
        answers.write(json.dumps(rerun(games[step], job)) + "\n")


if __name__ == "__main__":
    main()
