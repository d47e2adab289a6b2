"""The canvas holds every picture, and a short text is large on it."""

import numpy as np
import pytest

from gymbrowser.environment.canvas import Canvas
from gymbrowser.environment.findings import UnusableError

LAKE = "\x1b[41mS\x1b[0mFFF\nFHFH\nFFFH\nHFFG\n"


def size_of(*pictures: object, is_text: bool = True) -> tuple[int, int]:
    canvas = Canvas(is_text=is_text)
    for picture in pictures:
        canvas.hold(picture)
    return canvas.size


def test_pixels_and_draw_lists_are_as_large_as_they_say() -> None:
    frames = [np.zeros((30, 50, 3), np.uint8), np.zeros((40, 20, 3), np.uint8)]
    assert size_of(*frames, is_text=False) == (50, 40)
    assert size_of('{"width": 99.6, "height": 10}', is_text=False) == (100, 10)


def test_a_board_has_room_for_its_caption_on_either_side() -> None:
    # 4 columns in the middle, and 5 more to the right for the caption: 5 to the left as well.
    assert size_of(f"\n{LAKE}", f"  (Right)\n{LAKE}") == (14 * 40, 5 * 80)


def test_a_long_caption_takes_no_more_room_than_it_needs() -> None:
    width, _ = size_of(LAKE, f"{'x' * 40}\n{LAKE}")
    assert width == 40 * 20


@pytest.mark.parametrize(
    ("columns", "lines", "expected"),
    [
        (80, 24, (1600, 960)),
        (9, 9, (240, 480)),
        (24, 3, (720, 180)),
        (1, 1, (40, 80)),
    ],
)
def test_short_texts_are_enlarged_and_long_ones_are_not(
    columns: int, lines: int, expected: tuple[int, int]
) -> None:
    assert size_of("\n".join(["x" * columns] * lines)) == expected


def test_an_empty_text_has_a_size() -> None:
    assert size_of("") == size_of("\n") == (40, 80)


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(UnusableError, match="`render` gave NoneType, which cannot be shown"):
        size_of(None)
