"""The endpoint's decisions, with a clock, a memory and a store of the test's own."""

import base64
import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gymbrowser.data.keys import ChunkKey, PieceKey
from gymbrowser.endpoint.handler import MAX_BODY_BYTES
from gymbrowser.endpoint.ledger import Limits
from gymbrowser.errors import UserError
from gymbrowser.store.s3 import Credentials
from tests.endpoint import ANNA, BERT, KEY, NOW, ORIGIN, SECRET, Bench, asked, chunk, participant


@pytest.fixture
def bench() -> Bench:
    return Bench()


def reason(answer: tuple[int, Any]) -> tuple[int, str]:
    status, body = answer
    assert body["kind"] == "refused"
    return status, body["reason"]


def key_of(put: Any) -> ChunkKey:
    path = urlsplit(put["url"]).path
    assert path.startswith("/in/balance/")
    key = ChunkKey.parse(path)
    assert key is not None
    return key


def test_each_chunk_gets_an_address_of_its_own(bench: Bench) -> None:
    first, second = chunk(0), chunk(1, size=77)
    status, answer = bench.ask(chunks=[first, second])
    assert (status, answer["kind"], answer["expires_at"]) == (200, "s3-put", "2026-11-21T12:15:00Z")
    keys = [key_of(put) for put in answer["puts"]]
    assert keys == [
        ChunkKey("live", ANNA, "page-1", n, d["sha256"]) for n, d in ((0, first), (1, second))
    ]
    for put, described in zip(answer["puts"], (first, second), strict=True):
        query = parse_qs(urlsplit(put["url"]).query)
        signed = set(query["X-Amz-SignedHeaders"][0].split(";"))
        assert signed == {"host", "content-length", *map(str.lower, put["headers"])}
        assert query["X-Amz-Expires"] == ["900"]
        assert put["headers"]["If-None-Match"] == "*"
        checksum = base64.b64decode(put["headers"]["x-amz-checksum-sha256"]).hex()
        assert checksum == described["sha256"]


def test_a_policy_is_for_one_session() -> None:
    status, answer = Bench(method="post").ask()
    assert (status, answer["kind"], answer["prefix"]) == (200, "s3-post", "in/balance/live/")
    policy = json.loads(base64.b64decode(answer["fields"]["policy"]))
    assert ["starts-with", "$key", f"in/balance/live/{ANNA}/"] in policy["conditions"]
    assert policy["expiration"] == "2026-11-21T12:15:00Z"


def test_a_permission_ends_with_the_credentials(bench: Bench) -> None:
    bench.credentials = lambda: Credentials(KEY, NOW + timedelta(seconds=100))
    _, answer = bench.ask()
    assert answer["expires_at"] == "2026-11-21T12:01:40Z"
    assert parse_qs(urlsplit(answer["puts"][0]["url"]).query)["X-Amz-Expires"] == ["100"]


def test_a_piece_goes_beside_its_chunk_by_its_own_hash(bench: Bench) -> None:
    piece = {"count": 3, "index": 1, "sha256": "5" * 64}
    status, answer = bench.ask(chunks=[{**chunk(), "piece": piece}])
    assert status == 200
    (put,) = answer["puts"]
    assert PieceKey.parse(urlsplit(put["url"]).path) is not None
    assert base64.b64decode(put["headers"]["x-amz-checksum-sha256"]).hex() == "5" * 64
    assert bench.ask(chunks=[{**chunk(), "piece": {**piece, "index": 2}}])[0] == 200


def test_the_clock_is_the_one_that_was_given(bench: Bench) -> None:
    bench.now += timedelta(days=1)
    _, answer = bench.ask()
    query = parse_qs(urlsplit(answer["puts"][0]["url"]).query)
    assert query["X-Amz-Date"] == ["20261122T120000Z"]


@pytest.mark.parametrize(
    "changes",
    [
        {"experiment": "other"},
        {"mode": "dev"},
    ],
)
def test_it_signs_for_its_own_study_alone(bench: Bench, changes: Any) -> None:
    assert reason(bench.ask(**changes)) == (403, "other-study")


MALFORMED: dict[str, Any] = {
    "session with a path": {"session": "../" + "a" * 29},
    "session in capitals": {"session": "A" * 32},
    "session and a line feed": {"session": "a" * 32 + "\n"},
    "writer": {"chunks": [{**chunk(), "writer": "page-1/../x"}]},
    "number as text": {"chunks": [{**chunk(), "number": "0"}]},
    "number as float": {"chunks": [{**chunk(), "number": 0.0}]},
    "number below zero": {"chunks": [chunk(-1)]},
    "number of seven digits": {"chunks": [chunk(1_000_000)]},
    "size of nothing": {"chunks": [chunk(size=0)]},
    "size as true": {"chunks": [{**chunk(), "size": True}]},
    "hash": {"chunks": [{**chunk(), "sha256": "0" * 63}]},
    "no chunks": {"chunks": []},
    "too many chunks": {"chunks": [chunk(n) for n in range(33)]},
    "an unknown key": {"more": 1},
    "a piece beyond the last": {
        "chunks": [{**chunk(), "piece": {"count": 2, "index": 2, "sha256": "5" * 64}}]
    },
    "participant": {"participant": "anna"},
    "request": {"request": "delete"},
}


@pytest.mark.parametrize("changes", MALFORMED.values(), ids=MALFORMED.keys())
def test_what_no_page_asks_is_refused(bench: Bench, changes: Any) -> None:
    assert reason(bench.ask(**changes)) == (400, "malformed")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"null", b"\xff", b"[" * MAX_BODY_BYTES, b'{"size": NaN}']
)
def test_what_is_no_request_is_refused(bench: Bench, body: bytes) -> None:
    assert bench.send(body).status == 400


def test_a_body_has_a_limit(bench: Bench) -> None:
    longest = asked() + b" " * (MAX_BODY_BYTES - len(asked()))
    assert bench.send(longest).status == 200
    assert bench.send(longest + b" ").status == 413


def test_as_many_chunks_as_one_request_may_name_fit_into_it() -> None:
    many = [chunk(999_999 - n, size=2**53 - 1, writer="page-999999") for n in range(32)]
    assert len(asked(chunks=many, participant="f" * 64)) < MAX_BODY_BYTES


@given(body=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_nothing_that_is_sent_breaks_it(body: bytes) -> None:
    assert Bench().send(body).status == 400


@given(
    changes=st.dictionaries(
        st.sampled_from(["request", "experiment", "mode", "session", "participant", "chunks"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=40),
            lambda inner: (
                st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
            ),
            max_leaves=8,
        ),
        min_size=1,
    )
)
def test_nothing_that_was_sent_comes_back(changes: dict[str, Any]) -> None:
    mark = "ech0-ech0"
    marked = {
        key: f"{mark}{value}" if isinstance(value, str) else value for key, value in changes.items()
    }
    response = Bench().send(asked(**marked))
    assert mark.encode() not in response.body
    assert SECRET.encode() not in response.body


@pytest.mark.parametrize(
    "origin", [None, "null", "https://evil.example", f"{ORIGIN}.evil.example", f"{ORIGIN}/"]
)
def test_pages_of_other_origins_get_nothing(bench: Bench, origin: str | None) -> None:
    for method in ("POST", "OPTIONS"):
        response = bench.send(asked(), method=method, origin=origin)
        assert response.status == 403
        assert not any(name.startswith("Access-Control") for name in response.headers)


def test_the_answer_to_a_preflight(bench: Bench) -> None:
    response = bench.send(b"", method="OPTIONS")
    assert (response.status, response.body) == (204, b"")
    assert response.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert response.headers["Access-Control-Allow-Methods"] == "POST"
    assert response.headers["Access-Control-Allow-Headers"] == "content-type"


def test_refusals_can_be_read_by_the_page(bench: Bench) -> None:
    response = bench.send(b"")
    assert response.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Vary"] == "Origin"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD"])
def test_only_posts_are_answered(bench: Bench, method: str) -> None:
    assert bench.send(asked(), method=method).status == 400


def test_an_id_that_was_used_is_refused() -> None:
    bench = Bench(Limits(sessions_per_participant=1))
    anna, bert = participant("anna"), participant("bert")
    assert bench.ask(participant=anna)[0] == 200
    assert bench.ask(participant=anna, chunks=[chunk(1)])[0] == 200
    assert reason(bench.ask(participant=anna, session=BERT)) == (403, "participant-used")
    assert bench.ask(participant=bert, session=BERT)[0] == 200


def test_a_pilot_does_not_use_up_an_id() -> None:
    bench = Bench(Limits(sessions_per_participant=1))
    assert bench.ask(participant=participant("anna"), mode="pilot")[0] == 200
    assert bench.ask(participant=participant("anna"), session=BERT)[0] == 200


def test_a_study_that_limits_participants_wants_to_be_told() -> None:
    bench = Bench(Limits(sessions_per_participant=2))
    assert reason(bench.ask()) == (403, "no-participant")


def test_a_session_stays_with_its_participant() -> None:
    bench = Bench(Limits(sessions_per_participant=1))
    assert bench.ask(participant=participant("anna"))[0] == 200
    refused = bench.ask(participant=participant("bert"), chunks=[chunk(1)])
    assert reason(refused) == (403, "other-participant")


def test_a_chunk_may_be_asked_for_again_for_ever() -> None:
    bench = Bench(Limits(max_chunks=1, max_session_bytes=1000))
    for _ in range(5):
        bench.now += timedelta(hours=1)
        assert bench.ask()[0] == 200


def test_a_number_is_signed_for_one_content_only(bench: Bench) -> None:
    assert bench.ask()[0] == 200
    assert reason(bench.ask(chunks=[chunk(text="other")])) == (409, "conflict")
    assert reason(bench.ask(chunks=[chunk(size=1001)])) == (409, "conflict")
    assert bench.ask(chunks=[chunk(writer="game-1")])[0] == 200


@pytest.mark.parametrize(
    ("limits", "allowed", "refused"),
    [
        (Limits(max_chunks=2), [chunk(0), chunk(1)], chunk(2)),
        (Limits(max_session_bytes=2000), [chunk(0), chunk(1)], chunk(2, size=1)),
        (Limits(max_chunk_bytes=1000), [chunk(0)], chunk(1, size=1001)),
    ],
    ids=["chunks", "bytes", "bytes of a chunk"],
)
def test_limits_are_exact(limits: Limits, allowed: list[Any], refused: Any) -> None:
    bench = Bench(limits)
    for one in allowed:
        assert bench.ask(chunks=[one])[0] == 200
    assert reason(bench.ask(chunks=[refused])) == (403, "limit")
    assert bench.ask(chunks=[allowed[0]])[0] == 200
    assert bench.ask(chunks=[refused], session=BERT)[0] == (
        403 if limits.max_chunk_bytes == 1000 else 200
    )


def test_what_is_refused_is_not_counted() -> None:
    bench = Bench(Limits(max_chunks=2))
    assert reason(bench.ask(chunks=[chunk(n) for n in range(3)])) == (403, "limit")
    assert bench.ask(chunks=[chunk(0), chunk(1)])[0] == 200


def test_the_code_comes_once_the_last_chunks_are_stored() -> None:
    bench = Bench(code="BALANCE-2026")
    last = [chunk(3), chunk(7, writer="game-1")]
    asks = {"request": "code", "chunks": last}
    page, game = (ChunkKey("live", ANNA, d["writer"], d["number"], d["sha256"]) for d in last)
    assert reason(bench.ask(**asks)) == (409, "not-stored")
    bench.stored.add(page)
    assert reason(bench.ask(**asks)) == (409, "not-stored")
    bench.stored.add(game)
    assert bench.ask(**asks) == (200, {"kind": "code", "code": "BALANCE-2026"})
    assert reason(bench.ask(**asks, session=BERT)) == (409, "not-stored")


def test_without_a_code_there_is_none_to_release(bench: Bench) -> None:
    assert reason(bench.ask(request="code")) == (404, "no-code")


def test_a_failure_is_told_to_the_lab_and_not_to_the_page(bench: Bench) -> None:
    def fail() -> Credentials:
        raise UserError("The key of the lab is gone.")

    bench.credentials = fail
    status, answer = bench.ask()
    assert (status, answer["reason"]) == (503, "busy")
    assert "key of the lab" not in json.dumps(answer)
    assert [str(error) for error in bench.warnings] == ["The key of the lab is gone."]


def test_a_test_write_is_for_an_empty_object_of_its_own(bench: Bench) -> None:
    ask = {"request": "test", "experiment": "balance", "mode": "live", "name": "c" * 32}
    put = json.loads(bench.send(json.dumps(ask).encode()).body)["puts"][0]
    assert urlsplit(put["url"]).path == f"/in/balance/live/test-writes/{'c' * 32}"
    assert put["headers"]["x-amz-checksum-sha256"] == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    answer = json.loads(Bench(method="post").send(json.dumps(ask).encode()).body)
    conditions = json.loads(base64.b64decode(answer["fields"]["policy"]))["conditions"]
    assert ["starts-with", "$key", "in/balance/live/test-writes/"] in conditions
    assert ["content-length-range", 0, 0] in conditions
    assert not bench.state.read("live/sessions/" + "c" * 32)
    for wrong in ({**ask, "name": "../x"}, {**ask, "session": ANNA}):
        assert bench.send(json.dumps(wrong).encode()).status == 400
    assert bench.send(json.dumps({**ask, "experiment": "other"}).encode()).status == 403
