"""An orchard for two pickers: the rules, the partners, and the picture."""

from .picker import Picker
from .picture import draw
from .world import Orchard

__all__ = ["Orchard", "Picker", "draw"]
