"""The texts of exp.yml that may be paths."""

from collections.abc import Iterator, Mapping, Sequence


def possible_paths(value: object) -> Iterator[str]:
    """Every text in a document that may be a path, of what is not there yet too."""
    if isinstance(value, str):
        if value and "\n" not in value and "\0" not in value:
            yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from possible_paths(one)
    elif isinstance(value, Sequence):
        for one in value:
            yield from possible_paths(one)
