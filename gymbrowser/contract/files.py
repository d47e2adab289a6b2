"""`v/<site hash>/python-files.json`: every file of the site's Python, and the archive that has it.

An archive is its files' bytes one after the other and nothing else. Compressing is the host's part,
or that of the copy beside it whose name ends in `.gz`.
"""

from typing import Literal

from gymbrowser.contract.wire import Count, Sha256, Wire


class Archive(Wire):
    """Files that are downloaded together."""

    path: str
    """Address, relative to the manifest."""
    size: Count
    """In bytes: the sum of `sizes`."""
    sha256: Sha256
    paths: list[str]
    """Below `PythonFiles.folder` of the manifest, in the order of their bytes."""
    sizes: list[Count]
    """Of each file, in bytes."""


class FileListing(Wire):
    """The whole content of the file."""

    format: Literal["gymbrowser.files/1"]
    archives: list[Archive]
    """Where two have a file, the first one counts."""
