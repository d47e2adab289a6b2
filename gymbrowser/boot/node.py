"""Runs one of our scripts for Node.js with a job, and gives what it prints."""

import json
import subprocess
from pathlib import Path
from typing import Any

from gymbrowser import resources
from gymbrowser.errors import GymbrowserError
from gymbrowser.node import node_executable

_QUOTE = 4_000
"""So many characters of a process's last words."""
_MINIFIED = 500
"""No line is so long that somebody wrote."""


class ScriptTimeoutError(GymbrowserError):
    """A script did not end in time."""


def run_script(name: str, job: dict[str, Any], *, timeout_s: float) -> str:
    """Hand a job to `js/dist/<name>.mjs`.

    Args:
        name: `compile`, `compress`, `snapshot` or `trace`.
        job: What its `Job` in js/src/node says.
        timeout_s: Seconds until it is ended.

    Raises:
        ScriptTimeoutError: It was ended.
        GymbrowserError: It failed.
    """
    try:
        done = subprocess.run(
            [str(node_executable()), str(resources.bundles() / f"{name}.mjs")],
            input=json.dumps(job),
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ScriptTimeoutError(
            f"the script {name}.mjs did not end within {timeout_s:g} s on this machine's Node.js",
            remedy="Run it again when the machine has less to do: what was made before is kept.",
        ) from error
    if done.returncode != 0:
        raise GymbrowserError(
            f"the script {name}.mjs failed on this machine's Node.js",
            quote=_last_words(done.stderr),
        )
    return done.stdout


def _last_words(stderr: str) -> str:
    """Without the line that Node quotes of a minified script."""
    lines = [line for line in stderr.splitlines() if len(line) < _MINIFIED]
    return "\n".join(lines)[-_QUOTE:]


def on_disk(content: Path | bytes, otherwise: Path) -> Path:
    """A file with this content, written to `otherwise` if there is none: a script reads files."""
    if isinstance(content, Path):
        return content
    otherwise.write_bytes(content)
    return otherwise
