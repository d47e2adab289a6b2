"""The media type of each of a site's files, whoever serves it."""

from collections.abc import Mapping
from pathlib import PurePath
from types import MappingProxyType

_BY_SUFFIX: Mapping[str, str] = MappingProxyType(
    {
        ".css": "text/css; charset=utf-8",
        ".gif": "image/gif",
        ".html": "text/html; charset=utf-8",
        ".jpeg": "image/jpeg",
        ".jpg": "image/jpeg",
        ".js": "text/javascript; charset=utf-8",
        ".json": "application/json",
        ".mp3": "audio/mpeg",
        ".mp4": "video/mp4",
        ".ogg": "audio/ogg",
        ".png": "image/png",
        ".svg": "image/svg+xml",
        ".m4a": "audio/mp4",
        ".txt": "text/plain; charset=utf-8",
        ".vtt": "text/vtt; charset=utf-8",
        ".wasm": "application/wasm",
        ".wav": "audio/wav",
        ".webm": "video/webm",
        ".webp": "image/webp",
        ".woff2": "font/woff2",
        ".zip": "application/zip",
    }
)
"""Said here, since the system's own table differs between machines, and wasm must be right."""

BYTES = "application/octet-stream"


def media_type(path: PurePath | str) -> str:
    """By the end of a file's name; of any other file it says only that it is bytes."""
    return _BY_SUFFIX.get(PurePath(path).suffix.lower(), BYTES)
