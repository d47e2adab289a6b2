"""uv as a program: where it is, how it is run, and what of its words may be shown."""

import os
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import uv

from gymbrowser.errors import GymbrowserError

_UNBROKEN = "10000"


def find_uv() -> str:
    """The path of the uv that was installed with us."""
    try:
        return uv.find_uv_bin()
    except FileNotFoundError as error:
        raise GymbrowserError(
            "uv is not where its package should have put it",
            why=str(error),
            remedy="Install gymbrowser again.",
        ) from error


def run_uv(
    words: Sequence[str],
    *,
    timeout_s: float,
    folder: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run `uv WORDS` and keep what it prints.

    Args:
        words: Its arguments.
        timeout_s: Seconds.
        folder: Where it runs; an empty one if not given, since the uv.toml or pyproject.toml of
            the user's folder would change its answers.
        environ: Variables beyond our own.

    Raises:
        subprocess.TimeoutExpired: It did not end in time, and was killed.
    """
    place: AbstractContextManager[str | Path]
    place = tempfile.TemporaryDirectory() if folder is None else nullcontext(folder)
    with place as current:
        return subprocess.run(
            [find_uv(), *words],
            cwd=current,
            # Its sentences are quoted: they must not be broken to the width of somebody's terminal.
            env={**os.environ, "COLUMNS": _UNBROKEN, **(environ or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=timeout_s,
            check=False,
        )


def without_credentials(text: str) -> str:
    """What uv printed, without those of a private index whose address it quotes.

    Up to the last `@` of a word: a password that was not quoted may hold `/` and `@` itself.
    """
    return re.sub(r"://[^\s'\"]+@", "://", text)
