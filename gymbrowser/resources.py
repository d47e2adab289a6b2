"""Finds what travels with the package: templates, the built JavaScript, the base runtime.

In a checkout they lie beside the package (`templates/`, `js/dist/`), in a wheel inside it.
"""

from pathlib import Path

from gymbrowser.errors import GymbrowserError

_PACKAGE = Path(__file__).parent


def templates() -> Path:
    """The folder of the Jinja2 templates and of what `init` scaffolds."""
    return _find("templates", "templates")


def bundles() -> Path:
    """The folder of `page.js`, `worker.js`, `sw.js` and `rerun.mjs`."""
    return _find("js", "js/dist")


def runtime() -> Path:
    """The folder of the base runtime: `core/`, `ort/`, `wheels/`."""
    return bundles() / "runtime"


def _find(installed: str, checkout: str) -> Path:
    candidates = (_PACKAGE / "_site" / installed, _PACKAGE.parent / checkout)
    for folder in candidates:
        if folder.is_dir():
            return folder
    raise GymbrowserError(
        f"gymbrowser is not set up: there is no {candidates[-1]}",
        remedy="In a checkout, run `make setup`. An installed gymbrowser has it: install it again.",
    )
