"""What the endpoint remembers, in memory and in a file; tests/store has the bucket's turn."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from gymbrowser.endpoint.ledger import Limits
from gymbrowser.endpoint.state import Document, MemoryState, SqliteState, State
from gymbrowser.errors import GymbrowserError
from tests.endpoint import Bench, chunk


@pytest.fixture(params=["memory", "file"])
def state(request: pytest.FixtureRequest, tmp_path: Path) -> State:
    return MemoryState() if request.param == "memory" else SqliteState(tmp_path / "state.db")


def test_a_document_comes_back(state: State) -> None:
    assert state.read("live/sessions/a") is None
    assert state.write("live/sessions/a", "{}", seen=None)
    found = state.read("live/sessions/a")
    assert found is not None
    assert found.text == "{}"
    assert state.write("live/sessions/a", '{"x": "ü"}', seen=found)
    again = state.read("live/sessions/a")
    assert again is not None
    assert (again.text, again.version != found.version) == ('{"x": "ü"}', True)


def test_only_who_has_seen_the_latest_may_write(state: State) -> None:
    assert state.write("a", "1", seen=None)
    first = state.read("a")
    assert not state.write("a", "other", seen=None)
    assert state.write("a", "2", seen=first)
    assert not state.write("a", "3", seen=first)
    assert state.read("a") == Document("2", "2")


def test_a_document_that_is_gone_is_not_written(state: State) -> None:
    assert not state.write("a", "1", seen=Document("0", "1"))
    assert state.read("a") is None


def test_a_file_is_shared_and_outlives_the_process(tmp_path: Path) -> None:
    assert SqliteState(tmp_path / "state.db").write("a", "1", seen=None)
    assert SqliteState(tmp_path / "state.db").read("a") == Document("1", "1")


def test_what_is_no_such_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "state.db").write_text("these are my notes, not a database" * 100)
    with pytest.raises(GymbrowserError, match="state can't be read"):
        SqliteState(tmp_path / "state.db")
    with pytest.raises(GymbrowserError, match="unable to open"):
        SqliteState(tmp_path / "missing" / "state.db")


def test_requests_at_once_are_all_counted(state: State) -> None:
    """As many as there are, and not one more than the limit allows."""
    bench, started = Bench(Limits(max_chunks=6), state=state), threading.Barrier(8)
    statuses: list[int] = []

    def ask(number: int) -> None:
        started.wait()
        statuses.append(bench.ask(chunks=[chunk(number)])[0])

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] * 6 + [403] * 2


class Contended:
    """A state in which somebody else is always quicker."""

    def read(self, name: str) -> Document | None:
        return None

    def write(self, name: str, text: str, *, seen: Document | None) -> bool:
        return False


def test_it_gives_up_where_somebody_else_is_always_quicker() -> None:
    assert Bench(state=Contended()).ask()[0] == 503


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    before = threading.active_count()
    yield
    assert threading.active_count() == before
