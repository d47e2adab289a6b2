"""Scaffolds an experiment that builds and plays as it stands."""

import json
import re
import shutil
from pathlib import Path

from gymbrowser import resources
from gymbrowser.config import experiment_schema
from gymbrowser.errors import GymbrowserError, Place, UserError

SCHEMA_FILE = "exp.schema.json"
"""Named in exp.yml's first line, so that editors complete keys and show what they mean."""


def init(folder: Path) -> list[Path]:
    """Fill an empty or new folder with an experiment.

    Returns:
        The files that were made, relative to the folder.

    Raises:
        UserError: The folder holds something already, or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(
            "there is something here already",
            where=Place(folder),
            remedy="Name a folder that does not exist yet.",
        )
    template = resources.templates() / "init"
    try:
        shutil.copytree(
            template, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__")
        )
        _name(folder)
        schema = json.dumps(experiment_schema(), indent=2) + "\n"
        (folder / SCHEMA_FILE).write_text(schema, encoding="utf-8")
    except PermissionError as error:
        raise UserError(f"cannot write here: {error.strerror}", where=Place(folder)) from error
    except OSError as error:
        raise GymbrowserError(f"cannot make {folder}: {error}") from error
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())


def _name(folder: Path) -> None:
    """The study takes the name of its folder, so that two of them never build to one place."""
    words = re.findall(r"[a-z0-9]+", folder.resolve().name.lower())
    name = "-".join(words)[:63] or "catch"
    file = folder / "exp.yml"
    text = file.read_text(encoding="utf-8").replace("id: catch ", f"id: {name} ", 1)
    file.write_text(text, encoding="utf-8")
