"""From an experiment's packages and games to the archives that its site starts from."""

from collections.abc import Callable, Sequence

from gymbrowser.boot.archives import Boot, pack
from gymbrowser.boot.compiler import FOLDER
from gymbrowser.boot.parts import Part
from gymbrowser.boot.snapshot import make_snapshot
from gymbrowser.boot.trace import Study, trace
from gymbrowser.console import Stages
from gymbrowser.resolve import Lock, pyodide_lock
from gymbrowser.resolve.cache import Cache


def prepare(
    study: Study,
    lock: Lock,
    compiling: Callable[[], Sequence[Part]],
    cache: Cache,
    stages: Stages,
    *,
    with_snapshot: bool = True,
) -> Boot:
    """Find out what is used, take a snapshot, pack.

    Args:
        study: With at least one game.
        lock: The site's wheels.
        compiling: Gives its parts, as `make_parts` does; it may have begun to make them.
        cache: Keeps what was made, so that only what has changed is made again.
        stages: Shows what is under way.
        with_snapshot: Whether one is to be taken.

    Raises:
        GymbrowserError: Pyodide does not run on this machine.
    """
    with stages("Compiling Python"):
        parts = compiling()
    with stages("Playing it in the browser's Python"):
        addresses = {wheel.file_name: wheel.file_name for wheel in lock.wheels}
        pyodide = pyodide_lock(lock, addresses)
        traced = trace(study, parts, pyodide, cache)
    snapshot = None
    if with_snapshot:
        with stages("Taking a snapshot of Python's memory"):
            snapshot = make_snapshot(study, parts, traced, pyodide, cache)
    return pack(parts, traced.opened, FOLDER, traced.problem, snapshot)
