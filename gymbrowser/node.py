"""The Node.js that runs Pyodide on this machine: Playwright's Python package carries one."""

from pathlib import Path

from playwright._impl._driver import compute_driver_executable


def node_executable() -> Path:
    """The path of a Node.js that needs no installation."""
    # Playwright has no public name for it; a test runs it, so that a change shows at once.
    return Path(compute_driver_executable()[0])
