"""The files that a site's Python starts from, where they lie in the site."""

from gymbrowser.asset import Asset
from gymbrowser.boot import LISTING, Boot, PackedArchive, Snapshot, listing
from gymbrowser.plan.paths import TO_ROOT, Runtime

EMPTY_ZIP = b"PK\x05\x06" + bytes(18)
"""An archive without files (PKWARE's APPNOTE, 4.3.16): Pyodide asks for its standard library even
where the archives have it."""


def boot_assets(boot: Boot | None, runtime: Runtime) -> list[Asset]:
    """The archives that belong to this version alone, and the listing of all."""
    if boot is None:
        return []

    def address(archive: PackedArchive) -> str:
        folder = f"{TO_ROOT}{runtime.folder}" if archive.shared else ""
        return folder + archive.asset.path

    snapshot = [boot.snapshot.asset] if isinstance(boot.snapshot, Snapshot) else []
    return [*boot.assets(shared=False), Asset(LISTING, listing(boot, address)), *snapshot]
