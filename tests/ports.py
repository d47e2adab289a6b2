"""Ports of loopback for servers that can't be asked to choose one themselves."""

import contextlib
import errno
import random
import socket

PORTS = range(20_000, 32_768)
"""Below those that systems give to outgoing connections: from 32,768 on Linux, 49,152 elsewhere.

One of those may be some connection's own by the time a server wants to listen there.
"""
_ANY = random.SystemRandom()
"""Processes of one test run may share a seed: they must not look for ports in one order."""


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on: all held at once, so that they differ.

    Somebody else may take one before it is listened on, if seldom: be ready to ask again.
    """
    found: list[int] = []
    with contextlib.ExitStack() as stack:
        while len(found) < count:
            port = _ANY.choice(PORTS)
            held = stack.enter_context(socket.socket())
            try:
                held.bind(("127.0.0.1", port))
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise
            else:
                found.append(port)
    return found
