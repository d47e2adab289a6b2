"""The author's folder of Python as the files of a wheel."""

import sys
from pathlib import Path

from gymbrowser.errors import Place, Problem, UserError
from gymbrowser.resolve.wheels import is_compiled

_SKIPPED = {"__pycache__", ".git", ".venv", ".mypy_cache", ".pytest_cache", ".ruff_cache"}


def source_files(folder: Path, taken: frozenset[str]) -> dict[str, bytes]:
    """Every file of a source folder, by its path in site-packages.

    Args:
        folder: Holds modules and packages, as if it stood on `sys.path`.
        taken: Top-level modules that the site has already.

    Raises:
        UserError: Compiled files, links that lead outside, or modules whose names are taken.
    """
    problems: list[Problem] = []
    files: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if not path.is_file() or _SKIPPED & set(relative.parts) or relative.name.startswith("."):
            continue
        problem = _problem(path, folder, relative, taken)
        if problem is None:
            files[relative.as_posix()] = path.read_bytes()
        else:
            problems.append(problem)
    if problems:
        raise UserError.of(problems)
    if not any(name.endswith(".py") for name in files):
        raise UserError("`source` holds no Python module", where=Place(folder))
    return files


def _problem(path: Path, folder: Path, relative: Path, taken: frozenset[str]) -> Problem | None:
    if not path.resolve().is_relative_to(folder.resolve()):
        return Problem("a link leads out of `source`", Place(path), remedy="Copy the file instead.")
    if is_compiled(relative.name):
        return Problem(
            "a compiled extension cannot run in the browser",
            Place(path),
            "The site's Python is WebAssembly: it loads only pure Python and Pyodide's own builds.",
            "Replace it by pure Python or numpy.",
        )
    module = relative.parts[0].partition(".")[0]
    if path.suffix == ".py" and module in taken | set(sys.stdlib_module_names):
        return Problem(
            f"the module `{module}` would hide the site's own `{module}`",
            Place(path),
            remedy="Give the file another name.",
        )
    return None
