"""The hook of mkdocs.yml: puts generated parts in the place of the comments that ask for them."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from docs._generate.commands import describe_commands
from docs._generate.cost import describe_cost, describe_limit
from docs._generate.keys import describe_keys
from docs._generate.performance import describe_performance, describe_scale
from docs._generate.records import describe_records
from docs._generate.tables import describe_all_tables

REQUEST = re.compile(r"<!-- generate: (?P<what>\w+)(?: (?P<of>\w+))? -->")

GENERATORS: Mapping[str, Callable[[str | None], str]] = MappingProxyType(
    {
        "keys": lambda of: describe_keys(of or ""),
        "commands": lambda _: describe_commands(),
        "records": lambda of: describe_records(of or ""),
        "performance": describe_performance,
        "scale": lambda _: describe_scale(),
        "tables": lambda _: describe_all_tables(),
        "cost": lambda of: describe_limit() if of == "limit" else describe_cost(),
    }
)


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Called by mkdocs with the text of each page."""
    return REQUEST.sub(lambda match: GENERATORS[match["what"]](match["of"]), markdown)
