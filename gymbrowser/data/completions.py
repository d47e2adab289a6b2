"""Whom to pay: the submissions of a recruiting service, held against the data that arrived.

Source: Prolific, "Exporting data": the demographic export has the columns `Participant id`,
`Status` and `Completion code`.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from gymbrowser.contract.manifest import EndStep
from gymbrowser.contract.records import Outcome
from gymbrowser.contract.wire import Mode
from gymbrowser.data.check import findings_of
from gymbrowser.data.sessions import Session, read_sessions, require_folder, scan
from gymbrowser.data.tables.text_files import unarmed
from gymbrowser.errors import Place, UserError
from gymbrowser.store.files import write_atomically
from gymbrowser.store.site import read_site

PARTICIPANT, STATUS, CODE = "participant id", "status", "completion code"
WAITING = "awaiting review"
"""The status of a submission that is to be decided."""
_NO_CODE = frozenset({"", "nocode"})

type Codes = Mapping[Outcome, Set[str]]
"""Outcome to the completion codes by which a session ends so."""


@dataclass(frozen=True)
class Submission:
    """A row of the service's export."""

    participant: str
    status: str
    code: str


@dataclass(frozen=True)
class ByHand:
    """A submission that the data do not decide."""

    participant: str
    code: str
    why: str


@dataclass(frozen=True)
class Completions:
    """What to do with the submissions that wait for a decision."""

    approve: tuple[str, ...]
    """Participants who reached the end, and of whose data nothing is missing."""
    screened_out: tuple[str, ...]
    by_hand: tuple[ByHand, ...]
    decided: int
    """Submissions that have another status already: they are in none of the lists."""
    unknown: tuple[str, ...]
    """Participants with sessions here who have no submission."""


@dataclass(frozen=True)
class _Came:
    """One session of a participant."""

    session: str
    outcome: Outcome | None
    damaged: bool


def completions(
    folder: Path, export: Path, mode: Mode = "live", *, site: Path | None = None
) -> Completions:
    """Decide what the data can decide.

    Args:
        folder: A pulled folder, with its identities.
        export: A CSV file of Prolific's.
        mode: Which sessions.
        site: The built site, which knows the codes; None: codes are not compared.

    Raises:
        UserError: There is no such folder or file, or it is not what it should be.
        OSError: A file can't be read.
    """
    require_folder(folder)
    submissions = read_submissions(export)
    codes = codes_of(site) if site else {}
    came = _sessions_by_participant(folder, mode)
    approve: list[str] = []
    screened: list[str] = []
    by_hand: list[ByHand] = []
    waiting = [one for one in submissions if one.status == WAITING]
    for one in waiting:
        decision = _decide(one, came.get(one.participant, ()), codes)
        match decision:
            case "done":
                approve.append(one.participant)
            case "screened_out":
                screened.append(one.participant)
            case _:
                by_hand.append(ByHand(one.participant, one.code, decision))
    known = {one.participant for one in submissions}
    return Completions(
        tuple(approve),
        tuple(screened),
        tuple(by_hand),
        decided=len(submissions) - len(waiting),
        unknown=tuple(sorted(came.keys() - known)),
    )


def write_completions(found: Completions, output: Path) -> list[Path]:
    """Write the lists into a folder: ids line by line, as Prolific takes them in bulk.

    Raises:
        OSError: It can't be written.
    """
    texts = {
        "approve.txt": "".join(f"{one}\n" for one in found.approve),
        "screened-out.txt": "".join(f"{one}\n" for one in found.screened_out),
        "check-by-hand.csv": "".join(_csv_lines(found.by_hand)),
    }
    for name, text in texts.items():
        write_atomically(output / name, [text.encode()])
    return [output / name for name in texts]


def read_submissions(export: Path) -> list[Submission]:
    """Read the rows of a service's export.

    Raises:
        UserError: There is no such file, or it is no such export.
    """
    if not export.is_file():
        raise UserError(f"There is no file {export}.", remedy="Export it on the study's page.")
    try:
        with export.open(encoding="utf-8-sig", newline="") as file:
            rows = [_named(row) for row in csv.DictReader(file)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise UserError(
            "it is not a CSV file in UTF-8", where=Place(export), why=str(error)
        ) from error
    missing = [name for name in (PARTICIPANT, STATUS, CODE) if not rows or name not in rows[0]]
    if missing:
        raise UserError(
            f"the columns {', '.join(f'`{name}`' for name in missing)} are missing"
            if rows
            else "there are no rows in it",
            where=Place(export, 1),
            remedy="Take the demographic export of the study's submissions.",
        )
    said = ([row.get(name, "") for name in (PARTICIPANT, STATUS, CODE)] for row in rows)
    return [
        Submission(participant, status.lower().replace("-", " "), code)
        for participant, status, code in said
        if participant
    ]


def codes_of(site: Path) -> Codes:
    """The codes of a site's ends: those that are shown, and those in a redirect (`cc=…`).

    Raises:
        UserError: It is not a site.
    """
    found = defaultdict[Outcome, set[str]](set)
    for step in read_site(site).manifest.steps:
        if isinstance(step, EndStep):
            query = parse_qs(urlsplit(step.redirect or "").query)
            found[step.outcome].update(query.get("cc", []))
            if step.code is not None:
                found[step.outcome].add(step.code)
    return dict(found)


def _named(row: Mapping[str | None, str | list[str] | None]) -> dict[str, str]:
    """Names in lower case; what a short or a long row lacks or has beyond is left out."""
    return {
        name.strip().lower(): value.strip()
        for name, value in row.items()
        if name is not None and isinstance(value, str)
    }


def _sessions_by_participant(folder: Path, mode: Mode) -> dict[str, list[_Came]]:
    came = defaultdict[str, list[_Came]](list)
    identified = False
    for session in read_sessions(scan(folder), mode, identities=True):
        if session.participant is not None:
            identified = True
            came[session.participant].append(_came(session))
    if not identified:
        raise UserError(
            f"No {mode} session in {folder} says who took part.",
            why="Submissions and sessions are matched by the participant's id.",
            remedy="Pull without --no-identities, or name other sessions with --mode.",
        )
    return dict(came)


def _came(session: Session) -> _Came:
    outcome = session.end.outcome if session.end else None
    return _Came(session.id, outcome, damaged=any(True for _ in findings_of(session)))


def _decide(submission: Submission, sessions: Sequence[_Came], codes: Codes) -> str:
    """`done`, `screened_out`, or why the data do not decide."""
    counted = [one for one in sessions if one.outcome != "superseded"]
    if not counted:
        return "no session has this id"
    if len(counted) > 1:
        names = ", ".join(one.session[:8] for one in counted)
        return f"there are {len(counted)} sessions: {names}"
    [one] = counted
    if one.damaged:
        return f"session {one.session[:8]} is damaged, see `gymbrowser data check`"
    if one.outcome is None:
        return f"session {one.session[:8]} has no end"
    if one.outcome not in ("done", "screened_out"):
        return f"session {one.session[:8]} ended as {one.outcome}"
    return _by_code(submission.code, one.outcome, codes)


def _by_code(code: str, outcome: Outcome, codes: Codes) -> str:
    """Whether the code speaks against what the data say."""
    given = code.lower() not in _NO_CODE
    expected = codes.get(outcome, frozenset())
    if given and expected and code not in expected:
        return f"the data say {outcome}, the code is none of it"
    return outcome


def _csv_lines(rows: Iterable[ByHand]) -> Iterable[str]:
    yield "participant,code,why\r\n"
    for row in rows:
        yield ",".join(_quoted(text) for text in (row.participant, row.code, row.why)) + "\r\n"


def _quoted(text: str) -> str:
    return '"' + unarmed(text).replace('"', '""') + '"'
