"""One target, guided by coverage: libFuzzer with the changes of `mutator.py`.

python -m tests.fuzz.guided TARGET FOLDER [OPTIONS OF LIBFUZZER]

FOLDER is filled with the seeds and with what reached something new. Does not return: libFuzzer ends
the process, with 77 after an exception, 70 after a hang, 71 where memory went beyond its limit.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import atheris

from tests.fuzz.mutator import Mutator
from tests.fuzz.target import slowest_of

_LIBFUZZER = 0.2
"""How many changes are libFuzzer's own, which know what the code compared its input with."""


def main(name: str, folder: Path, options: list[str]) -> None:
    """Fuzz the target of this name."""
    with atheris.instrument_imports(include=["gymbrowser", "starlette", "python_multipart"]):
        from tests.fuzz.targets import TARGETS
    target = TARGETS[name]
    for number, data in enumerate((*target.seeds(), *target.corpus)):
        (folder / f"seed-{number}").write_bytes(data)
    read = _timed(target.read, slowest_of(folder))
    atheris.Setup([name, str(folder), *options], read, custom_mutator=_change)
    atheris.Fuzz()


def _change(data: bytes, max_size: int, seed: int) -> bytes:
    random = Random(seed)
    if random.random() < _LIBFUZZER:
        changed: bytes = atheris.Mutate(data, max_size)
        return changed
    return Mutator(random).change(data)[:max_size]


def _timed(read: Callable[[bytes], None], report: Path) -> Callable[[bytes], None]:
    slowest = 0.0

    def timed(data: bytes) -> None:
        nonlocal slowest
        begun = time.perf_counter()
        read(data)
        took = time.perf_counter() - begun
        if took > slowest:
            slowest = took
            report.write_text(f"{took:.3f}")

    return timed


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
