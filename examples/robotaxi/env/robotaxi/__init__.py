"""RoboTaxi: a taxi that drives by itself where nobody tells it where to go."""

from .picture import draw
from .world import RoboTaxi

__all__ = ["RoboTaxi", "draw"]
