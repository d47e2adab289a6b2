"""When something was recorded, as a date."""

from datetime import UTC, datetime


def moment(t: float | None) -> datetime | None:
    """Milliseconds since 1970 in UTC: a stranger's clock may say anything, such as none."""
    try:
        return None if t is None else datetime.fromtimestamp(t / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
