"""site.bytes_brotli, site.bytes_plain_host: what a first visit to the benchmark's site downloads.

To the first observation, with ONNX Runtime and one MLP policy, as `gymbrowser build` counts it. The
baseline is the same site with its files as they are.
"""

from benchmarks.rows import Row
from gymbrowser.boot import first_visit, total
from gymbrowser.build import Built


def measure(built: Built) -> list[Row]:
    """From a host that compresses with Brotli, and from one that compresses nothing."""
    cost = total(first_visit(built.plan.assets))
    raw = [float(cost.raw)]
    return [
        Row.of("site.bytes_brotli", "bytes", [float(cost.brotli)], raw, "<= 8,500,000"),
        Row.of("site.bytes_plain_host", "bytes", [float(cost.plain_host)], raw, "<= 11,000,000"),
    ]
