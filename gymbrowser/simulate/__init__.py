"""`gymbrowser simulate`: bots take a study, to see that all of it can be reached."""

from gymbrowser.simulate.coverage import Coverage, Item
from gymbrowser.simulate.deployed import There
from gymbrowser.simulate.simulate import (
    Simulated,
    SimulatedThere,
    Wanted,
    simulate,
    simulate_there,
)

__all__ = [
    "Coverage",
    "Item",
    "Simulated",
    "SimulatedThere",
    "There",
    "Wanted",
    "simulate",
    "simulate_there",
]
