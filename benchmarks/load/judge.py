"""Everything that was made against everything that has arrived, after `data pull`."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from benchmarks.load.browsers import EPISODES
from benchmarks.load.crowd import Crowd
from gymbrowser.contract.records import AnswersRecord
from gymbrowser.data.sessions import Session, read_sessions, scan


@dataclass
class Judgement:
    """Counts of records; what is lost, or there twice, has a sentence."""

    sessions: int = 0
    records: int = 0
    """Of the game, as the participants counted them."""
    stored: int = 0
    steps: int = 0
    lost: int = 0
    twice: int = 0


def judge(folder: Path, crowd: Crowd, browsers: list[str]) -> Judgement:
    """Every participant's session, read back and compared with what was counted.

    Args:
        folder: What `data pull` has written.
        crowd: What its participants have counted themselves.
        browsers: Whose page said that everything is saved; their browser counted for the `end`.
    """
    expected = {one["participant"]: one for one in crowd.witnessed}
    judgement = Judgement()
    seen = Counter[str]()
    for session in read_sessions(scan(folder), "live", identities=True):
        name = session.participant or ""
        seen[name] += 1
        judgement.sessions += 1
        made, there = (
            _of_crowd(session, expected[name]) if name in expected else _of_browser(session)
        )
        judgement.records += made
        judgement.stored += there
        judgement.steps += sum(episode.end.steps for episode in session.episodes if episode.end)
        judgement.lost += max(0, made - there) + len(session.problems)
        judgement.twice += max(0, there - made)
    missing = {*expected, *browsers} - seen.keys()
    judgement.lost += len(missing)
    judgement.twice += sum(count - 1 for count in seen.values())
    return judgement


def _of_crowd(session: Session, counted: dict[str, object]) -> tuple[int, int]:
    """The game's records; an answer or a step that differs is a record that is not there."""
    made = counted["records"]
    there = session.chains["game-1"].records if "game-1" in session.chains else 0
    answers = [record.answers.get("fun") for record in session.records(AnswersRecord)]
    steps = sum(episode.end.steps for episode in session.episodes if episode.end)
    wrong = (answers != [counted["answers"]]) + (steps != counted["steps"])
    assert isinstance(made, int)
    return made + wrong, there


def _of_browser(session: Session) -> tuple[int, int]:
    """By the count of its own `end` record; `problems` has what is missing of it."""
    ends = sum(1 for episode in session.episodes if episode.end)
    chains = session.chains.values()
    there = sum(chain.records for chain in chains)
    counted = sum(session.end.writers.values()) if session.end else there + 1
    # What happens to the page after the end is recorded too.
    return counted + max(0, EPISODES - ends), min(there, counted)
