"""gymbrowser: human-AI experiments as a static site.

This module is also part of the browser's Python and of the signing endpoint's, so it imports
nothing: what it offers comes when it is asked for; `load` and `load_clips` where data is analysed.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gymbrowser.bridge import draw, hooks, ui
    from gymbrowser.bridge.hook import Hook
    from gymbrowser.clips.read import load_clips
    from gymbrowser.data.tables.load import load

__version__ = "0.1.0"
__all__ = ["Hook", "draw", "hooks", "load", "load_clips", "ui"]

_PLACES = {
    "Hook": "gymbrowser.bridge.hook",
    "load": "gymbrowser.data.tables.load",
    "load_clips": "gymbrowser.clips.read",
}


def __getattr__(name: str) -> Any:
    if name in _PLACES:
        return getattr(import_module(_PLACES[name]), name)
    if name in __all__:
        return import_module(f"gymbrowser.bridge.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
