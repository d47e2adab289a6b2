"""What was said during an episode, and where in the recording each picture is."""

import numpy as np
from numpy.typing import NDArray

from gymbrowser.contract.browser_records import ClockRecord
from gymbrowser.contract.replay import ReplaySound
from gymbrowser.data.audio import Recording, recordings_of
from gymbrowser.data.episodes import Episode
from gymbrowser.data.sessions import Session
from gymbrowser.data.trajectory import decode
from gymbrowser.replay.tape import times_ms

TYPES = ("audio/webm", "audio/mp4", "audio/ogg")
"""What a browser's MediaRecorder makes. A stranger may call anything a sound."""


def sound_of(session: Session, episode: Episode) -> ReplaySound | None:
    """The recording that was made during an episode; None where there is none.

    Raises:
        DamageError: Something of the episode is missing, or does not follow its layout.
    """
    stepped = decode(episode).stepped
    found = _clock(session, episode)
    if found is None or not stepped.size or not np.isfinite(stepped).all():
        return None
    writer, clock = found
    at = _pictures(stepped) - clock.offset_ms
    for number, (recording, _) in enumerate(recordings_of(session)):
        ours = recording.writer == writer and recording.step == episode.start.step
        if ours and type_of(recording) is not None and _overlaps(recording, at):
            return ReplaySound(number=number, at_ms=(at - recording.begun_t_ms).tolist())
    return None


def read_sound(session: Session, number: int) -> tuple[str, bytes] | None:
    """One recording of a session: its type and its bytes; None where there is none of the number.

    Args:
        session: Whose it is.
        number: As `ReplaySound` has it.
    """
    for position, (recording, sound) in enumerate(recordings_of(session)):
        kind = type_of(recording)
        if position == number and kind is not None:
            return kind, sound
    return None


def type_of(recording: Recording) -> str | None:
    """Its media type, if a browser may be asked to play that."""
    kind = recording.mime.partition(";")[0].strip()
    return kind if kind in TYPES else None


def _clock(session: Session, episode: Episode) -> tuple[str, ClockRecord] | None:
    """The last comparison of the clocks before the episode, and which load of the page made it.

    They are compared before each episode, so it is the load in which that was played.
    """
    if not episode.steps:
        return None
    begun = episode.steps[0].record.t
    known = [
        (record.t, writer, record)
        for writer, chain in session.chains.items()
        for chunk in chain.chunks
        for record in chunk.records
        if isinstance(record, ClockRecord) and record.t <= begun
    ]
    return max(known, key=lambda one: one[0])[1:] if known else None


def _pictures(stepped: NDArray[np.float64]) -> NDArray[np.float64]:
    """[T + 1], ms on the worker's clock: that of `reset` is put where the replay shows it."""
    return np.concatenate([[stepped[0] - times_ms(stepped)[1]], stepped])


def _overlaps(recording: Recording, at: NDArray[np.float64]) -> bool:
    begun = recording.begun_t_ms
    return bool(at[0] <= begun + recording.recorded_ms and at[-1] >= begun)
