"""What the command line shows: progress, tables and problems, on a terminal and in a pipe alike."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TextColumn,
)
from rich.text import Text

from gymbrowser.errors import GymbrowserError, Problem

# A pipe has no width: lines are as long as they are, for the program that reads them.
# Never markup: strangers, and files, may write anything in square brackets.
out = Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else 200)
err = Console(stderr=True, highlight=False, markup=False)

_LONGEST_LINE = 4000
"""Of a problem: paths and addresses may be long."""


class Stages(Protocol):
    """Opens a stage of a long work; what it gives is called once for each part that is done."""

    def __call__(
        self, title: str, *, total: int | None = None
    ) -> AbstractContextManager[Callable[[], None]]:
        """Open the stage `title`, which has `total` parts."""
        ...


@contextmanager
def quiet(title: str, *, total: int | None = None) -> Iterator[Callable[[], None]]:
    """Stages that show nothing: for library use and tests."""
    yield lambda: None


@contextmanager
def show_stage(title: str, *, total: int | None = None) -> Iterator[Callable[[], None]]:
    """One line per stage: a spinner or bar while it runs on a terminal, a check mark at its end."""
    if err.is_terminal:
        with _progress(total) as progress:
            task = progress.add_task(title, total=total)
            yield lambda: progress.advance(task)
    else:
        yield lambda: None
    err.print(Text.assemble(("✓ ", "green"), title))


@contextmanager
def show_progress(title: str) -> Iterator[Callable[[int, int], None]]:
    """The same for a work that says by and by how much is done, and of how much."""
    if err.is_terminal:
        with _progress(total=0) as progress:
            task = progress.add_task(title, total=None)
            yield lambda done, of: progress.update(task, completed=done, total=of)
    else:
        yield lambda done, of: None
    err.print(Text.assemble(("✓ ", "green"), title))


def _progress(total: int | None) -> Progress:
    columns: list[ProgressColumn] = [SpinnerColumn(), TextColumn("{task.description}")]
    if total is not None:
        columns += [BarColumn(), MofNCompleteColumn()]
    return Progress(*columns, console=err, transient=True)


def show_error(error: GymbrowserError) -> None:
    """Every problem, with its place, its reason and its remedy."""
    for problem in error.problems:
        err.print(_text(problem), soft_wrap=True)


def show_warning(sentence: str) -> None:
    """What did not stop the work, but should be known."""
    err.print(Text.assemble(("! ", "yellow"), sentence), soft_wrap=True)


def _text(problem: Problem) -> Text:
    text = Text()
    text.append("✗ ", "red")
    if problem.where is not None:
        text.append(f"{_plain(str(problem.where))}: ", "bold")
    text.append(_plain(problem.what))
    for sentence in (problem.why, problem.remedy):
        if sentence:
            text.append(f"\n  {_plain(sentence)}")
    for line in (problem.quote or "").splitlines():
        text.append(f"\n  │ {printable(line)}", "dim")
    return text


def _plain(text: str) -> str:
    """Whatever a stranger may have put into it."""
    return "\n".join(printable(line, _LONGEST_LINE) for line in text.split("\n"))


def count_of(number: int, thing: str) -> str:
    """`1 session`, `2 sessions`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def megabytes(size: int) -> str:
    """`12.3 MB`."""
    return f"{size / 1e6:.1f} MB"


def printable(text: str, limit: int = 500) -> str:
    """A stranger's text without what would steer the terminal, and not more than fits on it.

    Control characters (ANSI sequences begin with one), overrides of the writing direction, and
    halves of surrogate pairs come out as escapes.
    """
    shown = text if len(text) <= limit else f"{text[:limit]}…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in shown)
