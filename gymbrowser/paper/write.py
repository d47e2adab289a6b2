"""The files of a report."""

from pathlib import Path

from gymbrowser.errors import Place, UserError
from gymbrowser.paper.model import Report
from gymbrowser.paper.page import render
from gymbrowser.store.files import write_atomically


def check_outputs(page: Path, numbers: Path | None) -> None:
    """Look at the places before much is read.

    Raises:
        UserError: A place is a folder, or both are one.
    """
    for file, option in ((page, "-o"), (numbers, "--json")):
        if file is not None and file.is_dir():
            raise UserError(
                "there is a folder here", where=Place(file), remedy=f"Name a file with `{option}`."
            )
    if numbers is not None and page.absolute() == numbers.absolute():
        raise UserError(
            "the page and its numbers would be one file",
            where=Place(page),
            remedy="Name two files with `-o` and `--json`.",
        )


def write_report(report: Report, page: Path, numbers: Path | None) -> None:
    """Write the page, and its numbers as JSON.

    Raises:
        OSError: A file can't be written.
    """
    write_atomically(page, [render(report).encode()])
    if numbers is not None:
        write_atomically(numbers, [report.model_dump_json(indent=1).encode(), b"\n"])
