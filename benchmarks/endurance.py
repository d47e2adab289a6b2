"""`make bench-endurance`: eight hours of pixels at 60 steps a second, in virtual time.

One participant plays 84x84x4 pixels of noise, which is what compresses worst, with the product's
own recorder, journal, sealer, outbox and uploader under Node.js on fake-indexeddb
(`js/src/endurance/`): once with a store that answers, once without a network from the first to the
last minute. What is stored is counted in bytes of the rows; the JavaScript heap is after a
collection, without them.
"""

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import click

from benchmarks.rows import Row, table, write
from benchmarks.sites import ROOT
from gymbrowser.console import err, out

COMMAND = "make bench-endurance"
HOURS = 8
SAMPLES = 16
_HEAP_MB = 4096
_BUDGET_MB = {"heap": 32, "stored_online": 4, "stored_offline": 320}
"""What docs/limits.md states."""
_PLAN = {
    "fps": 60,
    "shape": [84, 84, 4],
    "rule": {"keep": "key_frames", "every": 300, "downsample": 1},
}


@click.command(help=__doc__)
@click.option("--minutes", default=64, show_default=True, help="Of virtual time; 480 is all of it.")
def main(minutes: int) -> None:
    """Measure both, and write build/bench/endurance.json."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["node", ROOT.parent / "js" / "build.mjs", "endurance", folder], check=True)
        rows = [row for online in (True, False) for row in _rows(Path(folder), minutes, online)]
    file = write("endurance", rows, {**_PLAN, "hours": HOURS, "minutes": minutes})
    out.print(table(rows))
    err.print(f"✓ {file}")


def _rows(folder: Path, minutes: int, online: bool) -> list[Row]:
    name = "online" if online else "offline"
    with err.status(f"Playing {minutes} minutes {name}"):
        samples = _play(folder, minutes, online)
    stored = [sample["stored"] / 1e6 for sample in samples]
    if not online:  # it grows by the same amount in each minute
        stored = [stored[-1] * HOURS * 60 / minutes]
    heap = [sample["heap"] / 1e6 for sample in samples]
    last = samples[-1]
    per_step = (last["uploaded"] + last["stored"] - last["journal"]) / last["steps"]
    return [
        _row(f"endurance.heap_{name}", "MB", heap, _BUDGET_MB["heap"]),
        _row(f"endurance.stored_{name}", "MB", stored, _BUDGET_MB[f"stored_{name}"]),
        Row.of(f"endurance.step_{name}", "bytes", [per_step], command=COMMAND),
    ]


def _row(name: str, unit: str, samples: list[float], budget: float) -> Row:
    return Row.of(name, unit, samples, target=f"<= {budget} {unit} in {HOURS} h", command=COMMAND)


def _play(folder: Path, minutes: int, online: bool) -> list[dict[str, Any]]:
    plan = {**_PLAN, "minutes": minutes, "online": online}
    plan["sample_minutes"] = max(1, minutes // SAMPLES)
    done = subprocess.run(
        [
            "node",
            "--expose-gc",
            f"--max-old-space-size={_HEAP_MB}",
            folder / "endurance.mjs",
            json.dumps(plan),
        ],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


if __name__ == "__main__":
    main()
