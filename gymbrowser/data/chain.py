"""The hash chain of one writer: which chunks follow each other, and what is wrong with it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from gymbrowser.contract.chunks import ChunkHeader
from gymbrowser.data.chunks import Chunk
from gymbrowser.data.keys import kind_of

_DRAWN = 100_000
"""From here on a writer's number says nothing: see js/src/page/record/session.ts."""


@dataclass(frozen=True)
class Fault:
    """One place where a chain is not whole."""

    kind: Literal["gap", "previous", "fork", "first"]
    """Chunks are missing; a chunk names another predecessor; several chunks have one number; a
    chunk's records don't follow on those of the chunk before."""
    number: int
    """Of the chunk, or of the first one that is missing."""
    detail: str


@dataclass(frozen=True)
class Chain:
    """The chunks of one writer in order, one per number, each once."""

    chunks: tuple[Chunk, ...]
    faults: tuple[Fault, ...]

    @property
    def records(self) -> int:
        """How many records the chunks hold."""
        return sum(len(chunk.records) for chunk in self.chunks)


def in_turn(chains: Mapping[str, Chain]) -> list[str]:
    """Writers kind by kind, those of one kind in the order in which they began.

    The browser numbers them: the clock that records go by may be set between two visits. Where it
    stores nothing the number is drawn; such a writer stands where it began by that clock.
    """
    numbered = sorted((name for name in chains if _number(name) < _DRAWN), key=_number)
    drawn = sorted(chains.keys() - {*numbered}, key=lambda name: _began(chains[name]))
    for name in drawn:
        began = _began(chains[name])
        later = (at for at, other in enumerate(numbered) if _began(chains[other]) > began)
        numbered.insert(next(later, len(numbered)), name)
    return sorted(numbered, key=kind_of)


def _number(writer: str) -> int:
    return int(writer.rpartition("-")[2])


def _began(chain: Chain) -> float:
    return next((record.t for chunk in chain.chunks for record in chunk.records), 0.0)


def link(chunks: Iterable[Chunk]) -> Chain:
    """Order the chunks of one writer and name every fault.

    Identical chunks count once. Where several chunks have one number, the one that the next chunk
    names is taken, then the one that names the chunk before, then the one with the smallest hash.
    """
    numbered = _by_number(chunks)
    chosen = tuple(_choose(numbered))
    return Chain(chosen, (*_forks(numbered), *_breaks(chosen)))


def _by_number(chunks: Iterable[Chunk]) -> list[list[Chunk]]:
    """For each number in order, its distinct chunks by hash."""
    distinct = {chunk.key.sha256: chunk for chunk in chunks}
    numbered = defaultdict[int, list[Chunk]](list)
    for chunk in sorted(distinct.values(), key=lambda chunk: (chunk.key.number, chunk.key.sha256)):
        numbered[chunk.key.number].append(chunk)
    return list(numbered.values())


def _choose(numbered: Sequence[list[Chunk]]) -> Iterator[Chunk]:
    """One chunk per number."""
    before: str | None = None
    for position, rivals in enumerate(numbered):
        successors = numbered[position + 1] if position + 1 < len(numbered) else []
        named = {chunk.header.previous for chunk in successors}
        best = min(rivals, key=lambda chunk: _rank(chunk, named, before))
        before = best.key.sha256
        yield best


def _rank(chunk: Chunk, named: set[str | None], before: str | None) -> tuple[bool, bool]:
    return chunk.key.sha256 not in named, chunk.header.previous != before


def _forks(numbered: Iterable[list[Chunk]]) -> Iterator[Fault]:
    for rivals in numbered:
        if len(rivals) > 1:
            detail = f"{len(rivals)} different chunks have the number {rivals[0].key.number}"
            yield Fault("fork", rivals[0].key.number, detail)


def _breaks(chunks: Iterable[Chunk]) -> Iterator[Fault]:
    number, previous, first = 0, None, 0
    for chunk in chunks:
        header = chunk.header
        if header.number > number:
            yield Fault("gap", number, f"{header.number - number} missing before {header.number}")
        else:
            yield from _mismatches(header, previous, first)
        number, previous = header.number + 1, chunk.key.sha256
        first = header.first + header.records


def _mismatches(header: ChunkHeader, previous: str | None, first: int) -> Iterator[Fault]:
    """What a chunk says of the one before it, if that is there."""
    if header.previous != previous:
        detail = f"it names {header.previous or 'none'} as the one before, not {previous or 'none'}"
        yield Fault("previous", header.number, detail)
    if header.first != first:
        detail = f"its records begin at {header.first}, not at {first}"
        yield Fault("first", header.number, detail)
