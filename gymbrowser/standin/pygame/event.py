"""Events: none ever come, since keys and pointers belong to the page, see `controls` in exp.yml."""

from typing import Any

from ._missing import refuse_others


class Event:
    """Something that happened.

    Args:
        type: A constant such as `KEYDOWN`.
        values: Attributes, as a dict or by name.
    """

    def __init__(self, type: int, values: dict[str, Any] | None = None, **others: Any) -> None:  # noqa: A002
        self.type = type
        self.__dict__.update(values or {}, **others)

    @property
    def dict(self) -> "dict[str, Any]":
        """Its attributes."""
        return {name: value for name, value in self.__dict__.items() if name != "type"}


EventType = Event


def pump() -> None:
    """Nothing: there is no queue."""


def get(*_: Any, **__: Any) -> list[Event]:
    """No events."""
    return []


def peek(*_: Any, **__: Any) -> bool:
    """Never."""
    return False


def clear(*_: Any, **__: Any) -> None:
    """Nothing: there is no queue."""


def poll() -> Event:
    """An event of no kind."""
    return Event(0)


def post(event: Event) -> bool:
    """Not taken: there is no queue."""
    del event
    return False


def set_blocked(*_: Any) -> None:
    """Nothing: there is no queue."""


set_allowed = set_grab = set_blocked

__getattr__ = refuse_others("pygame.event")
