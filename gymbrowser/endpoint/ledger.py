"""Who has asked for what, and how much of it: the rules that need a memory.

One document for each participant, with their sessions; one for each session, with its participant
and the chunks that were signed for it. A chunk that was signed once may be signed again as often
as it takes: a page that tries again is never refused for it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Self

from pydantic import BaseModel, Field

from gymbrowser.contract.endpoint import ChunkDescriptor, EndpointRequest
from gymbrowser.endpoint.refusal import RefusedError
from gymbrowser.endpoint.state import State, update
from gymbrowser.store.grant import MAX_CHUNK_BYTES

_TRIES = 16
"""How often somebody else may be quicker: a session has few requests on the way at a time."""


class Limits(BaseModel, frozen=True, extra="forbid"):
    """What one participant may have of the bucket."""

    max_chunk_bytes: int = Field(default=MAX_CHUNK_BYTES, ge=1)
    """Of one object; the recorder seals at 1 MB."""
    max_chunks: int = Field(default=10_000, ge=1)
    """Of one session. A session makes about 8 a minute."""
    max_session_bytes: int = Field(default=512 * 1024 * 1024, ge=1)
    """All chunks of one session together."""
    sessions_per_participant: int | None = Field(default=None, ge=1)
    """1: an id that was used is refused. None: any number, and no id is asked for."""


class ParticipantEntry(BaseModel):
    """The sessions of one participant, oldest first."""

    sessions: list[str] = []

    def admit(self, session: str, limit: int) -> Self:
        """With this session among them.

        Raises:
            RefusedError: They have as many as are allowed.
        """
        if session in self.sessions:
            return self
        if len(self.sessions) >= limit:
            raise RefusedError("participant-used")
        return self.model_copy(update={"sessions": [*self.sessions, session]})


class SessionEntry(BaseModel):
    """What was signed for one session."""

    participant: str | None = None
    chunks: dict[str, tuple[str, int]] = {}
    """`<writer>/<number>` to half of the hash, which tells contents apart as well, and bytes. A
    piece has `.<index>-<count>` after it, and its own bytes."""

    def admit(self, chunks: Iterable[ChunkDescriptor], limits: Limits) -> Self:
        """With these chunks among them.

        Raises:
            RefusedError: They are too many or too large, or another one has the number of one.
        """
        signed = dict(self.chunks)
        for chunk in chunks:
            name, content = _object(chunk), (chunk.sha256[:32], chunk.size)
            if chunk.size > limits.max_chunk_bytes:
                raise RefusedError("limit")
            if signed.setdefault(name, content) != content:
                raise RefusedError("conflict")
        total = sum(size for _, size in signed.values())
        if len(signed) > limits.max_chunks or total > limits.max_session_bytes:
            raise RefusedError("limit")
        return self if signed == self.chunks else self.model_copy(update={"chunks": signed})


def _object(chunk: ChunkDescriptor) -> str:
    whole = f"{chunk.writer}/{chunk.number}"
    return whole if chunk.piece is None else f"{whole}.{chunk.piece.index}-{chunk.piece.count}"


@dataclass(frozen=True)
class Ledger:
    """The rules, and the state that they are kept in."""

    state: State
    limits: Limits

    def admit(self, request: EndpointRequest) -> None:
        """Enter what is asked for; nothing is signed that is not entered.

        Raises:
            RefusedError: The participant or the session has had all that is allowed.
            GymbrowserError: The state can't be read or written.
        """
        if self.limits.sessions_per_participant is not None:
            self._admit_session(request, self.limits.sessions_per_participant)
        self._update(
            f"{request.mode}/sessions/{request.session}",
            SessionEntry(participant=request.participant),
            lambda entry: self._admit_chunks(entry, request),
        )

    def _admit_session(self, request: EndpointRequest, limit: int) -> None:
        if request.participant is None:
            raise RefusedError("no-participant")
        self._update(
            f"{request.mode}/participants/{request.participant}",
            ParticipantEntry(),
            lambda entry: entry.admit(request.session, limit),
        )

    def _admit_chunks(self, entry: SessionEntry, request: EndpointRequest) -> SessionEntry:
        if entry.participant != request.participant:
            raise RefusedError("other-participant")
        return entry.admit(request.chunks, self.limits)

    def _update[M: BaseModel](self, name: str, new: M, change: Callable[[M], M]) -> None:
        update(self.state, name, new, change, tries=_TRIES)
