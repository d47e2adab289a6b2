"""CoGrid's Overcooked for two: the environment, its picture, and a partner.

Two chefs put three onions into a pot, wait until the soup is done, dish it up and serve it. Read
`world.py` first: what happens, and what is observed. `chef.py` is the partner, `picture.py` draws.

Overcooked as a benchmark of human-AI coordination is by Carroll et al. 2019 (arXiv:1910.05789).
"""

from .chef import Chef
from .picture import draw
from .world import Kitchen, make_kitchen

__all__ = ["Chef", "Kitchen", "draw", "make_kitchen"]
