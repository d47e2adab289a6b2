"""`gymbrowser watch`: how a study that is running stands, without a look at its results."""

from gymbrowser.watch.model import Standing
from gymbrowser.watch.watch import Watched, look, watch

__all__ = ["Standing", "Watched", "look", "watch"]
