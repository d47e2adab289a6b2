"""What a participant's device must be able to do, as the page looks at it."""

from typing import Literal

from gymbrowser.contract.wire import Wire


class Requires(Wire):
    """Each is asked for only where it is not None, and where the browser tells of it."""

    fps: float | None
    """Frames drawn in a second; 5 % less are enough."""
    memory_gb: float | None
    storage_mb: float | None
    width: int | None
    height: int | None
    """Of the window, in CSS pixels."""
    pointer: Literal["mouse", "touch"] | None
