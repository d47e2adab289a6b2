"""Whether a picture is blamed for what comes after it."""

from collections.abc import Iterator

import pytest

from gymbrowser.environment.findings import UnusableError
from gymbrowser.environment.pictures import check_pictures

SAME, OTHER = [b"same"], [b"other"]


def test_a_picture_after_which_all_is_different_is_refused() -> None:
    with pytest.raises(UnusableError, match="drawing the picture changes"):
        check_pictures(lambda *, shown: OTHER if shown else SAME)


@pytest.mark.parametrize("undrawn_again", [SAME, OTHER])
def test_what_was_different_once_is_no_fault_of_the_picture(undrawn_again: list[bytes]) -> None:
    """The environment itself may be to blame, and seldom show it."""
    drawn: Iterator[list[bytes]] = iter([OTHER, SAME])
    undrawn: Iterator[list[bytes]] = iter([SAME, undrawn_again, SAME])
    check_pictures(lambda *, shown: next(drawn if shown else undrawn))
