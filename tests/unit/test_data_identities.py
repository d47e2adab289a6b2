"""Who took part stands apart, and what is to be deleted is in no table."""

from pathlib import Path

import pytest

from gymbrowser.data.sessions import read_sessions, scan
from gymbrowser.data.show import summarise
from gymbrowser.data.take_in import take_in
from gymbrowser.data.tombstones import TombstoneKey
from tests.chunks import (
    Sealed,
    Writer,
    cart_session,
    download,
    end,
    identified,
    save,
    session,
    withdrawn,
)

A, B = "a" * 32, "b" * 32


def test_who_took_part_is_told_to_those_who_ask(tmp_path: Path) -> None:
    writer = Writer("identity-1")
    who = writer.seal({"type": "identity", "participant": "anna", "params": {"STUDY_ID": "s1"}})
    save(tmp_path, *cart_session(), who)
    [row] = summarise(tmp_path).rows
    assert (row.participant, row.params, row.state) == (None, {}, "whole")
    [row] = summarise(tmp_path, identities=True).rows
    assert (row.participant, row.params, row.state) == ("anna", {"STUDY_ID": "s1"}, "whole")
    [one] = read_sessions(scan(tmp_path), "live")
    assert one.participant is None
    assert "identity-1" not in one.chains


def test_a_session_whose_identity_was_withheld_is_whole(tmp_path: Path) -> None:
    page = Writer("page-1")
    save(tmp_path, page.seal(session(), end({"page-1": 2, "identity-1": 1})))
    assert [row.state for row in summarise(tmp_path, identities=True).rows] == ["whole"]


def test_records_of_earlier_pages_name_the_participant_themselves(tmp_path: Path) -> None:
    old = session(participant="anna", params={"STUDY_ID": "s1"})
    save(tmp_path, Writer("page-1").seal(old))
    assert [row.participant for row in summarise(tmp_path).rows] == [None]
    [row] = summarise(tmp_path, identities=True).rows
    assert (row.participant, row.params, row.problems) == ("anna", {"STUDY_ID": "s1"}, ())


def test_what_is_to_be_deleted_is_left_out_and_named(tmp_path: Path) -> None:
    save(tmp_path, *cart_session(A), withdrawn(A), *cart_session(B), withdrawn(B, choice="keep"))
    summary = summarise(tmp_path)
    assert ([row.session for row in summary.rows], summary.withdrawn) == ([B], (A,))
    every = read_sessions(scan(tmp_path), "live", withdrawn=True)
    assert [(one.id, one.withdrawal) for one in every] == [(A, "delete"), (B, "keep")]


def test_a_marker_of_another_session_or_a_broken_one_hides_nothing(tmp_path: Path) -> None:
    broken = Sealed(withdrawn(A).key, b"rubbish")
    save(tmp_path, *cart_session(A), broken)
    [row] = summarise(tmp_path).rows
    assert (row.session, row.state) == (A, "damaged")


def test_an_erased_session_is_not_read_whatever_comes_of_it(tmp_path: Path) -> None:
    late, *_ = cart_session(A)
    save(tmp_path, late, *cart_session(B))
    stone = tmp_path / TombstoneKey("live", A).path
    stone.parent.mkdir(parents=True)
    stone.write_bytes(b"")
    summary = summarise(tmp_path)
    assert ([row.session for row in summary.rows], summary.erased) == ([B], {A: 1})
    assert scan(tmp_path).foreign == ()
    (tmp_path / "from-anna").write_bytes(download(*cart_session(A)))
    taken = take_in([tmp_path / "from-anna"], tmp_path)
    assert (taken.new, taken.present, taken.erased) == (0, 0, 4)


def test_a_download_is_taken_in_with_who_took_part_apart(tmp_path: Path) -> None:
    (tmp_path / "from-anna").write_bytes(download(*cart_session(), identified()))
    take_in([tmp_path / "from-anna"], tmp_path / "data")
    assert (tmp_path / "data" / "identities" / identified().key.path).is_file()
    assert not (tmp_path / "data" / identified().key.path).exists()
    [row] = summarise(tmp_path / "data", identities=True).rows
    assert row.participant == "P1"


@pytest.mark.parametrize(
    "key",
    [
        f"erased/live/{A}.json/x",
        f"erased/other/{A}.json",
        f"erased/live/{A[:-1]}.json",
        f"erased/live/../{A}.json",
        f"erased/live/{A}.json\n",
    ],
)
def test_what_is_no_tombstone(key: str) -> None:
    assert TombstoneKey.parse(key) is None
