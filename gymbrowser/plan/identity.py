"""Names for what code does."""

import hashlib
import json

from gymbrowser.resolve import Lock


def code_digest(lock: Lock, **identity: object) -> str:
    """Names what Python code does: it may depend on anything that is installed."""
    identity["wheels"] = {wheel.name: wheel.sha256 for wheel in lock.wheels}
    return hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()
