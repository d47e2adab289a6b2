"""The files of a folder that an author wrote: neither caches nor what leads out of it."""

import re
from collections.abc import Iterator
from pathlib import Path

from gymbrowser.errors import Place, Problem, UserError

_CACHES = {
    "__pycache__",
    ".git",
    ".hg",
    ".venv",
    ".tox",
    ".nox",
    ".eggs",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
}
_METADATA = (".dist-info", ".egg-info")
"""Folders that installers and earlier builds leave behind."""
_BACKUP = re.compile(r".+(~|\.(bak|orig|rej|sw[a-p]))|#.+#")
"""What editors and merges leave behind: earlier states, with what was taken out since."""
_HARMLESS = {".gitignore", ".gitattributes", ".gitkeep", ".DS_Store", ".editorconfig"}


def files_below(folder: Path, *, hidden: bool) -> dict[str, Path]:
    """Every file by its path relative to the folder, in the order of these.

    Args:
        folder: Not followed: links to folders.
        hidden: Take what is hidden, such as `.gitignore`, which steers some build back ends.
            Backups of editors are never taken.

    Raises:
        UserError: A link leads out of the folder, to a folder or nowhere, or a name cannot be
            written into a wheel.
    """
    files = {path.relative_to(folder).as_posix(): path for path in _walk(folder, hidden)}
    problems = [_problem(name, path, folder) for name, path in files.items()]
    if found := [problem for problem in problems if problem is not None]:
        raise UserError.of(found)
    return dict(sorted((name, path) for name, path in files.items() if path.is_file()))


def left_out(folder: Path, *, hidden: bool) -> list[str]:
    """What `files_below` passes over and an author may miss: hidden files, and backups."""
    wanted = set(_walk(folder, hidden))
    return sorted(
        path.relative_to(folder).as_posix()
        for path in _walk(folder, hidden=True, backups=True)
        if path not in wanted and path.name not in _HARMLESS
    )


def _walk(folder: Path, hidden: bool, backups: bool = False) -> Iterator[Path]:
    for parent, folders, files in folder.walk():
        folders[:] = [name for name in folders if _is_authors(parent / name, hidden)]
        for name in files:
            if (hidden or not name.startswith(".")) and (backups or not _BACKUP.fullmatch(name)):
                yield parent / name


def _is_authors(folder: Path, hidden: bool) -> bool:
    return (
        folder.name not in _CACHES
        and not folder.name.endswith(_METADATA)
        and not (folder / "pyvenv.cfg").exists()  # a virtual environment, whatever its name
        and (hidden or not folder.name.startswith("."))
    )


def _problem(name: str, path: Path, folder: Path) -> Problem | None:
    if not path.resolve().is_relative_to(folder.resolve()):
        return Problem("a link leads out of `source`", Place(path), remedy="Copy the file instead.")
    if path.is_symlink() and not path.is_file():
        return Problem(
            "a link leads to a folder, or nowhere", Place(path), remedy="Copy what it stands for."
        )
    if not name.isprintable() or "\\" in name or ":" in name:
        return Problem(
            f"a file's name cannot be written into a wheel: {name!r}",
            Place(path.parent),
            remedy="Give the file another name.",
        )
    return None
