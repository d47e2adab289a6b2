"""Runs a stranger's program: nothing of it outlives its time, and it cannot fill our memory."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import IO

TAIL_BYTES = 65_536
"""So much of each output is kept, from its end: a traceback is the last thing that is written."""
_DRAIN_S = 1.0
"""How long a pipe may stay open that a descendant has taken out of our reach."""


def run_limited(
    command: Sequence[str],
    *,
    stdin: str,
    folder: Path,
    environ: Mapping[str, str],
    timeout_s: float | None,
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, and end with it every process that it started.

    Args:
        command: The program and its arguments.
        stdin: What it can read.
        folder: Its current folder.
        environ: Its environment variables.
        timeout_s: Seconds until it is killed; None for ever.

    Returns:
        Its exit status and the last `TAIL_BYTES` of each output.

    Raises:
        subprocess.TimeoutExpired: It was killed.
    """
    with tempfile.TemporaryFile() as text:  # not a pipe: it need not be read
        text.write(stdin.encode())
        text.seek(0)
        process = subprocess.Popen(
            command,
            stdin=text,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=environ,
            start_new_session=True,
        )
    assert process.stdout is not None
    assert process.stderr is not None
    out, err = _Tail(process.stdout), _Tail(process.stderr)
    try:
        status = process.wait(timeout_s)
    finally:
        _end(process)
    return subprocess.CompletedProcess(command, status, out.text(), err.text())


class _Tail:
    """Reads a stream to its end and keeps the last bytes."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._kept = b""
        self._thread = Thread(target=self._read, args=(stream,), daemon=True)
        self._thread.start()

    def _read(self, stream: IO[bytes]) -> None:
        with stream:
            while chunk := os.read(stream.fileno(), TAIL_BYTES):
                self._kept = (self._kept + chunk)[-TAIL_BYTES:]

    def text(self) -> str:
        self._thread.join(_DRAIN_S)
        return self._kept.decode(errors="replace")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill it if it still runs, and whatever it has left behind."""
    if sys.platform == "win32":
        process.kill()
    else:
        # A number is not given to a new process while a group still has it, and not again at once.
        # macOS refuses with a PermissionError where only zombies are left.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
