"""Data in a notebook: typed tables, and trajectories as NumPy arrays."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gymbrowser.contract.game_records import EpisodeRecord
from gymbrowser.contract.wire import Mode
from gymbrowser.data.columns import DamageError
from gymbrowser.data.sessions import Folder, read_sessions, require_folder, scan
from gymbrowser.data.tables.batch import Batch
from gymbrowser.data.tables.fill import Privacy, batches_of
from gymbrowser.data.tables.origin import sessions_by_date
from gymbrowser.data.tables.parquet import require_pyarrow, schema_of
from gymbrowser.data.tables.schema import Table, tables
from gymbrowser.data.trajectory import Decoded, decode

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def load(
    folder: str | Path, mode: Mode = "live", *, identities: bool = False, practice: bool = False
) -> "Data":
    """The data of a folder, read when they are asked for.

    Args:
        folder: A pulled folder, or the store of `gymbrowser serve`.
        mode: Which sessions.
        identities: With who took part, where the folder has it.
        practice: With the episodes of games that are `practice: true`.

    Raises:
        UserError: There is no such folder.
    """
    require_folder(Path(folder))
    return Data(Path(folder), mode, identities, practice)


@dataclass(frozen=True)
class Loaded:
    """A table in memory."""

    schema: Table
    """Names, types and descriptions of its columns."""
    columns: Mapping[str, list[Any]]
    """Column to Python's values, None where there is none."""

    @classmethod
    def empty(cls, schema: Table) -> "Loaded":
        """Without rows."""
        return cls(schema, {column.name: [] for column in schema.columns})

    def extend(self, batch: Batch) -> None:
        """Append rows of the same table."""
        for row in batch.rows():
            for column, value in zip(self.columns.values(), row, strict=True):
                column.append(value)

    def __len__(self) -> int:
        """How many rows it has."""
        return len(next(iter(self.columns.values())))

    def __getitem__(self, column: str) -> list[Any]:
        """The values of a column."""
        return self.columns[column]

    def rows(self) -> Iterator[dict[str, Any]]:
        """Row by row, as mappings."""
        for row in zip(*self.columns.values(), strict=True):
            yield dict(zip(self.columns, row, strict=True))

    def pandas(self) -> "pd.DataFrame":
        """With pandas' types that know missing values; needs pandas."""
        import pandas as pd

        types = {"integer": "Int64", "number": "Float64", "boolean": "boolean", "text": "string"}
        kinds = {column.name: types.get(column.kind) for column in self.schema.columns}
        return pd.DataFrame(
            {
                name: pd.Series(values, dtype=kinds[name] or "object")
                for name, values in self.columns.items()
            }
        )

    def arrow(self) -> "pa.Table":
        """For Polars (`polars.from_arrow`), DuckDB and others; needs pyarrow.

        Raises:
            UserError: It is not installed.
        """
        require_pyarrow()
        import pyarrow as pa

        return pa.Table.from_pydict(dict(self.columns), schema=schema_of(self.schema.columns))


@dataclass(frozen=True)
class PlayedEpisode:
    """One episode of one session, as arrays."""

    session: str
    start: EpisodeRecord
    """Game step, attempt, episode, seed and actors."""
    decoded: Decoded
    """Agent to its trajectory, and the times of the steps."""


@dataclass(frozen=True)
class Data:
    """A folder of data. A table is read when it is first asked for, with all sessions."""

    folder: Path
    mode: Mode
    identities: bool
    practice: bool = False
    """Whether episodes are in it that were for practice."""

    @cached_property
    def sessions(self) -> Loaded:
        """One row per session."""
        return self._small["sessions"]

    @cached_property
    def events(self) -> Loaded:
        """What happened: one row per record that is in no other table."""
        return self._small["events"]

    @cached_property
    def answers(self) -> Loaded:
        """One row per question of a form that was sent."""
        return self._small["answers"]

    @cached_property
    def comparisons(self) -> Loaded:
        """One row per judgement on which of two clips is better."""
        return self._small["comparisons"]

    @cached_property
    def episodes(self) -> Loaded:
        """One row per episode and agent."""
        return self._small["episodes"]

    @cached_property
    def steps(self) -> Loaded:
        """One row per environment step and agent. All of them: of large data, export instead."""
        return self._read("steps")["steps"]

    @cached_property
    def observations(self) -> Loaded:
        """One row per recorded observation. All of them: for arrays, see `trajectories`."""
        return self._read("observations")["observations"]

    @cached_property
    def inputs(self) -> Loaded:
        """One row per key, button, move or touch of a person."""
        return self._read("inputs")["inputs"]

    def trajectories(self, step: str | None = None) -> Iterator[PlayedEpisode]:
        """Every episode that is whole in itself, one at a time, bit for bit as it was recorded.

        Args:
            step: The game; None: all of them.

        Raises:
            OSError: A file can't be read.
        """
        for session in read_sessions(self._found, self.mode):
            for episode in session.episodes:
                if step in (None, episode.start.step) and self._counts(episode.start):
                    try:
                        decoded = decode(episode)
                    except DamageError:
                        continue  # `episodes` says why
                    yield PlayedEpisode(session.id, episode.start, decoded)

    def _counts(self, start: EpisodeRecord) -> bool:
        return self.practice or not start.practice

    @cached_property
    def _small(self) -> Mapping[str, Loaded]:
        """Read at once: each reading takes as long as the data are large."""
        return self._read("sessions", "events", "answers", "comparisons", "episodes")

    def _read(self, *names: str) -> Mapping[str, Loaded]:
        loaded = {name: Loaded.empty(tables()[name]) for name in names}
        for batch in self._batches():
            if batch.table.name in loaded:
                loaded[batch.table.name].extend(batch)
        return loaded

    @cached_property
    def _found(self) -> Folder:
        return scan(self.folder)

    def _batches(self) -> Iterator[Batch]:
        for origin, session in sessions_by_date(self._found, self.mode, identities=self.identities):
            yield from batches_of(session, origin, Privacy(), practice=self.practice)
