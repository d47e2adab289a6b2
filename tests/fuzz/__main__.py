"""Fuzzes all targets, prints a line for each, and writes build/bench/fuzz.json.

python -m tests.fuzz [--inputs 1000000] [--target NAME]…
"""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from gymbrowser.console import err, out
from tests.fuzz.target import slowest_of
from tests.fuzz.targets import TARGETS

ROOT = Path(__file__).parents[2]
REPORT = ROOT / "build" / "bench" / "fuzz.json"
FOUND = ROOT / "build" / "fuzz"
"""Inputs that broke something. They belong into `tests/fuzz/corpus`, with the mend."""

HANG_S = 10
MEMORY_MB = 1024
"""Of a whole process. An input that needs more counts as a crash."""
LONGEST = 50_000
"""Bytes of an input."""

_HUNG = 70
"""What libFuzzer ends with after a hang; any other failure has another number."""


@dataclass(frozen=True)
class Result:
    """What one target did."""

    target: str
    inputs: int
    crashes: int
    hangs: int
    slowest_s: float
    peak_mb: int
    said: str
    """The end of what libFuzzer wrote, where something was found."""


def main() -> int:
    """1 if anything was found."""
    parser = argparse.ArgumentParser(prog="make fuzz")
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--target", action="append", choices=list(TARGETS))
    asked = parser.parse_args()
    names = asked.target or list(TARGETS)
    FOUND.mkdir(parents=True, exist_ok=True)
    results = list(
        _print(_fuzz(name, -(-asked.inputs // len(names)), asked.seed) for name in names)
    )
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps([asdict(result) for result in results], indent=2))
    return int(any(result.said for result in results))


def _fuzz(name: str, inputs: int, seed: int) -> Result:
    with TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus")
        corpus.mkdir()
        options = (
            *(f"-runs={inputs}", f"-seed={seed}", f"-max_len={LONGEST}", f"-timeout={HANG_S}"),
            *(f"-rss_limit_mb={MEMORY_MB}", f"-artifact_prefix={FOUND}/{name}-"),
            *("-print_final_stats=1", "-close_fd_mask=1", "-reload=0"),
        )
        command = [sys.executable, "-m", "tests.fuzz.guided", name, str(corpus), *options]
        done = subprocess.run(
            command, stderr=subprocess.PIPE, text=True, errors="replace", cwd=ROOT
        )
        slowest = slowest_of(corpus)
        return Result(
            target=name,
            inputs=_statistic(done.stderr, "number_of_executed_units"),
            crashes=int(done.returncode not in {0, _HUNG}),
            hangs=int(done.returncode == _HUNG),
            slowest_s=float(slowest.read_text()) if slowest.exists() else 0.0,
            peak_mb=_statistic(done.stderr, "peak_rss_mb"),
            said=done.stderr[-4000:] if done.returncode else "",
        )


def _statistic(said: str, name: str) -> int:
    found = re.search(rf"^stat::{name}: +(\d+)$", said, re.MULTILINE)
    return int(found[1]) if found else 0


def _print(results: Iterator[Result]) -> Iterator[Result]:
    """Print each as soon as it is there, and the sums at the end."""
    out.print(f"{'target':10} {'inputs':>9} {'crashes':>8} {'hangs':>6} {'slowest':>9} {'peak':>8}")
    seen: list[Result] = []
    for result in results:
        out.print(_line(result))
        if result.said:
            err.print(result.said, markup=False, soft_wrap=True)
        seen.append(result)
        yield result
    out.print(_line(_sum(seen)))


def _sum(results: Sequence[Result]) -> Result:
    return Result(
        target="all",
        inputs=sum(result.inputs for result in results),
        crashes=sum(result.crashes for result in results),
        hangs=sum(result.hangs for result in results),
        slowest_s=max(result.slowest_s for result in results),
        peak_mb=max(result.peak_mb for result in results),
        said="",
    )


def _line(result: Result) -> str:
    return (
        f"{result.target:10} {result.inputs:>9} {result.crashes:>8} {result.hangs:>6} "
        f"{result.slowest_s:>7.3f} s {result.peak_mb:>5} MB"
    )


if __name__ == "__main__":
    sys.exit(main())
