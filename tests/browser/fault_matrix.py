"""The judge of the data: what was confirmed must have arrived, exactly once."""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

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
    """One fault, summed over its trials."""

    trials: int = 0
    made: int = 0
    stored: int = 0
    lost: int = 0
    duplicated: int = 0


class Matrix:
    """What became of every fault."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}

    def judge(self, fault: str, session: Session | None, confirmed: Confirmed) -> None:
        """Count one trial: everything that was confirmed must have arrived, exactly once."""
        assert session is not None, "nothing has arrived"
        made = session.end.writers if session.end else {}
        arrived = Counter(numbers_of(session))
        answers = Counter(words_of(session))
        ended = [episode for episode in session.episodes if episode.end is not None]
        missing = [(w, n) for w, count in made.items() for n in range(count) if not arrived[w, n]]
        row = self.rows.setdefault(fault, Row())
        row.trials += 1
        row.made += sum(made.values())
        row.stored += sum(made.values()) - len(missing)
        row.lost += len(missing)
        row.duplicated += sum(count - 1 for count in arrived.values())
        assert session.problems == ()
        assert (missing, set(arrived.values())) == ([], {1})
        assert answers == Counter(confirmed.answers)
        assert len(ended) == confirmed.episodes
        assert {step_count(episode) for episode in ended} == {LENGTH}

    def table(self) -> str:
        head = f"{'fault':34}{'trials':>7}{'made':>8}{'stored':>8}{'lost':>6}{'duplicated':>12}"
        lines = [
            f"{name:34}{row.trials:7}{row.made:8}{row.stored:8}{row.lost:6}{row.duplicated:12}"
            for name, row in self.rows.items()
        ]
        return "\n".join([head, *lines])

    def save(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        rows = {name: vars(row) for name, row in self.rows.items()}
        file.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


def numbers_of(session: Session) -> list[tuple[str, int]]:
    """Writer and number of every record that was read."""
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
