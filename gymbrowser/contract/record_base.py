"""What every record has."""

from gymbrowser.contract.wire import Count, Mode, Wire


class RecordBase(Wire):
    """What every record has."""

    n: Count
    """0, 1, 2, … of its writer, without a gap."""
    t: float
    """When it was written, on the writer's clock: `performance.timeOrigin + performance.now()`."""
    mode: Mode
    """The study's: a record that is copied out of its chunk still says whether it counts."""
