"""The pointer: it belongs to the page."""

from typing import Any

from ._missing import refuse_others


def get_pos() -> tuple[int, int]:
    """The corner."""
    return 0, 0


def get_pressed(num_buttons: int = 3) -> tuple[bool, ...]:
    """No button."""
    return (False,) * num_buttons


def get_rel() -> tuple[int, int]:
    """No way."""
    return 0, 0


def set_visible(visible: bool) -> bool:
    """Nothing: the page has its own pointer."""
    del visible
    return True


def get_focused() -> bool:
    """Never."""
    return False


def set_cursor(*_: Any) -> None:
    """Nothing: the page has its own pointer."""


__getattr__ = refuse_others("pygame.mouse")
