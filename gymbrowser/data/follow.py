"""Pulling again and again, for a learner outside: each new chunk is told once it is whole."""

from collections.abc import Callable

from gymbrowser.data.pull import Pulled
from gymbrowser.errors import GymbrowserError


def follow(
    fetch: Callable[[], Pulled],
    wait: Callable[[], None],
    warn: Callable[[GymbrowserError], None],
) -> None:
    """Pull for ever; a store that can't be reached for a while ends nothing.

    Args:
        fetch: Pulls once.
        wait: Called between two pulls; what it raises ends the work.
        warn: Told of each pull that failed, after the first one.

    Raises:
        UserError: At the first pull: credentials, permissions or the bucket's name are wrong.
        GymbrowserError: At the first pull: the service failed or can't be reached.
    """
    fetch()
    while True:
        wait()
        try:
            fetch()
        except GymbrowserError as error:
            warn(error)
