"""A site's own Pyodide under Node that stays: one episode after the other is run again in it."""

import json
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, Self

from gymbrowser import resources
from gymbrowser.errors import GymbrowserError
from gymbrowser.node import node_executable

_QUOTE = 4_000
"""So many characters of a process's last words."""


class RerunnerDiedError(GymbrowserError):
    """The process ended in the middle of an episode: it may have run out of memory."""


class NoStartError(GymbrowserError):
    """The site's Python can't be started: no episode can be run again."""


class Rerunner:
    """Speaks the lines of `rerun_jobs.job_line` with a process of its own; close it at the end.

    Args:
        site: The folder that `build` wrote.
        version: The name of a folder below its `v/`.
    """

    def __init__(self, site: Path, version: str) -> None:
        self._command = _command(site, version)
        self._process: subprocess.Popen[str] | None = None
        self._errors: IO[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def rerun(self, job: str) -> dict[str, Any]:
        """Run one episode again, in a process that is started if there is none.

        Args:
            job: A line of JSON.

        Returns:
            A line of the output: `Rerun` or `Failed` of js/src/node/rerun.ts.

        Raises:
            RerunnerDiedError: The process ended; the next call starts another one.
        """
        process = self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(job)
            process.stdin.flush()
        except BrokenPipeError:
            pass  # what it said before it ended is read below
        line = process.stdout.readline()
        if not line.endswith("\n"):
            raise RerunnerDiedError("the rerun stopped", quote=self._last_words())
        result: dict[str, Any] = json.loads(line)
        return result

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()  # it has nothing to put in order
            process.communicate()
        if self._errors is not None:
            self._errors.close()
            self._errors = None

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None:
            # A file, since nobody reads a pipe while the process prints.
            self._errors = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                text=True,
                encoding="utf-8",
            )
        return self._process

    def _last_words(self) -> str:
        assert self._process is not None
        assert self._errors is not None
        self._process.kill()
        self._process.wait()
        self._errors.seek(0)
        words = self._errors.read()[-_QUOTE:]
        self.close()
        return words


def require_start(site: Path, version: str) -> None:
    """Start the site's Python once, to tell its own faults from those of an episode.

    Raises:
        NoStartError: It can't be started.
    """
    done = subprocess.run(
        _command(site, version), input="", capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode != 0:
        raise NoStartError(
            f"the Python of the site {site} cannot be started",
            why="Episodes are run again in the very files of the site.",
            remedy="Copy the site again from where it is whole, or build it again.",
            quote=done.stderr[-_QUOTE:],
        )


def _command(site: Path, version: str) -> Sequence[str]:
    script = resources.bundles() / "rerun.mjs"
    return [str(node_executable()), str(script), str(site), "plain", version]
