"""What participants said: files of sound, put together from the pieces in the records."""

import base64
import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields
from itertools import groupby
from pathlib import Path

from gymbrowser.contract.audio_records import AudioRecord
from gymbrowser.contract.records import SessionRecord
from gymbrowser.contract.wire import Mode
from gymbrowser.data.new_folder import new_folder
from gymbrowser.data.sessions import Session, require_folder, scan
from gymbrowser.data.tables.origin import sessions_by_date
from gymbrowser.data.tables.text_files import unarmed

LIST_NAME = "recordings.csv"
_ENDINGS = {"audio/webm": ".webm", "audio/mp4": ".m4a", "audio/ogg": ".ogg"}
"""By type; the list has it in full. What a stranger calls anything else is only bytes."""


@dataclass(frozen=True)
class Recording:
    """One recording; a row of the list."""

    session: str
    step: str
    """The study's step: a `microphone` step, or a game."""
    writer: str
    """Who wrote it: `page-<k>`, anew at each load of the page."""
    take: int
    """Which of the writer's, from 0."""
    file: str
    """Relative to the list."""
    mime: str
    begun_t_ms: float
    """When it began, on the page's clock, as `input_t_ms` of the table `steps`."""
    recorded_ms: float
    """From there to its last piece, which was recorded when it ended, by the same clock. Where the
    `session` record of the page's load is lost, from its first piece: about a second less."""
    pieces: int
    bytes: int
    whole: bool
    """Whether it has its end: a page that was killed takes the last second with it."""


@dataclass(frozen=True)
class Recordings:
    """What was written."""

    folder: Path
    mode: Mode
    found: tuple[Recording, ...]


def write_recordings(
    folder: Path, output: Path, mode: Mode = "live", *, progress: Callable[[], None] = lambda: None
) -> Recordings:
    """Write every recording of one mode's sessions into a file, and a list of them.

    Voices tell who somebody is: no other export has them.

    Args:
        folder: A pulled folder, or the store of `gymbrowser serve`.
        output: A folder that is not there, or empty. It is there whole, or not at all.
        mode: Which sessions.
        progress: Called after each session.

    Raises:
        UserError: There is no such folder, or the output is taken.
        OSError: A file can't be read or written.
    """
    require_folder(folder)
    found: list[Recording] = []
    with new_folder(output) as place:
        for _, session in sessions_by_date(scan(folder), mode, identities=False):
            for recording, sound in recordings_of(session):
                file = place / recording.file
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(sound)
                found.append(recording)
            progress()
        _write_list(place / LIST_NAME, found)
    return Recordings(output, mode, tuple(found))


def recordings_of(session: Session) -> Iterator[tuple[Recording, bytes]]:
    """The recordings of a session, each with its sound."""
    for writer, chain in session.chains.items():
        pieces = [
            record
            for chunk in chain.chunks
            for record in chunk.records
            if isinstance(record, AudioRecord)
        ]
        for take, group in groupby(sorted(pieces, key=_place), key=lambda piece: piece.take):
            yield _recording(session, writer, take, list(group))


def _place(piece: AudioRecord) -> tuple[int, int]:
    return piece.take, piece.part


def _recording(
    session: Session, writer: str, take: int, pieces: list[AudioRecord]
) -> tuple[Recording, bytes]:
    first, last = pieces[0], pieces[-1]
    origin = _time_origin(session, writer)
    begun = first.t if origin is None else origin + first.begun_t
    sound = b"".join(map(_bytes, pieces))
    name = re.sub(r"[^A-Za-z0-9_-]", "_", f"{first.step}-{writer}-{take}")[:100]
    ending = _ENDINGS.get(first.mime.partition(";")[0], ".bin")
    recording = Recording(
        session=session.id,
        step=first.step,
        writer=writer,
        take=take,
        file=f"{session.id}/{name}{ending}",
        mime=first.mime,
        begun_t_ms=first.begun_t,
        recorded_ms=max(0.0, last.t - begun),
        pieces=len(pieces),
        bytes=len(sound),
        whole=last.last and [piece.part for piece in pieces] == list(range(len(pieces))),
    )
    return recording, sound


def _time_origin(session: Session, writer: str) -> float | None:
    """Of the page's load that recorded it."""
    chunks = session.chains[writer].chunks
    visits = (r for chunk in chunks for r in chunk.records if isinstance(r, SessionRecord))
    return next((visit.time_origin for visit in visits), None)


def _bytes(piece: AudioRecord) -> bytes:
    """A stranger's base64 may be none."""
    try:
        return base64.b64decode(piece.data, validate=True)
    except ValueError:
        return b""


def _write_list(file: Path, found: list[Recording]) -> None:
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, [field.name for field in fields(Recording)])
        writer.writeheader()
        for recording in found:
            writer.writerow({name: _plain(value) for name, value in asdict(recording).items()})


def _plain(value: object) -> object:
    return unarmed(value) if isinstance(value, str) else value
