"""gymbrowser: human-AI experiments as a static site.

This module is also part of the browser's Python, so it imports nothing but the draw list.
"""

from gymbrowser.bridge import draw

__version__ = "0.1.0"
__all__ = ["draw"]
