"""Addresses within a site, as its manifest and its lock name them."""

from dataclasses import dataclass

from gymbrowser.asset import Asset
from gymbrowser.boot.compress import PACKED
from gymbrowser.resolve import LockedWheel

TO_ROOT = "../../"
"""From `v/<hash>/`, where the manifest and the lock lie, to the site's root."""


@dataclass(frozen=True)
class Runtime:
    """The part of the site below `rt/`."""

    folder: str
    """`rt/<hash>/`."""
    assets: tuple[Asset, ...]
    """With paths below the folder."""


def wheel_path(wheel: LockedWheel, runtime: Runtime) -> str:
    """Where a wheel lies, relative to the lock."""
    folder = f"{TO_ROOT}{runtime.folder}wheels/" if wheel.shared else "env/"
    return folder + wheel.file_name


def policy_path(name: str) -> str:
    """Where a policy's model lies, relative to the manifest."""
    return f"policies/{name}.onnx"


def donor_path(step: str, number: int) -> str:
    """Where what a donor of a game did lies, relative to the manifest."""
    return f"donors/{step}/{number}{PACKED}"
