"""Takes the network away from this process and from all that it starts."""

import fcntl
import os
import socket
import struct
from dataclasses import dataclass, field
from pathlib import Path

_SIOCGIFFLAGS = 0x8913
_SIOCSIFFLAGS = 0x8914
_IFF_UP = 0x1
_CLOSED = "http://127.0.0.1:9"  # the discard port: nobody listens there
_NOWHERE = ("192.0.2.1", 443)  # TEST-NET-1 (RFC 5737): never anybody's address


@dataclass(frozen=True)
class Refusal:
    """How the network is refused."""

    how: str
    environment: dict[str, str] = field(default_factory=dict)
    """Variables without which it would not be."""


def refuse_network() -> Refusal:
    """An empty network of this process's own where the system allows it, else dead proxies.

    To be called before any thread is started.
    """
    try:
        _leave_network()
    except (AttributeError, PermissionError):  # not Linux, or no user namespaces
        proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), _CLOSED)
        lower = {name.lower(): address for name, address in proxies.items()}
        own = {"NO_PROXY": "127.0.0.1,localhost", "no_proxy": "127.0.0.1,localhost"}
        environment = {**proxies, **lower, **own, "UV_OFFLINE": "1"}
        return Refusal("proxies that nobody serves, and uv offline", environment)
    _start_loopback()
    _see_that_nothing_is_reached()
    return Refusal("a network namespace with loopback alone")


def _leave_network() -> None:
    if os.geteuid() == 0:
        os.unshare(os.CLONE_NEWNET)
        return
    user, group = os.geteuid(), os.getegid()
    os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"0 {user} 1")
    Path("/proc/self/gid_map").write_text(f"0 {group} 1")


def _start_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        name = b"lo"
        answer = fcntl.ioctl(handle, _SIOCGIFFLAGS, struct.pack("16sh14x", name, 0))
        _, flags = struct.unpack("16sh14x", answer)
        fcntl.ioctl(handle, _SIOCSIFFLAGS, struct.pack("16sh14x", name, flags | _IFF_UP))


def _see_that_nothing_is_reached() -> None:
    try:
        socket.create_connection(_NOWHERE, timeout=5).close()
    except TimeoutError:
        raise RuntimeError("There is still a way out of this machine.") from None
    except OSError:
        return
    raise RuntimeError("There is still a way out of this machine.")
