"""Quarantine: what arrived but is not what its key says, kept with the reason and never read."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from gymbrowser.store.files import write_atomically

QUARANTINE = "quarantine"
"""The folder's name."""


@dataclass(frozen=True)
class Quarantined:
    """An object that is not what its key says."""

    key: str
    etag: str
    """Of the object in its bucket; of a downloaded file, the SHA-256 of the bytes."""
    reason: str


_NOTE = TypeAdapter(Quarantined)


def set_aside(into: Path, found: Quarantined, data: bytes) -> Quarantined:
    """Keep bytes and reason under names of our own, since a stranger chose the key."""
    name = hashlib.sha256(f"{found.key}\n{found.etag}".encode()).hexdigest()
    if data:
        write_atomically(into / QUARANTINE / f"{name}.bin", [data])
    note = _NOTE.dump_json(found, indent=2)
    write_atomically(into / QUARANTINE / f"{name}.json", [note])
    return found


def known(into: Path) -> dict[tuple[str, str], Quarantined]:
    """What was set aside before, by key and ETag."""
    paths = (into / QUARANTINE).glob("*.json")
    notes = [note for path in paths if (note := _read_note(path)) is not None]
    return {(note.key, note.etag): note for note in notes}


def known_files(into: Path) -> Iterator[tuple[Quarantined, tuple[Path, ...]]]:
    """What was set aside, and the files that hold it."""
    for path in sorted((into / QUARANTINE).glob("*.json")):
        if note := _read_note(path):
            yield note, tuple(f for f in (path, path.with_suffix(".bin")) if f.is_file())


def _read_note(path: Path) -> Quarantined | None:
    """None for what is no note of ours: the object is then fetched and judged again."""
    try:
        return _NOTE.validate_json(path.read_bytes())
    except ValidationError:
        return None
