"""What a site's Python starts from: its files compiled, cut down to what is used, compressed."""

from gymbrowser.boot.archives import LISTING, Boot, PackedArchive, listing
from gymbrowser.boot.compress import compressed_copies, is_worth_it
from gymbrowser.boot.cost import Cost, PackageCost, by_package, first_visit, total
from gymbrowser.boot.prepare import prepare
from gymbrowser.boot.trace import Study

__all__ = [
    "LISTING",
    "Boot",
    "Cost",
    "PackageCost",
    "PackedArchive",
    "Study",
    "by_package",
    "compressed_copies",
    "first_visit",
    "is_worth_it",
    "listing",
    "prepare",
    "total",
]
