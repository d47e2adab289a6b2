"""`gymbrowser simulate`: bots take a study, to see that all of it can be reached."""

from gymbrowser.simulate.coverage import Coverage, Item
from gymbrowser.simulate.simulate import Simulated, Wanted, simulate

__all__ = ["Coverage", "Item", "Simulated", "Wanted", "simulate"]
