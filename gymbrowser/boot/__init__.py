"""What a site's Python starts from: its files compiled, cut down to what is used, compressed."""

from gymbrowser.boot.archives import LISTING, Boot, PackedArchive, listing
from gymbrowser.boot.compress import SOURCES, compressed_copies, is_worth_it
from gymbrowser.boot.cost import Cost, PackageCost, by_package, first_visit, total
from gymbrowser.boot.parts import Part, make_parts
from gymbrowser.boot.prepare import prepare
from gymbrowser.boot.snapshot import NOT_WANTED, NoSnapshot, Snapshot
from gymbrowser.boot.trace import Study

__all__ = [
    "LISTING",
    "NOT_WANTED",
    "SOURCES",
    "Boot",
    "Cost",
    "NoSnapshot",
    "PackageCost",
    "PackedArchive",
    "Part",
    "Snapshot",
    "Study",
    "by_package",
    "compressed_copies",
    "first_visit",
    "is_worth_it",
    "listing",
    "make_parts",
    "prepare",
    "total",
]
