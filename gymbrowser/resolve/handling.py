"""pyodide-build's functions for wheels, without what they print and without their way to fail.

They log to the terminal, end the process when a child of theirs fails, and take a third of a second
to import: so they are imported when they are needed.
"""

import contextlib
import logging
import os
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

from gymbrowser.errors import GymbrowserError

_ALONE = threading.Lock()


def unpack_wheel(wheel: Path, folder: Path) -> None:
    """`python -m wheel unpack`: the files go to `<folder>/<name>-<version>`.

    Raises:
        GymbrowserError: It failed.
    """
    from pyodide_build import common

    with _child(f"{wheel.name} cannot be unpacked", {}):
        common.unpack_wheel(wheel, folder, verbose=False)


def pack_wheel(unpacked: Path, folder: Path, source_date_epoch: int) -> None:
    """`python -m wheel pack`: writes RECORD and, into `folder`, the wheel.

    Args:
        unpacked: The wheel's files, with METADATA and WHEEL.
        folder: Must exist.
        source_date_epoch: Unix seconds.

    Raises:
        GymbrowserError: It failed.
    """
    from pyodide_build import common

    environ = {"SOURCE_DATE_EPOCH": str(source_date_epoch)}
    with _child(f"a wheel of {unpacked.name} cannot be packed", environ):
        common.pack_wheel(unpacked, folder, verbose=False)


def top_level_python(wheel: Path) -> list[str]:
    """Names at the top of the wheel that hold .py files, at whatever depth."""
    from pyodide_build import common

    with _listening():
        return common.parse_top_level_import_name(wheel) or []


@contextlib.contextmanager
def _child(failure: str, environ: Mapping[str, str]) -> Iterator[None]:
    from pyodide_build.common import replace_env

    # Or else `python -m wheel` finds a wheel.py, or an email.py, in the author's folder first.
    safe = {"PYTHONSAFEPATH": "1"}
    # The variables, and the log's handlers, are those of all threads.
    with _ALONE, _listening() as said, replace_env({**os.environ, **safe, **environ}):
        try:
            yield
        except SystemExit as end:
            raise GymbrowserError(failure, quote="\n".join(said)) from end


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


@contextlib.contextmanager
def _listening() -> Iterator[list[str]]:
    """Keeps pyodide-build's log from the terminal, and gives it."""
    from pyodide_build.logger import logger

    listener = _Listener()
    before, logger.handlers = logger.handlers, [listener]
    try:
        yield listener.said
    finally:
        logger.handlers = before
