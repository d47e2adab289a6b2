"""What the site's Python consists of: every wheel, by name, version and hash."""

from gymbrowser.resolve.lock import Lock, LockedWheel, pyodide_lock, resolve

__all__ = ["Lock", "LockedWheel", "pyodide_lock", "resolve"]
