"""Python before its memory is copied for others, and after it was copied here.

Whatever was drawn from the system's entropy before the copy is the same for everybody afterwards.
`tests/runtime/test_snapshot.py` proves that nobody goes on with it.
"""

import contextlib
import gc
import hashlib
import importlib
import random
import sys

import numpy as np


def import_base() -> None:
    """Import what every game has: of the modules that draw entropy by themselves, all."""
    importlib.import_module("gymbrowser.bridge.game")
    importlib.import_module("gymbrowser.bridge.ui")
    importlib.import_module("numpy.random")


def drawn() -> str:
    """How far the generators have been drawn from that all of Python shares.

    Returns:
        A digest (SHA-256) in hexadecimal: another one once somebody has drawn, or has seeded them.
    """
    numpy = np.random.get_state(legacy=False)
    keys = numpy.pop("state")
    state = random.getstate(), numpy, keys["key"].tobytes(), keys["pos"]
    return hashlib.sha256(repr(state).encode()).hexdigest()


def import_ahead(names: list[str]) -> None:
    """Import what the games import late.

    Args:
        names: Modules that were opened while the games were played. One that does not import is
            left to them: they met the same failure, and know what to do.
    """
    for name in names:
        with contextlib.suppress(Exception):
            importlib.import_module(name)


def rest() -> None:
    """Leave as little behind as possible: called last before the memory is copied."""
    sys.path_importer_cache.clear()  # it tells of folders as they were on another machine
    gc.collect()


def wake() -> None:
    """Take leave of whom the memory was copied from: called first where it was copied to."""
    random.seed()
    np.random.seed()
    sys.path[:] = dict.fromkeys(sys.path)  # Pyodide has put "" in front of it once more
