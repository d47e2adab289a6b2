"""See `gymbrowser.asset`."""

from gymbrowser.asset import Asset, digest

__all__ = ["Asset", "digest"]
