"""The process of the bots: Node.js with the site's own Python, policies and page scripts."""

import json
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field

from gymbrowser import resources
from gymbrowser.errors import GymbrowserError, UserError
from gymbrowser.node import node_executable
from gymbrowser.simulate.browsers import BrowserChoice
from gymbrowser.simulate.coverage import Coverage, Item
from gymbrowser.simulate.logins import Lists

_QUOTE = 4_000
"""So many characters of a process's last words."""


@dataclass(frozen=True)
class Task:
    """What the bots are to do: js/src/bots/main.ts reads it."""

    site: str
    """The folder."""
    version: str
    """The name of a folder below its `v/`."""
    origin: str
    """Where the site's root is served, with a slash at its end."""
    address: str
    """Where people open it."""
    sessions: int
    seed: str
    """128 bits in hexadecimal."""
    params: Mapping[str, str]
    logins: Mapping[str, Lists] = field(default_factory=dict)
    """By the id of a `login` step."""
    browser: BrowserChoice | None = None
    """Which browser they take the study in; None: none."""
    exact: bool = False
    """Whether nobody is sent to what chance has not reached."""


def send_bots(task: Task, advance: Callable[[], None]) -> Coverage:
    """Have bots take the study, one after the other.

    Args:
        task: What they are to do.
        advance: Called after each session.

    Raises:
        UserError: The study has something that bots can't do.
        GymbrowserError: The process failed.
    """
    coverage = Coverage()
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
        with _started(errors.fileno()) as process:
            try:
                _converse(process, task, coverage, advance)
            except BaseException:
                process.kill()  # the end of this block waits for it
                raise
        errors.seek(0)
        if process.returncode != 0 or not coverage.items:
            raise GymbrowserError("the bots stopped", quote=errors.read()[-_QUOTE:])
    return coverage


def _converse(
    process: subprocess.Popen[str], task: Task, coverage: Coverage, advance: Callable[[], None]
) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(asdict(task)))
    process.stdin.close()
    for line in process.stdout:
        _hear(json.loads(line), coverage, advance)


def _started(errors: int) -> subprocess.Popen[str]:
    command = [str(node_executable()), str(resources.bundles() / "bots.mjs")]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=errors, text=True, encoding="utf-8"
    )


def _hear(message: Mapping[str, object], coverage: Coverage, advance: Callable[[], None]) -> None:
    match message:
        case {"taken": _}:
            coverage.took(message)
            advance()
        case {"items": list(items)}:
            coverage.items = [Item(**item) for item in items]
        case {"refusal": str(sentence)}:
            raise UserError(
                sentence,
                why="A simulation without it would tell nothing of the steps behind it.",
                remedy="Take the study yourself: `gymbrowser dev` shows it.",
            )
