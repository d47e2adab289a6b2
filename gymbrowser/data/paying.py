"""What each recruiting service takes beyond lists of ids: to approve, to give credit, to pay.

Sources: Amazon Mechanical Turk, "Requester UI Guide", Reviewing Assignments Offline: an `X` in the
column `Approve` of the results; "AWS CLI Command Reference", mturk send-bonus. SONA Systems,
"Testing External Study Credit Granting": a study's completion URL gives the credit to whoever its
`survey_code` names.
"""

import csv
import io
import shlex
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from gymbrowser.contract.steps import EndStep
from gymbrowser.data.completions import Completions
from gymbrowser.store.site import read_site

_APPROVE, _REJECT = "Approve", "Reject"
_ASSIGNMENT = "assignmentid"
_PLACEHOLDER = "{participant}"


def mturk_lists(results: Path, found: Completions, reason: str) -> dict[str, str]:
    """File name to content, of what a requester on Mechanical Turk uploads and runs.

    Args:
        results: The results of the batch that `found` is of.
        found: What the data decide.
        reason: What a worker reads beside the bonus.
    """
    lists = {"mturk-review.csv": "".join(_reviewed(results, frozenset(found.approve)))}
    if found.bonuses is not None:
        lists["send-bonus.sh"] = "".join(_bonus_lines(found.bonuses, reason))
    return lists


def sona_lists(found: Completions, site: Path | None) -> dict[str, str]:
    """File name to content, of what gives SONA's credit to who came to the end.

    Args:
        found: What the data decide.
        site: The built site, whose `end` names the study's completion URL.

    Raises:
        UserError: It is no site.
    """
    if site is None:
        return {}
    address = _completion_url(site)
    if address is None:
        return {}
    links = (address.replace(_PLACEHOLDER, quote(who, safe="")) for who in found.approve)
    return {"credit-links.txt": "".join(f"{link}\n" for link in links)}


def _reviewed(results: Path, approved: frozenset[str]) -> Iterator[str]:
    """The table as it came, cell for cell: MTurk takes back its own. Nobody is rejected by it."""
    with results.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    names = [name.strip().lower() for name in header]
    for column in (_APPROVE, _REJECT):
        if column.lower() not in names:
            header.append(column)
            names.append(column.lower())
    assignment, approve = names.index(_ASSIGNMENT), names.index(_APPROVE.lower())
    yield _csv_line(header)
    for row in rows:
        cells = row + [""] * (len(header) - len(row))
        if cells[assignment].strip() in approved:
            cells[approve] = "X"
        yield _csv_line(cells)


def _bonus_lines(bonuses: tuple[tuple[str, str], ...], reason: str) -> Iterator[str]:
    """Run twice it pays once: MTurk takes a request of the same token as the same one."""
    yield "#!/bin/sh\n# Pays each bonus by the AWS CLI; needs mturk:SendBonus.\nset -eu\n"
    for payee, amount in bonuses:
        worker, _, assignment = payee.partition(",")
        token = sha256(f"{worker}/{assignment}".encode()).hexdigest()
        options = {
            "worker-id": worker,
            "assignment-id": assignment,
            "bonus-amount": amount,
            "reason": reason,
            "unique-request-token": token,
        }
        words = (f"--{name} {shlex.quote(value)}" for name, value in options.items())
        yield f"aws mturk send-bonus {' '.join(words)}\n"


def _completion_url(site: Path) -> str | None:
    """The redirect of the `end` by which a session is done, where it names the participant."""
    for step in read_site(site).manifest.steps:
        if isinstance(step, EndStep) and step.outcome == "done":
            address = step.redirect or ""
            if _PLACEHOLDER in address:
                rest = address.replace(_PLACEHOLDER, "")
                return None if "{" in rest else address
    return None


def _csv_line(cells: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerow(cells)
    return text.getvalue()
