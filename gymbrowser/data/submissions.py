"""The submissions of a recruiting service, as its table has them.

Sources: Prolific, "Exporting data": the demographic export has the columns `Participant id`,
`Status` and `Completion code`. Amazon Mechanical Turk, "Requester UI Guide": the results of a batch
have `WorkerId`, `AssignmentId`, `AssignmentStatus`, and `Answer.NAME` for each field of the form.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from gymbrowser.errors import Place, UserError


@dataclass(frozen=True)
class Service:
    """The table that a recruiting service gives of its submissions; columns in lower case."""

    participant: str
    status: str
    code: str
    waiting: str
    """The status of a submission that is to be decided."""
    handle: str
    """By what the service takes a decision."""
    remedy: str

    @property
    def columns(self) -> tuple[str, ...]:
        """All that it must have."""
        return tuple(dict.fromkeys((self.participant, self.status, self.code, self.handle)))


PROLIFIC = Service(
    participant="participant id",
    status="status",
    code="completion code",
    waiting="awaiting review",
    handle="participant id",
    remedy="Take the demographic export of the study's submissions.",
)
MTURK = Service(
    participant="workerid",
    status="assignmentstatus",
    code="answer.code",
    waiting="submitted",
    handle="assignmentid",
    remedy="Take the results of the batch, of a task whose form has the field `code`.",
)


@dataclass(frozen=True)
class Submission:
    """A row of the service's export."""

    participant: str
    status: str
    code: str
    handle: str
    """By what the service takes a decision: a participant, or with MTurk an assignment."""

    @classmethod
    def of(cls, participant: str, service: Service) -> Self:
        """Of somebody who has taken part, where the service gives no table."""
        return cls(participant, service.waiting, "", participant)


def read_submissions(export: Path, service: Service = PROLIFIC) -> list[Submission]:
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
    missing = [name for name in service.columns if not rows or name not in rows[0]]
    if missing:
        raise UserError(
            f"the columns {', '.join(f'`{name}`' for name in missing)} are missing"
            if rows
            else "there are no rows in it",
            where=Place(export, 1),
            remedy=service.remedy,
        )
    names = (service.participant, service.status, service.code, service.handle)
    said = ([row.get(name, "") for name in names] for row in rows)
    return [
        Submission(participant, status.lower().replace("-", " "), code, handle)
        for participant, status, code, handle in said
        if participant
    ]


def _named(row: Mapping[str | None, str | list[str] | None]) -> dict[str, str]:
    """Names in lower case; what a short or a long row lacks or has beyond is left out."""
    return {
        name.strip().lower(): value.strip()
        for name, value in row.items()
        if name is not None and isinstance(value, str)
    }
