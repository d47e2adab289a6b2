"""The native Python of a site that was built, from the very wheels that lie in it."""

import hashlib
import json
from pathlib import Path
from typing import Any

from gymbrowser.environment.native import NativePython, native_python
from gymbrowser.errors import GymbrowserError, Place
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.lock import Lock, LockedWheel
from gymbrowser.store.site import read_site


def site_python(
    site: Path, cache: Cache, *, offline: bool = False, version: str | None = None
) -> NativePython:
    """The Python in which a site's episodes can be run again natively.

    Args:
        site: The folder that `build` wrote.
        cache: Where unpacked and native packages are kept.
        offline: Fetch nothing.
        version: Of a folder below `v/`; None: the version that the page names.

    Raises:
        UserError: It is not a site.
        GymbrowserError: The site is damaged, or see `native_python`.
    """
    built = read_site(site, version)
    file = built.version / built.manifest.runtime.lock
    said = json.loads(file.read_text(encoding="utf-8"))
    lock = Lock(
        wheels=tuple(_wheel(entry, file) for entry in said["packages"].values()),
        pyodide=built.manifest.runtime.pyodide,
        python=said["info"]["python"],
        abi=said["info"]["abi_version"],
    )
    return native_python(lock, cache, offline=offline)


def _wheel(entry: dict[str, Any], lock: Path) -> LockedWheel:
    file = lock.parent / entry["file_name"]
    if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != entry["sha256"]:
        raise GymbrowserError(
            "the site is damaged: a package is missing or was changed",
            where=Place(file),
            why=f"{lock.name} names its SHA-256, {entry['sha256']}.",
            remedy="Copy the site again from where it is whole, or build it again.",
        )
    return LockedWheel(
        name=entry["name"],
        version=entry["version"],
        file_name=file.name,
        sha256=entry["sha256"],
        content=file,
        imports=tuple(entry["imports"]),
        origin="index",  # not told by the site, and all the same here
    )
