"""Erasing from folders: all of a session and nothing else, with a tombstone in its place."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from gymbrowser.cli import main
from gymbrowser.data.erase import Chosen, Erasure, erase, plan_erasure
from gymbrowser.data.holders import FolderHolder
from gymbrowser.data.quarantine import Quarantined, set_aside
from gymbrowser.data.show import summarise
from gymbrowser.data.tombstones import Tombstone, TombstoneKey
from gymbrowser.errors import UserError
from tests.chunks import (
    Writer,
    cart_session,
    download,
    identified,
    save,
    session,
    withdrawn,
)

A, B, NEAR_A = "a" * 32, "b" * 32, "a" * 31 + "b"
NOW = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A pulled folder with two sessions, something in quarantine and a download of each."""
    folder = tmp_path / "data"
    for name, participant in ((A, "anna"), (B, "bert")):
        save(folder, *cart_session(name))
        save(folder / "identities", identified(name, participant=participant))
        key = f"in/study/live/{name}/page-1/000000-{'0' * 64}.jsonl.gz"
        set_aside(folder, Quarantined(key, "etag", "a reason"), b"rubbish")
        (folder / f"cartpole-{name}.gymbrowser").write_bytes(download(*cart_session(name)))
    return folder


def planned(folder: Path, chosen: Chosen) -> tuple[tuple[Erasure, ...], tuple[str, ...]]:
    return plan_erasure([FolderHolder(folder)], "live", chosen)


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_all_of_a_session_goes_and_nothing_else(data: Path) -> None:
    before = names(data)
    [erasure], unknown = planned(data, Chosen([A[:8]]))
    assert (erasure.session, unknown, names(data)) == (A, (), before)
    erase(erasure, NOW)
    gone = before - names(data)
    # Four chunks, who it was, a download, and two files in quarantine.
    assert len(gone) == 8
    assert not any(B in name for name in gone)
    assert names(data) - before == {f"erased/live/{A}.json"}
    assert not any(A in str(path) for path in data.rglob("*") if path.is_dir())
    for path in (path for path in data.rglob("*") if path.is_file()):
        assert path.name == f"{A}.json" or A.encode() not in path.read_bytes()
    summary = summarise(data)
    assert ([row.session for row in summary.rows], summary.erased) == ([B], {A: 0})


def test_the_tombstone_says_when_and_nothing_of_whom(data: Path) -> None:
    [erasure], _ = planned(data, Chosen(participants=["anna"]))
    erase(erasure, NOW)
    text = (data / TombstoneKey("live", A).path).read_text()
    stone = Tombstone.model_validate_json(text)
    assert (stone.session, stone.erased_at) == (A, "2026-05-04T03:02:01+00:00")
    assert "anna" not in text


def test_a_session_is_found_by_who_took_part(data: Path) -> None:
    old = "c" * 32
    save(data, Writer("page-1", old).seal(session(session=old, participant="anna")))
    erasures, unknown = planned(data, Chosen(participants=["anna", "nobody"]))
    assert ([e.session for e in erasures], unknown) == ([A, old], ("nobody",))


@pytest.mark.parametrize("name", [f"cartpole-{A} (1).gymbrowser", "from-anna.gymbrowser"])
def test_a_download_goes_whatever_it_is_called(name: str, tmp_path: Path) -> None:
    """It may be all that there is of a session: it was sent by mail and not taken in yet."""
    (tmp_path / name).write_bytes(download(*cart_session(A), identified(A, participant="anna")))
    (tmp_path / "other.gymbrowser").write_bytes(download(*cart_session(B)))
    [erasure], unknown = planned(tmp_path, Chosen(participants=["anna"]))
    assert (erasure.session, unknown) == (A, ())
    erase(erasure, NOW)
    assert {name for name in names(tmp_path) if name.endswith("gymbrowser")} == {"other.gymbrowser"}


def test_of_two_sessions_in_one_download_the_other_one_stays(tmp_path: Path) -> None:
    file = tmp_path / "both.gymbrowser"
    file.write_bytes(download(*cart_session(A)) + download(*cart_session(B)))
    [erasure], _ = planned(tmp_path, Chosen(sessions=[A]))
    erase(erasure, NOW)
    assert file.read_bytes() == download(*cart_session(B))


def test_a_download_goes_that_lies_with_the_sessions_chunks(tmp_path: Path) -> None:
    folder = tmp_path / "live" / A
    folder.mkdir(parents=True)
    (folder / "from-anna.gymbrowser").write_bytes(download(*cart_session(A)))
    [erasure], _ = planned(tmp_path, Chosen(sessions=[A]))
    erase(erasure, NOW)
    assert not folder.exists()


def test_those_who_asked_for_it(data: Path) -> None:
    save(data, withdrawn(B), withdrawn(A, choice="keep"))
    erasures, _ = planned(data, Chosen(withdrawn=True))
    assert [erasure.session for erasure in erasures] == [B]


def test_what_came_after_the_erasure_is_erased_by_another(data: Path) -> None:
    [erasure], _ = planned(data, Chosen([A]))
    erase(erasure, NOW)
    save(data, cart_session(A)[0])
    assert summarise(data).erased == {A: 1}
    [again], _ = planned(data, Chosen([A]))
    erase(again, NOW)
    assert summarise(data).erased == {A: 0}


def test_one_place_without_the_session_gets_the_tombstone_too(data: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    save(other, *cart_session(B))
    [erasure], _ = plan_erasure([FolderHolder(data), FolderHolder(other)], "live", Chosen([A]))
    erase(erasure, NOW)
    assert TombstoneKey("live", A).stands_in(other)
    assert len(summarise(other).rows) == 1


def test_other_modes_are_left_alone(data: Path) -> None:
    save(data, *cart_session(A, mode="pilot"))
    [erasure], _ = planned(data, Chosen([A]))
    erase(erasure, NOW)
    assert [row.session for row in summarise(data, "pilot").rows] == [A]


def test_links_lead_nowhere(data: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    save(outside, *cart_session(A))
    (data / "link").symlink_to(outside, target_is_directory=True)
    [erasure], _ = planned(data, Chosen([A]))
    erase(erasure, NOW)
    assert len(summarise(outside).rows) == 1


@pytest.mark.parametrize("given", ["a" * 7, "A" * 32, "a" * 33, "*", "../../a", "a" * 8 + "/"])
def test_what_is_no_session(data: Path, given: str) -> None:
    with pytest.raises(UserError, match="no session's id"):
        planned(data, Chosen([given]))


def test_a_beginning_of_several_sessions_is_refused(data: Path) -> None:
    save(data, *cart_session(NEAR_A))
    with pytest.raises(UserError, match="2 sessions begin with aaaaaaaa"):
        planned(data, Chosen([A[:8]]))


def run(*words: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["data", "erase", *map(str, words)])
    return result.exit_code, result.output


def test_nothing_is_done_without_yes(data: Path) -> None:
    before = names(data)
    code, said = run(data, "--session", A[:8])
    assert (code, names(data)) == (0, before)
    assert f"Session {A}, live:" in said
    assert "8 files" in said
    assert "Nothing was erased. Add --yes" in said


def test_yes_does_it(data: Path) -> None:
    code, said = run(data, "--session", A[:8], "--yes")
    assert (code, "Erased: 1 session." in said) == (0, True)
    code, said = run(data, "--session", A[:8], "--yes")
    assert (code, f"Nothing live of {A[:8]} is there." in said) == (1, True)


def test_it_must_be_said_which(data: Path) -> None:
    code, said = run(data)
    assert (code, "Say which" in said) == (2, True)
    assert run(data / "gone", "--withdrawn")[0] == 2
