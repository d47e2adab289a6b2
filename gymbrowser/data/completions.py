"""Whom to pay: the submissions of a recruiting service, held against the data that arrived."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from gymbrowser.contract.records import Outcome
from gymbrowser.contract.steps import EndStep
from gymbrowser.contract.wire import Mode
from gymbrowser.data.bonus import Earned, Payroll, UnpayableError
from gymbrowser.data.check import findings_of
from gymbrowser.data.sessions import Session, read_sessions, require_folder, scan
from gymbrowser.data.submissions import PROLIFIC, Service, Submission, read_submissions
from gymbrowser.data.tables.text_files import unarmed
from gymbrowser.errors import UserError
from gymbrowser.store.files import write_atomically
from gymbrowser.store.site import read_site

_NO_CODE = frozenset({"", "nocode"})
_PAID = "approved"
"""The status of a submission that was accepted, with all services."""
_SEPARATORS = frozenset({",", ";", '"'})
"""Where a service gives no table an id comes from the address of the page: nobody is to write lines
or columns of their own into the lists of whom to pay."""

_LISTS = frozenset({"bonus.csv", "mturk-review.csv", "send-bonus.sh", "credit-links.txt"})
"""Those that not every run has."""

type Codes = Mapping[Outcome, Set[str]]
"""Outcome to the completion codes by which a session ends so."""


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
    """The handles of those who reached the end, and of whose data nothing is missing."""
    screened_out: tuple[str, ...]
    by_hand: tuple[ByHand, ...]
    decided: int
    """Submissions that have another status already: they are in none of the lists."""
    unknown: tuple[str, ...]
    """Participants with sessions here who have no submission."""
    bonuses: tuple[tuple[str, str], ...] | None = None
    """Of those to approve, whom to pay (with MTurk `worker,assignment`) and the amount by the
    records; None: the study has no bonus."""
    disputed: tuple[str, ...] = ()
    """Those of them who have read another amount than the records give."""


@dataclass(frozen=True)
class _Came:
    """One session of a participant."""

    session: str
    outcome: Outcome | None
    damaged: bool
    earned: Earned | None = None
    """None: the study has no bonus, or they have not come to its end."""
    unpayable: str | None = None
    """Why nobody can say here what they have earned."""


def completions(
    folder: Path,
    export: Path | None,
    mode: Mode = "live",
    *,
    site: Path | None = None,
    service: Service = PROLIFIC,
) -> Completions:
    """Decide what the data can decide.

    Args:
        folder: A pulled folder, with its identities.
        export: A CSV file of the service; None: everybody waits who has taken part, as with SONA.
        mode: Which sessions.
        site: The built site, which knows codes and bonus; None: codes are not compared, and nothing
            is said of a bonus.
        service: Whose file it is.

    Raises:
        UserError: There is no such folder or file, or it is not what it should be.
        OSError: A file can't be read.
    """
    require_folder(folder)
    given = None if export is None else read_submissions(export, service)
    codes = codes_of(site) if site else {}
    payroll = None if site is None else Payroll.of(site)
    came = _sessions_by_participant(folder, mode, payroll)
    submissions = [Submission.of(who, service) for who in came] if given is None else given
    approve: list[Submission] = []
    screened: list[Submission] = []
    by_hand: list[ByHand] = []
    waiting = [one for one in submissions if one.status == service.waiting]
    paying = Counter(
        one.participant for one in submissions if one.status in (service.waiting, _PAID)
    )
    for one in waiting:
        sessions = came.get(one.participant, ())
        decision = _decide(one, sessions, paying[one.participant], codes)
        match decision:
            case "done":
                approve.append(one)
            case "screened_out":
                screened.append(one)
            case _:
                by_hand.append(ByHand(one.participant, one.code, decision))
    known = {one.participant for one in submissions}
    earnings = [(_payee(one), _earned(came[one.participant])) for one in approve]
    bonuses, disputed = (None, ()) if payroll is None else payroll.list_of(earnings)
    return Completions(
        tuple(one.handle for one in approve),
        tuple(one.handle for one in screened),
        tuple(by_hand),
        decided=len(submissions) - len(waiting),
        unknown=tuple(sorted(came.keys() - known)),
        bonuses=bonuses,
        disputed=disputed,
    )


def write_completions(
    found: Completions, output: Path, more: Mapping[str, str] | None = None
) -> list[Path]:
    """Write the lists into a folder: ids line by line, and id and bonus, as Prolific takes them.

    Args:
        found: What the data decide.
        output: The folder.
        more: Name to content of further files, which come last.

    Raises:
        OSError: It can't be written.
    """
    texts = {
        "approve.txt": "".join(f"{one}\n" for one in found.approve),
        "screened-out.txt": "".join(f"{one}\n" for one in found.screened_out),
        "check-by-hand.csv": "".join(_csv_lines(found.by_hand)),
    }
    if found.bonuses is not None:
        texts["bonus.csv"] = "".join(f"{who},{amount}\n" for who, amount in found.bonuses)
    texts |= more or {}
    for name, text in texts.items():
        write_atomically(output / name, [text.encode()])
    for name in _LISTS - texts.keys():  # of an earlier run, about whom this one says nothing
        (output / name).unlink(missing_ok=True)
    return [output / name for name in texts]


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


def _earned(sessions: Iterable[_Came]) -> Earned | None:
    """In the one session that counts: a superseded one has earned nothing."""
    return next((one.earned for one in sessions if one.earned is not None), None)


def _payee(submission: Submission) -> str:
    """As `bonus.csv` names whom to pay."""
    named = (submission.participant, submission.handle)
    return ",".join(dict.fromkeys(named))


def _sessions_by_participant(
    folder: Path, mode: Mode, payroll: Payroll | None
) -> dict[str, list[_Came]]:
    came = defaultdict[str, list[_Came]](list)
    identified = False
    for session in read_sessions(scan(folder), mode, identities=True):
        if session.participant is not None:
            identified = True
            came[session.participant].append(_came(session, payroll))
    if not identified:
        raise UserError(
            f"No {mode} session in {folder} says who took part.",
            why="Submissions and sessions are matched by the participant's id.",
            remedy="Pull without --no-identities, or name other sessions with --mode.",
        )
    return dict(came)


def _came(session: Session, payroll: Payroll | None) -> _Came:
    outcome = session.end.outcome if session.end else None
    came = _Came(session.id, outcome, damaged=any(True for _ in findings_of(session)))
    if payroll is None or outcome != "done" or came.damaged:
        return came
    try:
        return replace(came, earned=payroll.earned(session))
    except UnpayableError as error:
        return replace(came, unpayable=str(error))


def _decide(
    submission: Submission, sessions: Sequence[_Came], submissions: int, codes: Codes
) -> str:
    """`done`, `screened_out`, or why the data do not decide.

    Args:
        submission: One that waits.
        sessions: All of its participant.
        submissions: How many of theirs wait, or were accepted.
        codes: Of the site.
    """
    if not submission.participant.isprintable() or _SEPARATORS & {*submission.participant}:
        return "no id has such characters"
    counted = [one for one in sessions if one.outcome != "superseded"]
    if not counted:
        return "no session has this id"
    if len(counted) > 1:
        names = ", ".join(one.session[:8] for one in counted)
        return f"there are {len(counted)} sessions: {names}"
    if submissions > 1:
        return f"there are {submissions} submissions of this id, and one session"
    [one] = counted
    if one.damaged:
        return f"session {one.session[:8]} is damaged, see `gymbrowser data check`"
    if one.outcome is None:
        return f"session {one.session[:8]} has no end"
    if one.outcome not in ("done", "screened_out"):
        return f"session {one.session[:8]} ended as {one.outcome}"
    if one.unpayable is not None:
        return f"session {one.session[:8]}: {one.unpayable}"
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
