"""What the site's Python consists of: every wheel, by name, version and hash."""

from gymbrowser.resolve.lock import Lock, LockedWheel, pyodide_lock
from gymbrowser.resolve.packages import Renewal, Resolved, resolve

__all__ = ["Lock", "LockedWheel", "Renewal", "Resolved", "pyodide_lock", "resolve"]
