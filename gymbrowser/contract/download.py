"""The file that a participant downloads whose data could not be sent.

By turns a gzip member with one line of JSON, the label, and the chunk of so many bytes that it
announces: a gzip member too, as it would have been stored.
"""

from typing import Literal

from gymbrowser.contract.wire import Count, Wire


class DownloadLabel(Wire):
    """What comes next in the file."""

    format: Literal["gymbrowser.download/1"]
    key: str
    """Of the chunk, without the study's prefix: it begins with the mode."""
    size: Count
    """Of the chunk, in bytes."""
