"""CartPole for as long as it is wanted: a pole that falls is set up again within the episode."""

import gc
import sys
import time
from importlib import import_module
from typing import Any

from gymnasium.envs.classic_control.cartpole import CartPoleEnv


class Endless(CartPoleEnv):
    """Never terminated, never truncated; beside it Python's own collections of garbage are timed.

    In the browser, `pythonPausesMs` of the worker's global scope has the length of each in ms.
    """

    def __init__(self) -> None:
        super().__init__()
        if _watch not in gc.callbacks:
            gc.callbacks.append(_watch)
        _tell()

    def step(self, action: Any) -> Any:
        """One step of CartPole; after a fall the state is drawn anew by the same generator."""
        observation, reward, terminated, _, info = super().step(action)  # type: ignore[no-untyped-call]
        if terminated:
            observation, info = self.reset()
        return observation, reward, False, False, info


_begun = 0.0


def _watch(phase: str, _info: dict[str, int]) -> None:
    global _begun
    if phase == "start":
        _begun = time.perf_counter()
        return
    _tell((time.perf_counter() - _begun) * 1000)


def _tell(*pauses_ms: float) -> None:
    if sys.platform != "emscripten":
        return
    browser: Any = import_module("js")  # Pyodide's
    scope = browser.globalThis
    if not hasattr(scope, "pythonPausesMs"):
        scope.pythonPausesMs = browser.Array.new()
    for pause in pauses_ms:
        scope.pythonPausesMs.push(pause)
