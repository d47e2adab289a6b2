"""Tables of what a first visit downloads."""

from collections.abc import Iterable, Mapping

from rich.box import SIMPLE_HEAD
from rich.table import Table

from gymbrowser.boot.cost import Cost, PackageCost, total

_MB = 1_000_000


def bytes_table(costs: Iterable[Cost]) -> Table:
    """Every kind of file, and the sum."""
    table = Table("first visit, MB", box=SIMPLE_HEAD, pad_edge=False)
    for column in ("Brotli", "host without compression", "unpacked"):
        table.add_column(column, justify="right")
    rows = list(costs)
    for row in rows:
        table.add_row(row.name, *_cells(row))
    table.add_section()
    table.add_row("in all", *_cells(total(rows)))
    return table


def _cells(cost: Cost) -> list[str]:
    return [f"{size / _MB:.2f}" for size in (cost.brotli, cost.plain_host, cost.raw)]


def packages_table(costs: Iterable[PackageCost], reasons: Mapping[str, str]) -> Table:
    """Every package, and what brought it.

    Args:
        costs: In the order in which they are shown.
        reasons: Package to what brought it; the standard library needs none.
    """
    table = Table("package", box=SIMPLE_HEAD, pad_edge=False)
    for column in ("files", "gzip, MB", "unpacked, MB"):
        table.add_column(column, justify="right")
    table.add_column("why it is there")
    for cost in costs:
        sizes = (f"{cost.gzip / _MB:.3f}", f"{cost.raw / _MB:.3f}")
        table.add_row(cost.name, str(cost.files), *sizes, reasons.get(cost.name, "Python itself"))
    return table
