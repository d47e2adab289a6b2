"""A chunk: gzip of JSON lines, the first of which is its header, the others records.

Its object key is `<prefix>/<mode>/<session>/<writer>/<number>-<hash>.jsonl.gz`, with the number in
six digits and the SHA-256 of the gzip bytes.
The chunks of one writer form a hash chain: `previous` is the SHA-256 of the gzip bytes before.
A chunk that the store would not take whole arrives in pieces of its bytes: piece `i` of `n` has the
chunk's key with `.<i>-<n>` after it.
"""

from typing import Final, Literal

from pydantic import Field

from gymbrowser.contract.game_records import ActionSource
from gymbrowser.contract.input_records import InputKind
from gymbrowser.contract.wire import AgentLayout, Count, Dtype, Mode, SessionId, Sha256, Wire

MAX_RECORD_BYTES: Final = 8_000_000
"""Of one record's JSON. A recorder writes none that is longer: a chunk with such a record alone is
within what is read (8 MiB, `store.grant.MAX_CHUNK_BYTES`), even if gzip can't make it smaller."""


class ChunkHeader(Wire):
    """The first line of a chunk."""

    format: Literal["gymbrowser.chunk/1"]
    experiment: str
    mode: Mode
    site: Sha256
    session: SessionId
    writer: str
    """`page-<k>` or `game-<k>`: k counts the times that a writer was started in this session.
    `identity-1` and `withdrawal-1` have one record each, see there."""
    number: Count
    """0, 1, 2, … in the chain of this writer."""
    previous: Sha256 | None
    first: Count
    """`n` of the first record."""
    records: Count
    """How many follow, with consecutive `n`."""
    layouts: dict[str, dict[str, AgentLayout]]
    """Game step to agent to layout, that of `observation` as it is recorded: after downsampling.
    Empty in the page's chunks."""
    columns: dict[str, Dtype]
    """The dtype of every column of a `steps`, `inputs` or `frames` record that is not packed by a
    layout; a row of `digest` is 32 bytes."""
    sources: list[ActionSource]
    """What the numbers of the `source` column mean, by position."""
    kinds: list[InputKind] = Field(default=[])
    """What the numbers of the column `kind` of `inputs` records mean, by position. Earlier chunks
    have neither."""
