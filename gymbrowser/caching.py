"""How long each of a site's files may be kept, whoever serves it."""

IMMUTABLE = "public, max-age=31536000, immutable"
BY_CONTENT = ("rt", "v")
"""The folders below which names are hashes of what is in them."""


def is_by_content(path: str) -> bool:
    """Whether a file is named by what is in it, so that it never changes."""
    return path.partition("/")[0] in BY_CONTENT and "/" in path
