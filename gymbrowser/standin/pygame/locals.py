"""What `from pygame.locals import *` gives."""

from . import constants
from .color import Color
from .constants import *  # noqa: F403
from .rect import Rect

__all__ = [*constants.__all__, "Color", "Rect"]
