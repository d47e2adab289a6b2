"""Beach volleyball for two half-discs and a ball."""

from .game import Volleyball
from .picture import draw

__all__ = ["Volleyball", "draw"]
