"""What the endpoint remembers: small documents, changed only by who has seen them as they are."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Protocol

from pydantic import BaseModel

from gymbrowser.endpoint.refusal import RefusedError
from gymbrowser.errors import GymbrowserError, Place

_BUSY_S = 10


@dataclass(frozen=True)
class Document:
    """A document as it was read."""

    text: str
    version: str
    """Changes with every write."""


class State(Protocol):
    """Documents by name. Two that write at once can't both succeed."""

    def read(self, name: str) -> Document | None:
        """The document as it is now; None if there is none.

        Raises:
            GymbrowserError: It can't be read.
        """
        ...

    def write(self, name: str, text: str, *, seen: Document | None) -> bool:
        """Write a document, if it still is what was seen of it.

        Args:
            name: Plain words with slashes between.
            text: Its new content.
            seen: What `read` gave.

        Returns:
            Whether it was written; if not, somebody else was quicker.

        Raises:
            GymbrowserError: It can't be written.
        """
        ...


def update[M: BaseModel](
    state: State, name: str, new: M, change: Callable[[M], M], *, tries: int
) -> M:
    """Change a document, on what it is now; what stays the same is not written.

    Args:
        state: That has it.
        name: Of the document.
        new: What it is before anybody has written it.
        change: Gives its new content, or the very same object; is called again where somebody else
            was quicker.
        tries: How often somebody else may be quicker.

    Raises:
        RefusedError: Somebody else always was; or `change` refuses.
        GymbrowserError: The state can't be read or written.
    """
    for _ in range(tries):
        seen = state.read(name)
        entry = new if seen is None else type(new).model_validate_json(seen.text)
        changed = change(entry)
        if seen is not None and changed is entry:
            return entry
        if state.write(name, changed.model_dump_json(), seen=seen):
            return changed
    raise RefusedError("busy")


@dataclass(frozen=True)
class MemoryState:
    """For tests and previews: forgotten when the process ends."""

    documents: dict[str, Document] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def read(self, name: str) -> Document | None:
        """See `State`."""
        return self.documents.get(name)

    def write(self, name: str, text: str, *, seen: Document | None) -> bool:
        """See `State`."""
        with self._lock:
            if self.documents.get(name) != seen:
                return False
            version = 1 if seen is None else int(seen.version) + 1
            self.documents[name] = Document(text, str(version))
            return True


class SqliteState:
    """A file, for one server: any number of processes on it may share the file.

    Args:
        file: Made if it does not exist.

    Raises:
        GymbrowserError: It can't be made, or is no such file.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        with self._connected() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS document"
                " (name TEXT PRIMARY KEY, version INTEGER NOT NULL, text TEXT NOT NULL) STRICT"
            )

    def read(self, name: str) -> Document | None:
        """See `State`."""
        with self._connected() as connection:
            found = connection.execute(
                "SELECT text, version FROM document WHERE name = ?", (name,)
            ).fetchone()
        return None if found is None else Document(found[0], str(found[1]))

    def write(self, name: str, text: str, *, seen: Document | None) -> bool:
        """See `State`."""
        with self._connected() as connection:
            if seen is None:
                done = connection.execute(
                    "INSERT INTO document VALUES (?, 1, ?) ON CONFLICT DO NOTHING", (name, text)
                )
            else:
                done = connection.execute(
                    "UPDATE document SET text = ?, version = version + 1"
                    " WHERE name = ? AND version = ?",
                    (text, name, int(seen.version)),
                )
            return done.rowcount == 1

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        """One for each use, so that threads share nothing; each statement is a transaction."""
        try:
            with closing(
                sqlite3.connect(self._file, timeout=_BUSY_S, isolation_level=None)
            ) as connection:
                yield connection
        except sqlite3.Error as error:
            raise GymbrowserError(
                "The endpoint's state can't be read or written.",
                where=Place(self._file),
                why=f"SQLite says: {error}.",
                remedy="Make sure that the folder is there, is writable and has room.",
            ) from error
