"""Runs a notebook without Jupyter: its cells of code, one after the other, in one process."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path


def run_notebook(file: Path, folder: Path, changed: Mapping[str, str]) -> str:
    """Give what its cells print.

    Args:
        file: The notebook.
        folder: Where it is run.
        changed: Lines of it to those in their place; each must be there once.
    """
    notebook = json.loads(file.read_text(encoding="utf-8"))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] for cell in cells), "no data of anybody are in it"
    script = "\n".join("".join(cell["source"]) for cell in cells)
    for old, new in changed.items():
        assert script.count(old) == 1, old
        script = script.replace(old, new)
    done = subprocess.run(
        # Nobody sees a window.
        [sys.executable, "-W", "error::FutureWarning", "-c", script],
        cwd=folder,
        env={**os.environ, "MPLBACKEND": "agg"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
