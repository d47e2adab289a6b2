"""Scaffolds an experiment that builds and plays as it stands."""

import json
import re
from pathlib import Path
from typing import Literal, get_args

from gymbrowser import resources
from gymbrowser.errors import GymbrowserError, Place, UserError

type Template = Literal["grid", "cartpole", "multiagent", "blank"]
"""What to begin with; `gymbrowser init --help` says what each is."""

TEMPLATES: tuple[Template, ...] = get_args(Template.__value__)
"""The first one is what `init` takes if nothing is said."""

SCHEMA_FILE = "exp.schema.json"
"""Named in exp.yml's first line, so that editors complete keys and show what they mean."""

_COMMON = "common"
"""The folder of what every template has."""
_ID = "my-study"
"""The experiment's id in every template; stands for the name of the user's folder."""


def init(folder: Path, template: Template = TEMPLATES[0]) -> list[Path]:
    """Fill an empty or new folder with an experiment.

    Returns:
        The files that were made, relative to the folder.

    Raises:
        UserError: The folder holds something already, or cannot be written.
    """
    try:
        _refuse_occupied(folder)
        files = {**_gather(template, _id_of(folder)), Path(SCHEMA_FILE): _schema()}
        for path, content in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
    except PermissionError as error:
        raise UserError(f"cannot write here: {error.strerror}", where=Place(folder)) from error
    except OSError as error:
        raise GymbrowserError(f"cannot make {folder}: {error}") from error
    return sorted(files)


def _refuse_occupied(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(
            "there is something here already",
            where=Place(folder),
            remedy="Name a folder that does not exist yet.",
        )


def _gather(template: Template, name: str) -> dict[Path, bytes]:
    """Every file by its place in the study.

    What both the template and the common folder have is one after the other: the README says what
    is special about a study, then what is true of all.
    """
    files: dict[Path, bytes] = {}
    for layer in (template, _COMMON):
        root = resources.templates() / "init" / layer
        for path in sorted(root.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                place = path.relative_to(root)
                files[place] = files.get(place, b"") + path.read_bytes()
    for named in (Path("exp.yml"), Path("README.md")):
        files[named] = files[named].replace(_ID.encode(), name.encode())
    return files


def _id_of(folder: Path) -> str:
    """The study takes the name of its folder, so that two of them never build to one place."""
    words = re.findall(r"[a-z0-9]+", folder.resolve().name.lower())
    return "-".join(words)[:63] or _ID


def _schema() -> bytes:
    # Not at the top: `gymbrowser --help` reads TEMPLATES, and would wait for pydantic.
    from gymbrowser.config import experiment_schema

    return (json.dumps(experiment_schema(), indent=2) + "\n").encode()
