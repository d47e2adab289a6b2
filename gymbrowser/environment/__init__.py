"""The environment as it is natively: its spaces, its pictures, whether it keeps its promises.

`start`, `probe`, `rerun` and what they import run in a process of their own, where there is nothing
that the site does not have: so this module imports nothing. The others start that process.
"""

ONLY = "player"
"""Stands for the one agent of a Gymnasium environment, which each game may name as it likes."""

DEFAULT_FPS = 30.0
"""Environment steps per second, where neither the game nor the environment says how many."""

DEFAULT_TURN_DELAY_S = 0.5
"""How long a policy's turn waits where the agents act one after the other: so that it is seen."""
