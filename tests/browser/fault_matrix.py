"""The judge of the data: what was confirmed must have arrived, exactly once."""

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

from gymbrowser.contract.browser_records import LossRecord
from gymbrowser.contract.records import AnswersRecord
from gymbrowser.data.sessions import Session
from gymbrowser.data.trajectory import step_count
from tests.browser.fault_study.env.tick import LENGTH


@dataclass
class Confirmed:
    """What the page has led its visitor to believe is safe."""

    answers: list[str] = field(default_factory=list)
    episodes: int = 0


@dataclass
class Row:
    """One fault, summed over its trials; all but the trials are records."""

    trials: int = 0
    made: int = 0
    stored: int = 0
    named: int = 0
    """Gone with the browser's storage, and a `loss` record says so."""
    lost: int = 0
    """Gone without a word."""
    duplicated: int = 0


@dataclass
class Unfinished:
    """The episodes in which a kill fell, summed over all kills; steps are those seen drawn."""

    episodes: int = 0
    steps: int = 0
    lost: int = 0
    lost_at_most: int = 0
    """In one episode."""

    def count(self, seen: int, stored: int) -> None:
        lost = max(0, seen - stored)
        self.episodes += 1
        self.steps += seen
        self.lost += lost
        self.lost_at_most = max(self.lost_at_most, lost)


class Matrix:
    """What became of every fault."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        self.unfinished: dict[str, Unfinished] = {}

    def judge(self, fault: str, session: Session | None, confirmed: Confirmed) -> None:
        """Count one trial: everything that was confirmed must have arrived, exactly once."""
        session = self.count(fault, session)
        ended = [episode for episode in session.episodes if episode.end is not None]
        assert session.problems == ()
        assert Counter(words_of(session)) == Counter(confirmed.answers)
        assert len(ended) == confirmed.episodes
        assert {step_count(episode) for episode in ended} == {LENGTH}

    def count(self, fault: str, session: Session | None, trials: int = 1) -> Session:
        """Count one session: what the browser made is there, or is named, and nothing is twice."""
        assert session is not None, "nothing has arrived"
        made = made_in(session)
        arrived = Counter(numbers_of(session))
        missing = made - set(arrived)
        named = missing & named_in(session)
        row = self.rows.setdefault(fault, Row())
        row.trials += trials
        row.made += len(made)
        row.stored += len(made) - len(missing)
        row.named += len(named)
        row.lost += len(missing - named)
        row.duplicated += sum(count - 1 for count in arrived.values())
        assert (missing - named, set(arrived.values())) == (set(), {1})
        return session

    def unfinished_of(self, fault: str) -> Unfinished:
        return self.unfinished.setdefault(fault, Unfinished())

    def table(self) -> str:
        head = (
            f"{'fault':38}{'trials':>7}{'made':>8}{'stored':>8}{'named':>7}{'lost':>6}"
            f"{'duplicated':>12}"
        )
        lines = [
            f"{name:38}{row.trials:7}{row.made:8}{row.stored:8}{row.named:7}{row.lost:6}"
            f"{row.duplicated:12}"
            for name, row in self.rows.items()
        ]
        notes = [
            f"{name}: of {found.steps} steps that were seen in {found.episodes} rounds before the "
            f"kill, {found.lost} are gone, {found.lost_at_most} at most in one round."
            for name, found in self.unfinished.items()
        ]
        return "\n".join([head, *lines, *notes])

    def save(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        rows = {name: asdict(row) for name, row in self.rows.items()}
        for name, found in self.unfinished.items():
            rows[name]["unfinished"] = asdict(found)
        file.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


type Number = tuple[str, int]
"""Of a record: its writer, and which of the writer's records it is."""


def made_in(session: Session) -> set[Number]:
    """What the browser counted: at the end of the session, or when it found records gone."""
    ends = session.end.writers if session.end else {}
    return named_in(session) | {(w, n) for w, count in ends.items() for n in range(count)}


def named_in(session: Session) -> set[Number]:
    """What the browser's storage had before it was emptied, of this session or an earlier one."""
    return {
        (writer if loss.session == session.id else f"{loss.session} {writer}", n)
        for loss in session.records(LossRecord)
        for writer, count in loss.writers.items()
        for n in range(count.made)
    }


def numbers_of(session: Session) -> list[Number]:
    """Of every record that was read."""
    return [
        (writer, record.n)
        for writer, chain in session.chains.items()
        for chunk in chain.chunks
        for record in chunk.records
    ]


def words_of(session: Session) -> list[str]:
    """All answers of the session."""
    records = session.records(AnswersRecord)
    return [str(record.answers["words"]) for record in records]
