"""What becomes of a participant who does nothing on a page or a form."""

from gymbrowser.contract.wire import Wire


class Presence(Wire):
    """When they are asked whether they are still there, and when that is taken for a no."""

    after: float
    """Seconds without an input."""
    end_after: float | None
    """Seconds without an input after which the session ends there, as `timed_out`; None: never."""
