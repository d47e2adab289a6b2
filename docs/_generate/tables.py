"""The tables' reference: the data dictionary that every export has beside it."""

from gymbrowser.data.tables.dictionary import describe_tables
from gymbrowser.data.tables.schema import tables


def describe_all_tables() -> str:
    """A section of Markdown for each table."""
    return describe_tables(tables())
