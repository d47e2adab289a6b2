"""Slots that an endpoint gives out: by the ledger's own rules, and to a crowd over real sockets."""

import http.client
import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gymbrowser.endpoint.asgi import make_app
from gymbrowser.endpoint.state import MemoryState, SqliteState
from tests.endpoint import ANNA, BERT, Bench
from tests.unit.test_endpoint_asgi import HEADERS, running

EVEN = [{"name": "partner", "levels": {"skilled": 1, "naive": 1}}]
LAB, HOME = "1" * 64, "2" * 64
CROWD = 100


def asked(session: str = ANNA, request: str = "assign", **changes: Any) -> bytes:
    """What a page posts, with any part of it changed."""
    whole = {
        "request": request,
        "experiment": "balance",
        "mode": "live",
        "session": session,
        "factors": EVEN,
        "stratum": None,
        "hold_s": 600,
    }
    return json.dumps({**whole, **changes}).encode()


def sessions(first: int, count: int) -> Iterator[str]:
    return (f"{number:032x}" for number in range(first, first + count))


def ask(bench: Bench, *words: str, **changes: Any) -> Any:
    response = bench.send(asked(*words, **changes))
    return json.loads(response.body)


def levels(bench: Bench, *words: str, **changes: Any) -> Any:
    answer = ask(bench, *words, **changes)
    assert answer["kind"] == "quota", answer
    return tuple(answer["levels"].values())


def test_every_pair_of_arrivals_has_both_levels() -> None:
    bench = Bench()
    given_out = [levels(bench, session) for session in sessions(0, 20)]
    for pair in zip(given_out[::2], given_out[1::2], strict=True):
        assert sorted(pair) == [("naive",), ("skilled",)]
    assert len(set(zip(given_out[::2], given_out[1::2], strict=True))) == 2


def test_who_asks_again_has_the_same() -> None:
    bench = Bench()
    first = ask(bench)
    for session in sessions(0, 5):
        ask(bench, session)
    again = ask(bench)
    assert (again["levels"], first["filled"], again["filled"]) == (first["levels"], 1, 6)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 4), min_size=2, max_size=4), st.integers(1, 3))
def test_weights_are_exact_in_every_whole_round(weights: list[int], rounds: int) -> None:
    bench = Bench()
    design = [{"name": "arm", "levels": {str(at): weight for at, weight in enumerate(weights)}}]
    arrivals = sessions(0, rounds * sum(weights))
    counts = Counter(levels(bench, session, factors=design) for session in arrivals)
    assert [counts[(str(at),)] for at in range(len(weights))] == [rounds * one for one in weights]


def test_factors_are_crossed() -> None:
    bench = Bench()
    design = [*EVEN, {"name": "map", "levels": {"open": 2, "walled": 1}}]
    counts = Counter(levels(bench, session, factors=design) for session in sessions(0, 12))
    assert counts == {
        ("skilled", "open"): 4,
        ("naive", "open"): 4,
        ("skilled", "walled"): 2,
        ("naive", "walled"): 2,
    }


def test_each_stratum_each_mode_and_each_design_has_a_count_of_its_own() -> None:
    bench = Bench()
    other = [{"name": "partner", "levels": {"skilled": 1, "naive": 1, "none": 1}}]
    for change in ({"stratum": LAB}, {"stratum": HOME}, {"mode": "pilot"}, {"factors": other}):
        assert ask(bench, **change)["filled"] == 1


def test_a_slot_that_nobody_comes_back_for_is_given_to_the_next() -> None:
    bench = Bench()
    (left,) = levels(bench, ANNA)
    levels(bench, BERT)
    bench.now += timedelta(seconds=601)
    assert ask(bench, BERT, "finish")["late"] is False  # it was given to nobody yet
    assert levels(bench, "c" * 32) == (left,)
    late = ask(bench, ANNA, "finish")
    assert (late["levels"], late["late"], late["filled"]) == ({"partner": left}, True, 3)
    assert ask(bench, ANNA, "finish")["filled"] == 3


def test_who_withdraws_gives_the_slot_back_at_once() -> None:
    bench = Bench()
    (left,) = levels(bench, ANNA)
    assert ask(bench, ANNA, "release")["filled"] == 0
    assert levels(bench, BERT) in {("skilled",), ("naive",)}
    assert ask(bench, BERT, "finish")["late"] is False
    assert ask(bench, BERT, "release")["filled"] == 1  # what is filled stays
    assert levels(bench, ANNA) == (left,)  # they come back, as before a reload


@pytest.mark.parametrize("request_", ["finish", "release"])
def test_who_has_no_slot_is_told_so(request_: str) -> None:
    assert ask(Bench(), ANNA, request_)["reason"] == "no-slot"


WRONG: dict[str, dict[str, Any]] = {
    "no factor": {"factors": []},
    "one level": {"factors": [{"name": "arm", "levels": {"a": 1}}]},
    "no weight": {"factors": [{"name": "arm", "levels": {"a": 0, "b": 1}}]},
    "a weight that is a text": {"factors": [{"name": "arm", "levels": {"a": "1", "b": 1}}]},
    "too many cells": {
        "factors": [
            {"name": name, "levels": {str(level): 1 for level in range(11)}} for name in "abc"
        ]
    },
    "a stratum with a path in it": {"stratum": "../../sessions"},
    "held for ever": {"hold_s": 10**9},
    "held for no time": {"hold_s": 0},
    "a session that is none": {"session": "anna"},
    "another word": {"request": "take"},
    "more than there is": {"seat": 7},
}


@pytest.mark.parametrize("name", WRONG)
def test_what_no_page_asks_is_refused_and_nothing_is_kept(name: str) -> None:
    state = MemoryState()
    assert ask(Bench(state=state), **WRONG[name])["reason"] == "malformed"
    assert state.documents == {}


def test_another_study_is_refused() -> None:
    assert ask(Bench(), experiment="other")["reason"] == "other-study"


def test_a_crowd_is_counted_exactly(tmp_path: Path) -> None:
    """A hundred at once, at two servers with one file; a third drops out, and others come."""
    benches = [Bench(state=SqliteState(tmp_path / "state.db")) for _ in range(2)]
    with ExitStack() as stack:
        servers = [stack.enter_context(running(make_app(one.endpoint))) for one in benches]
        ports = [server.port for server in servers]

        def post(at: int, session: str, request: str = "assign") -> Any:
            line = http.client.HTTPConnection("127.0.0.1", ports[at % 2], timeout=120)
            line.request("POST", "/", asked(session, request), HEADERS)
            answer = json.loads(line.getresponse().read())
            line.close()
            return answer

        def crowd(arriving: list[str], request: str = "assign") -> list[Any]:
            with ThreadPoolExecutor(CROWD) as pool:
                jobs = [pool.submit(post, at, one, request) for at, one in enumerate(arriving)]
            return [job.result() for job in jobs]

        everybody = list(sessions(0, CROWD))
        first = crowd(everybody)
        assert Counter(one["levels"]["partner"] for one in first) == {"skilled": 50, "naive": 50}
        assert sorted(one["filled"] for one in first) == list(range(1, CROWD + 1))
        staying = everybody[CROWD // 3 :]
        assert not any(one["late"] for one in crowd(staying, "finish"))
        for bench in benches:
            bench.now += timedelta(seconds=601)
        later = crowd(list(sessions(CROWD, CROWD // 3)))
        assert {one["filled"] for one in later} <= set(range(CROWD + 1))
        done = [*first[CROWD // 3 :], *later]
        assert Counter(one["levels"]["partner"] for one in done) == {"skilled": 50, "naive": 50}
