"""The records of a game writer, gathered by episode: still packed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import get_args

from gymbrowser.contract.chunks import ChunkHeader
from gymbrowser.contract.game_records import (
    EpisodeEndRecord,
    EpisodeRecord,
    PauseRecord,
    RateRecord,
    StepsRecord,
)
from gymbrowser.contract.input_records import InputsRecord
from gymbrowser.contract.signals import HookRecord, SignalRecord
from gymbrowser.contract.timing_records import FramesRecord, StallRecord, TimingRecord
from gymbrowser.data.chain import Chain

type _Plain = PauseRecord | RateRecord | StallRecord | SignalRecord | HookRecord
"""What there may be many of."""
type _Within = (
    StepsRecord
    | FramesRecord
    | InputsRecord
    | TimingRecord
    | EpisodeEndRecord
    | PauseRecord
    | RateRecord
    | StallRecord
    | SignalRecord
    | HookRecord
)
_KINDS = get_args(_Within.__value__)
"""What there is of an episode beyond its beginning."""


@dataclass(frozen=True)
class Packed[R]:
    """A record with columns, and the header that says how they are packed."""

    header: ChunkHeader
    record: R


@dataclass(frozen=True)
class Episode:
    """One episode as it was recorded: packed. `gymbrowser.data.trajectory` decodes it."""

    writer: str
    header: ChunkHeader
    """Of the chunk that it begins in."""
    start: EpisodeRecord
    steps: tuple[Packed[StepsRecord], ...]
    end: EpisodeEndRecord | None
    """None: the session broke off, or the rest has not arrived."""
    frames: tuple[Packed[FramesRecord], ...] = ()
    """When the steps' frames were painted. Earlier versions recorded none of these and the next."""
    inputs: tuple[Packed[InputsRecord], ...] = ()
    """`gymbrowser.data.inputs` decodes them."""
    pauses: tuple[PauseRecord, ...] = ()
    rates: tuple[RateRecord, ...] = ()
    stalls: tuple[StallRecord, ...] = ()
    timing: TimingRecord | None = None
    """How well it kept time, as the browser said; `gymbrowser.data.timing` computes it anew."""
    signals: tuple[SignalRecord, ...] = ()
    """What the person said beside the game, also before its first step and after its last."""
    hook: tuple[HookRecord, ...] = ()
    """What the game's hook has recorded."""

    @property
    def is_over(self) -> bool:
        """Whether it came to an end, and not by an error."""
        return self.end is not None and self.end.reason != "error"

    @property
    def counts(self) -> bool:
        """Whether it is in results: it is over, and was not for practice."""
        return self.is_over and not self.start.practice


def players(episode: Episode) -> list[str]:
    """The agents of people; where nobody plays, the first agent. The score is that of the first."""
    actors = episode.start.actors
    return [a for a, actor in actors.items() if actor == "human"] or list(actors)[:1]


def last_way(episodes: Iterable[Episode]) -> list[Episode]:
    """Those of the last way through one game that were over, as `Scoring` of the page adds them up.

    A reload, or an error, gives the rest of a game a new attempt, in which its episodes go on
    being counted; where they are counted anew, the participant came to the game once more.

    Args:
        episodes: Of one game, by the time that they began.
    """
    way: list[Episode] = []
    for episode in episodes:
        if episode.is_over:
            if way and episode.start.episode <= way[-1].start.episode:
                way = []
            way.append(episode)
    return way


def episodes_of(writer: str, chain: Chain) -> Iterator[Episode]:
    """Those of one writer. Steps without the beginning of theirs are in a gap of the chain."""
    drafts: dict[tuple[str, int, int | None], _Draft] = {}
    early: dict[tuple[str, int, int | None], list[_Plain]] = defaultdict(list)
    for chunk in chain.chunks:
        for record in chunk.records:
            if isinstance(record, EpisodeRecord):
                place = _place_of(record)
                drafts.setdefault(place, _Draft(chunk.header, record, others=early.pop(place, [])))
            elif isinstance(record, HookRecord) and _place_of(record) not in drafts:
                early[_place_of(record)].append(record)  # it was called by `reset` itself
            elif isinstance(record, _KINDS) and (draft := drafts.get(_place_of(record))):
                draft.add(chunk.header, record)
    for draft in drafts.values():
        yield draft.finished(writer)


@dataclass
class _Draft:
    header: ChunkHeader
    start: EpisodeRecord
    steps: list[Packed[StepsRecord]] = field(default_factory=list)
    frames: list[Packed[FramesRecord]] = field(default_factory=list)
    inputs: list[Packed[InputsRecord]] = field(default_factory=list)
    others: list[_Plain] = field(default_factory=list)
    timing: TimingRecord | None = None
    end: EpisodeEndRecord | None = None

    def add(self, header: ChunkHeader, record: _Within) -> None:
        match record:
            case StepsRecord():
                self.steps.append(Packed(header, record))
            case FramesRecord():
                self.frames.append(Packed(header, record))
            case InputsRecord():
                self.inputs.append(Packed(header, record))
            case TimingRecord():
                self.timing = record
            case EpisodeEndRecord():
                self.end = record
            case _:
                self.others.append(record)

    def finished(self, writer: str) -> Episode:
        return Episode(
            writer=writer,
            header=self.header,
            start=self.start,
            steps=tuple(self.steps),
            end=self.end,
            frames=tuple(self.frames),
            inputs=tuple(self.inputs),
            pauses=self._all(PauseRecord),
            rates=self._all(RateRecord),
            stalls=self._all(StallRecord),
            timing=self.timing,
            signals=self._all(SignalRecord),
            hook=self._all(HookRecord),
        )

    def _all[R](self, kind: type[R]) -> tuple[R, ...]:
        return tuple(record for record in self.others if isinstance(record, kind))


def _place_of(record: EpisodeRecord | _Within) -> tuple[str, int, int | None]:
    """A `timing` record of all episodes is of none of them."""
    return record.step, record.attempt, record.episode
