"""Locks of made-up wheels, and processes that must end."""

import fcntl
import hashlib
import json
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gymbrowser.environment.native import NativePython
from gymbrowser.resolve.base import base_runtime, bridge_wheel
from gymbrowser.resolve.lock import Lock, LockedWheel, Origin
from gymbrowser.resolve.wheels import top_level_modules
from tests.package_index import OURS, wheel_bytes

PURE = "py3-none-any"

# Takes a file's lock, which its child keeps for as long as it lives.
FORK = """
import fcntl, os, sys, time
lock = open(sys.argv[1], "w")
fcntl.flock(lock, fcntl.LOCK_EX)
if os.fork() == 0:
    time.sleep(999)
print("forked", flush=True)
"""


def locked(
    name: str, version: str, files: dict[str, bytes], origin: Origin = "index", tag: str = OURS
) -> LockedWheel:
    content = wheel_bytes(name, version, files, tag=tag)
    return LockedWheel(
        name=name,
        version=version,
        file_name=f"{name.replace('-', '_')}-{version}-{tag}.whl",
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        imports=top_level_modules(content),
        origin=origin,
    )


def lock_of(*more: LockedWheel) -> Lock:
    base = base_runtime()
    wheels = (*base.wheels, bridge_wheel(), *more)
    return Lock(wheels, base.pyodide, base.python, base.abi)


def compiled(name: str, version: str) -> LockedWheel:
    return locked(name, version, {f"{name}/__init__.py": b"", f"{name}/_speedups.so": b"wasm"})


def no_uv(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    raise AssertionError(f"uv was started: {command}")


def answer(python: NativePython, *args: str) -> Any:
    """What the module `act` prints."""
    done = python.run("act", *args)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def is_free(lock: Path) -> bool:
    """Whether no process holds the lock; waits a moment for the dead to let go."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with lock.open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(0.01)
            else:
                return True
    return False
