"""What is said of a place that the system refuses."""

import errno
import os
from pathlib import Path

import pytest

from gymbrowser.store.files import name_beside, refusal


def refused(number: int, path: Path | None = None) -> OSError:
    return OSError(number, os.strerror(number), path and str(path))


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOTDIR, errno.EISDIR])
def test_a_wrong_place_is_the_users(number: int) -> None:
    told = refusal(refused(number, Path("/srv/out")))
    assert told.exit_code == 2
    assert str(told).startswith(f"/srv/out: {os.strerror(number)}\n")
    assert "name another place" in str(told)


def test_a_full_disk_is_the_machines() -> None:
    told = refusal(refused(errno.ENOSPC, Path("/srv/out")))
    assert told.exit_code == 1
    assert "Make room" in str(told)


@pytest.mark.parametrize("kind", ["new", "old"])
def test_what_is_put_together_beside_a_place_is_not_named(kind: str) -> None:
    inside = name_beside(Path("/srv/my.tables"), kind) / "steps" / ".0123456789abcdef.part"
    assert str(refusal(refused(errno.EIO, inside))).startswith("/srv/my.tables/steps: ")


def test_something_without_a_place() -> None:
    assert str(refusal(refused(errno.EMFILE))) == f"the machine: {os.strerror(errno.EMFILE)}"
