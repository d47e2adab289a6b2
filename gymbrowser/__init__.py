"""gymbrowser: human-AI experiments as a static site.

This module is also part of the browser's Python and of the signing endpoint's, so it imports
nothing: `draw` and `ui`, and on a researcher's machine `load`, come when they are asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gymbrowser.bridge import draw, ui
    from gymbrowser.data.tables.load import load

__version__ = "0.1.0"
__all__ = ["draw", "load", "ui"]


def __getattr__(name: str) -> Any:
    if name == "load":
        return import_module("gymbrowser.data.tables.load").load
    if name in __all__:
        return import_module(f"gymbrowser.bridge.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
