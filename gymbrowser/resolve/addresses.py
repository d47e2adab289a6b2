"""Addresses of files: how they are made, and how they may be shown."""

from urllib.parse import quote, urlsplit, urlunsplit

from gymbrowser.console import printable


def redacted(address: str) -> str:
    """An address as it may be shown: without credentials, neither as user nor in a query."""
    hidden = "the given address"
    try:
        parts = urlsplit(address)
        # Of a password that was not quoted, a piece could be taken for a port, or for the path.
        _ = parts.port
    except ValueError:
        return hidden
    if "@" in parts.path or not (parts.netloc or parts.scheme == "file"):
        return hidden
    host = parts.netloc.rpartition("@")[2]
    return printable(urlunsplit((parts.scheme, host, parts.path, "", "")))


def is_folder(text: str) -> bool:
    """Whether this is the address of a folder that can be asked (http, https or file)."""
    try:
        parts = urlsplit(text)
        # Reading the port checks it.
        return bool(parts.hostname and parts.port != 0 and parts.scheme in {"http", "https"}) or (
            parts.scheme == "file" and parts.path.startswith("/")
        )
    except ValueError:
        return False


def inside(folder: str, file_name: str) -> str:
    """The address of a file in a folder, whose query may hold a token."""
    parts = urlsplit(folder)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{quote(file_name)}"))
