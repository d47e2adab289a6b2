"""site.bytes_brotli, site.bytes_plain_host: what a first visit to the benchmark's site downloads.

To the first observation, with ONNX Runtime and one MLP policy, as `gymbrowser build` counts it. The
baseline is the same site with its files as they are.

site.unused_scripts: of the scripts and styles that only some studies need, what this site has
though it has no such step; the baseline is all of them.
"""

from pathlib import PurePosixPath

from benchmarks.rows import Row
from gymbrowser import resources
from gymbrowser.boot import first_visit, total
from gymbrowser.build import Built
from gymbrowser.plan.controls import JOYSTICK
from gymbrowser.plan.scripts import GAME, OF_STEPS

_UNUSED = {*OF_STEPS, JOYSTICK} - {GAME}
"""The benchmark's study is played with keys, and judges, records and asks nothing."""


def measure(built: Built) -> list[Row]:
    """From a host that compresses with Brotli, and from one that compresses nothing."""
    cost = total(first_visit(built.plan.assets))
    raw = [float(cost.raw)]
    return [
        Row.of("site.bytes_brotli", "bytes", [float(cost.brotli)], raw, "<= 8,500,000"),
        Row.of("site.bytes_plain_host", "bytes", [float(cost.plain_host)], raw, "<= 11,000,000"),
        _unused(built),
    ]


def _unused(built: Built) -> Row:
    names = {PurePosixPath(asset.path).name for asset in built.plan.assets} & _UNUSED
    ours, all_of_them = (
        float(sum((resources.bundles() / name).stat().st_size for name in some))
        for some in (names, _UNUSED)
    )
    return Row.of("site.unused_scripts", "bytes", [ours], [all_of_them], "0")
