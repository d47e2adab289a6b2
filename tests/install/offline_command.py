"""Runs a command of gymbrowser with the network refused, and with caches that hold nothing.

    python -m tests.install.offline_command FOLDER WORD…

It is a program of its own, since what it takes away can't be given back to the tests.
"""

import os
import sys
from pathlib import Path

from tests.install.no_network import refuse_network


def main(folder: Path, words: list[str]) -> None:
    refusal = refuse_network()
    print(f"Network: {refusal.how}", flush=True)
    os.environ.update(refusal.environment)
    for name in ("GYMBROWSER_CACHE", "UV_CACHE_DIR"):
        os.environ[name] = str(folder / name.lower())
    os.environ.pop("GYMBROWSER_WHEELHOUSE", None)
    # Imported here: what reads the environment at import reads that of an empty machine.
    from gymbrowser.cli import main as gymbrowser

    gymbrowser(words)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
