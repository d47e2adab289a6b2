"""Is a folder of data whole? Everything that is known to be missing or wrong, by kind.

`show` sums up what is there; this reads all of it to the last bit, and says what the data were
recorded by: the versions of site and environment.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from gymbrowser.contract.browser_records import LossRecord
from gymbrowser.contract.records import EnterRecord
from gymbrowser.contract.wire import Mode
from gymbrowser.data.columns import DamageError
from gymbrowser.data.episodes import Episode
from gymbrowser.data.findings import Finding, FindingKind
from gymbrowser.data.inputs import decode_inputs
from gymbrowser.data.losses import losses_of_others
from gymbrowser.data.moments import moment
from gymbrowser.data.quarantine import Quarantined, known
from gymbrowser.data.sessions import (
    Session,
    read_sessions,
    require_folder,
    scan,
    withdrawn_sessions,
)
from gymbrowser.data.sums import name_of, wrong_sums
from gymbrowser.data.trajectory import decode, returns, step_count

MAX_TEXTS = 100
"""Findings of one session that are kept: whoever made more of them meant to."""
_LONGEST = 500
"""Characters of a text that a stranger may have written."""


@dataclass(frozen=True)
class Version:
    """What sessions were recorded by."""

    experiment: str
    site: str
    """SHA-256: the name of its folder below `v/` of the site."""
    environment: str
    """SHA-256 of the environment's name, arguments and packages."""
    gymbrowser: str


@dataclass
class Span:
    """The sessions of one version."""

    sessions: int = 0
    first: float = float("inf")
    last: float = float("-inf")
    """When the first and the last of them began: ms since 1970."""


@dataclass(frozen=True)
class OpenSession:
    """One that did not come to an end."""

    session: str
    step: str | None
    """The one that was entered last."""
    last: datetime | None
    """When its last record was written, by the participant's clock."""


@dataclass
class Checked:
    """A folder of data, read to the last bit."""

    mode: Mode
    sessions: int = 0
    episodes: int = 0
    steps: int = 0
    """Environment steps, of the episodes that broke off too."""
    counts: Counter[FindingKind] = field(default_factory=Counter)
    """How many findings there are of each kind."""
    damaged: dict[str, tuple[Finding, ...]] = field(default_factory=dict)
    """Session to its findings, at most `MAX_TEXTS` of them."""
    open: list[OpenSession] = field(default_factory=list)
    versions: dict[Version, Span] = field(default_factory=lambda: defaultdict(Span))
    mixed: list[str] = field(default_factory=list)
    """Sessions whose visits were recorded by several versions."""
    several: dict[str, list[str]] = field(default_factory=dict)
    """Participant to their sessions, where there are several; only if identities were asked for."""
    losses: list[str] = field(default_factory=list)
    """What sessions say of earlier ones in the same browser, of which something was lost."""
    copies: int = 0
    """Files that are copies of others: each chunk counts once."""
    quarantined: tuple[Quarantined, ...] = ()
    """What `pull` and `import` have set aside."""
    foreign: tuple[Path, ...] = ()
    """Files that are no chunks."""
    withdrawn: tuple[str, ...] = ()
    """Sessions that are to be deleted: they are not read."""
    late: Mapping[str, int] = field(default_factory=dict)
    """Erased session to how many of its chunks are here all the same."""

    @property
    def is_sound(self) -> bool:
        """Whether nothing is missing or wrong. A session without an end is neither."""
        return not (self.damaged or self.quarantined or self.late)


def check_data(
    folder: Path,
    mode: Mode = "live",
    *,
    identities: bool = False,
    progress: Callable[[], None] = lambda: None,
    visit: Callable[[Session, bool], None] = lambda _, __: None,
) -> Checked:
    """Read all sessions of one mode to the last bit, one at a time.

    Args:
        folder: A pulled folder, or the store of `gymbrowser serve`.
        mode: Which sessions.
        identities: Say whose ids came several times.
        progress: Called after each session.
        visit: Called with each session, and whether it is damaged: what it keeps stays in memory.

    Raises:
        UserError: There is no such folder.
        OSError: A file can't be read.
    """
    require_folder(folder)
    found = scan(folder)
    checked = Checked(
        mode,
        copies=found.copies,
        quarantined=tuple(known(folder).values()),
        foreign=found.foreign,
        withdrawn=withdrawn_sessions(found, mode),
        late={name: len(files) for name, files in found.erased.get(mode, {}).items() if files},
    )
    participants = defaultdict[str, list[str]](list)
    for session in read_sessions(found, mode, identities=identities):
        _add(checked, session)
        if session.participant is not None:
            participants[session.participant[:_LONGEST]].append(session.id)
        visit(session, session.id in checked.damaged)
        progress()
    checked.several = {who: ids for who, ids in participants.items() if len(ids) > 1}
    return checked


def findings_of(session: Session) -> Iterator[Finding]:
    """All that is missing or wrong in one session, down to the columns of its episodes."""
    yield from session.findings
    for episode in session.episodes:
        yield from _findings_in(episode)


def _findings_in(episode: Episode) -> Iterator[Finding]:
    try:
        decode(episode)
        decode_inputs(episode)
        sums = returns(episode)
    except DamageError as damage:
        yield Finding("episode", f"{name_of(episode)}: {damage}.")
        return
    for text in wrong_sums(episode, sums):
        yield Finding("return", text)


def _add(checked: Checked, session: Session) -> None:
    checked.sessions += 1
    checked.episodes += sum(episode.end is not None for episode in session.episodes)
    checked.steps += sum(map(step_count, session.episodes))
    findings = tuple(findings_of(session))
    if findings:
        checked.counts.update(finding.kind for finding in findings)
        checked.damaged[session.id] = tuple(map(_short, findings[:MAX_TEXTS]))
    if session.end is None:
        checked.open.append(_open(session))
    checked.losses += (
        text[:_LONGEST] for text in islice(losses_of_others(session.records(LossRecord)), MAX_TEXTS)
    )
    _add_versions(checked, session)


def _add_versions(checked: Checked, session: Session) -> None:
    versions = {
        Version(v.experiment[:_LONGEST], v.site, v.environment, v.gymbrowser[:_LONGEST]): v.t
        for v in reversed(session.visits)
    }
    for version, t in versions.items():
        span = checked.versions[version]
        span.sessions += 1
        span.first, span.last = min(span.first, t), max(span.last, t)
    if len(versions) > 1:
        checked.mixed.append(session.id)


def _open(session: Session) -> OpenSession:
    entered = session.records(EnterRecord)
    step = entered[-1].step[:_LONGEST] if entered else None
    times = [
        chunk.records[-1].t
        for chain in session.chains.values()
        for chunk in chain.chunks
        if chunk.records
    ]
    return OpenSession(session.id, step, moment(max(times, default=None)))


def _short(finding: Finding) -> Finding:
    return Finding(finding.kind, finding.text[:_LONGEST])
