"""From a folder of data to files of tables, session by session."""

from collections import Counter
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, get_args

from gymbrowser.contract.questions import answer_options
from gymbrowser.contract.steps import FormStep
from gymbrowser.contract.wire import Mode
from gymbrowser.data.new_folder import new_folder
from gymbrowser.data.sessions import require_folder, scan
from gymbrowser.data.tables.batch import Batch
from gymbrowser.data.tables.dictionary import write_dictionary
from gymbrowser.data.tables.fill import Privacy, batches_of
from gymbrowser.data.tables.origin import sessions_by_date
from gymbrowser.data.tables.parquet import ParquetFiles
from gymbrowser.data.tables.schema import Table, tables
from gymbrowser.data.tables.text_files import TextFiles
from gymbrowser.store.site import read_site

type Format = Literal["parquet", "csv", "jsonl"]
FORMATS: tuple[Format, ...] = get_args(Format.__value__)


class Files(Protocol):
    """Where rows go."""

    def write(self, batch: Batch) -> None:
        """Append the rows."""

    def close(self) -> None:
        """All that was written is in the files."""


@dataclass(frozen=True)
class Exported:
    """What an export wrote."""

    folder: Path
    mode: Mode
    rows: Mapping[str, int]
    """Table to the number of its rows."""
    damaged: int
    """Sessions of which something is missing or wrong: the column `problems` says what."""
    experiments: frozenset[str]
    """Of which studies the sessions are, as far as they say it."""


def export(
    folder: Path,
    output: Path,
    form: Format,
    mode: Mode = "live",
    *,
    identities: bool = False,
    public: bool = False,
    site: Path | None = None,
    progress: Callable[[], None] = lambda: None,
) -> Exported:
    """Write all tables of one mode's sessions; one session is held in memory at a time.

    Args:
        folder: A pulled folder, or the store of `gymbrowser serve`.
        output: A folder that is not there, or empty. It is there whole, or not at all.
        form: Of the files.
        mode: Which sessions.
        identities: With who took part, where the folder has it.
        public: Without all that could tell who took part, and without their own words.
        site: The built site, whose forms say which answers are options: a public export has those.
        progress: Called after each session.

    Raises:
        UserError: There is no such folder, the output is taken, or pyarrow is not installed.
        OSError: A file can't be read or written.
    """
    require_folder(folder)
    privacy = Privacy(public, _options(site) if site else {})
    known = tables(public=public)
    rows = Counter(dict.fromkeys(known, 0))
    damaged, experiments = 0, set[str]()
    with new_folder(output) as place:
        files = _files(place, known, form)
        try:
            sessions = sessions_by_date(scan(folder), mode, identities=identities and not public)
            for origin, session in sessions:
                experiments.add(origin.experiment)
                for batch in batches_of(session, origin, privacy):
                    files.write(batch)
                    rows[batch.table.name] += batch.count
                    damaged += _is_damaged(batch)
                progress()
        finally:
            files.close()
        write_dictionary(place, known, rows, mode, public=public)
    return Exported(output, mode, rows, damaged, frozenset(experiments - {""}))


def _files(place: Path, known: Mapping[str, Table], form: Format) -> Files:
    return ParquetFiles(place, known) if form == "parquet" else TextFiles(place, known, form)


def _is_damaged(batch: Batch) -> bool:
    """Whether it is the row of a session of which something is missing or wrong."""
    return batch.table.name == "sessions" and batch.columns["state"] == ["damaged"]


def _options(site: Path) -> dict[tuple[str, str], Set[str]]:
    """Form step and answer to the options of it, of all forms of a site."""
    return {
        (step.id, name): options
        for step in read_site(site).manifest.steps
        if isinstance(step, FormStep)
        for question in step.questions
        for name, options in answer_options(question).items()
    }
