"""What the commands are made of: their arguments and options, and how they end."""

import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import click

from gymbrowser.console import show_error, show_warning
from gymbrowser.errors import GymbrowserError

if TYPE_CHECKING:
    from gymbrowser.resolve.sources import Sources

EXPERIMENT = click.argument("experiment", type=click.Path(path_type=Path), metavar="EXP.YML")

MODE = click.option("--mode", type=click.Choice(["live", "pilot", "dev"]), default="live",
                    show_default=True, help="Which sessions.")  # fmt: skip


def takes_sources[F: Callable[..., Any]](command: F) -> F:
    """Add the options that say where packages come from."""
    options = [
        click.option("--offline", is_flag=True, help="Use only what is on this machine."),
        click.option("--wheelhouse", "wheelhouses", multiple=True, metavar="DIR",
                     type=click.Path(path_type=Path), envvar="GYMBROWSER_WHEELHOUSE",
                     help="A folder of wheels that is asked first; may be repeated."),
        click.option("--mirror", metavar="URL", envvar="GYMBROWSER_MIRROR",
                     help="A copy of Pyodide's package folder that is asked before its CDN."),
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def sources(offline: bool, wheelhouses: tuple[Path, ...], mirror: str | None) -> "Sources":
    """Where packages come from, by the options of `takes_sources`."""
    from gymbrowser.resolve.cache import Cache
    from gymbrowser.resolve.sources import Sources

    folders = tuple(folder.resolve() for folder in wheelhouses)
    return Sources(
        Cache.default(), wheelhouses=folders, mirror=mirror, offline=offline, warn=show_warning
    )


@contextmanager
def until_stopped() -> Iterator[Callable[[float], None]]:
    """For what goes on until Ctrl-C, or a SIGTERM, which are the usual way to end it.

    What is being written is finished or taken back: both end the work like an exception. Python
    drops an exception that arises while an object is finalized, such as a connection: then the
    next call of what this gives, which sleeps for a number of seconds, ends the work.
    """
    asked = False

    def stop(_signal: int, _frame: object) -> None:
        nonlocal asked
        asked = True
        raise KeyboardInterrupt

    def sleep(seconds: float) -> None:
        if asked:
            raise KeyboardInterrupt
        time.sleep(seconds)

    def tell_dropped(dropped: "sys.UnraisableHookArgs") -> None:
        if not issubclass(dropped.exc_type, KeyboardInterrupt):
            tell(dropped)

    # A command that a shell starts in the background is to ignore Ctrl-C, and goes on to.
    ends = [signal.SIGTERM]
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        ends.append(signal.SIGINT)
    former = {end: signal.signal(end, stop) for end in ends}
    tell, sys.unraisablehook = sys.unraisablehook, tell_dropped
    try:
        yield sleep
    except KeyboardInterrupt:
        return
    finally:
        sys.unraisablehook = tell
        for end, handler in former.items():
            signal.signal(end, handler)


class Commands(click.Group):
    """Commands that end with a sentence and an exit code, never with a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; 1 is a failure of ours, 2 is the user's input."""
        try:
            return super().invoke(ctx)
        except GymbrowserError as error:
            show_error(error)
            ctx.exit(error.exit_code)
        except OSError as error:
            from gymbrowser.store.files import refusal

            refused = refusal(error)
            show_error(refused)
            ctx.exit(refused.exit_code)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which a study needs them."""
        return list(self.commands)


class Known(click.Choice[str]):
    """One of several words; for any other it says the nearest."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        """What is wrong with the value, and what to write."""
        near = get_close_matches(str(value), self.choices, n=1)
        known = f"Known: {', '.join(self.choices)}."
        return f"there is no `{value}`. " + (f"Did you mean `{near[0]}`?" if near else known)


class Lock(click.Command):
    """Takes `--upgrade exp.yml` for the upgrade of everything: a file is no package."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Say of an `--upgrade` before a file that it has no package."""
        for index, (word, after) in enumerate(pairwise(args)):
            if word == "--upgrade" and Path(after).is_file():
                args[index] = "--upgrade="
        return super().parse_args(ctx, args)


class Duration(click.ParamType[timedelta]):
    """`7d`, `12h` or `30m`."""

    name = "duration"
    _UNITS: ClassVar = {"d": "days", "h": "hours", "m": "minutes"}

    def convert(self, value: Any, param: Any, ctx: Any) -> timedelta:
        """The duration as a timedelta."""
        if isinstance(value, timedelta):
            return value
        number, unit = value[:-1], self._UNITS.get(value[-1:])
        if unit is None or not re.fullmatch("[0-9]{1,6}", number) or int(number) == 0:
            self.fail(f"{value!r} is not a duration: write 7d, 12h or 30m.", param, ctx)
        return timedelta(**{unit: int(number)})


class Param(click.ParamType[tuple[str, str]]):
    """`NAME=VALUE`, a parameter of a page's address."""

    name = "parameter"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[str, str]:
        """Name and value."""
        if isinstance(value, tuple):
            return value
        name, sign, content = value.partition("=")
        if not name or not sign:
            self.fail(f"{value!r} is no parameter: write NAME=VALUE.", param, ctx)
        return name, content
