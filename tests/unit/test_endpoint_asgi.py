"""The ASGI shell, over real connections to uvicorn on loopback."""

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette

from gymbrowser.endpoint.asgi import STATE_FILE, from_environment, make_app
from gymbrowser.endpoint.handler import MAX_BODY_BYTES
from gymbrowser.endpoint.settings import VARIABLE
from gymbrowser.endpoint.state import SqliteState
from gymbrowser.errors import UserError
from tests.endpoint import ANNA, KEY, ORIGIN, Bench, asked

HEADERS = {"Origin": ORIGIN, "Content-Type": "application/json"}


@contextmanager
def running(app: Starlette) -> Iterator[http.client.HTTPConnection]:
    """A connection to a server that runs it."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    connection = http.client.HTTPConnection("127.0.0.1", listener.getsockname()[1], timeout=30)
    try:
        yield connection
    finally:
        connection.close()
        server.should_exit = True
        thread.join()
        listener.close()


@pytest.fixture
def server() -> Iterator[http.client.HTTPConnection]:
    with running(make_app(Bench().endpoint)) as connection:
        yield connection


def ask(
    server: http.client.HTTPConnection, method: str, path: str, body: bytes
) -> http.client.HTTPResponse:
    server.request(method, path, body, HEADERS)
    return server.getresponse()


def test_a_request_is_answered(server: http.client.HTTPConnection) -> None:
    given = ask(server, "POST", "/", asked())
    assert (given.status, json.loads(given.read())["kind"]) == (200, "s3-put")
    assert given.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert given.headers["Content-Type"] == "application/json"


def test_a_preflight_is_answered(server: http.client.HTTPConnection) -> None:
    given = ask(server, "OPTIONS", "/", b"")
    assert (given.status, given.read()) == (204, b"")
    assert given.headers["Access-Control-Allow-Origin"] == ORIGIN


@pytest.mark.parametrize(("method", "path"), [("GET", "/"), ("POST", "/other"), ("PUT", "/")])
def test_there_is_nothing_else(server: http.client.HTTPConnection, method: str, path: str) -> None:
    assert ask(server, method, path, asked()).status in (404, 405)


def test_a_body_that_is_too_large_is_refused(server: http.client.HTTPConnection) -> None:
    given = ask(server, "POST", "/", b" " * (MAX_BODY_BYTES + 1))
    assert (given.status, json.loads(given.read())["reason"]) == (413, "too-large")


def test_it_reads_no_more_of_an_endless_body_than_it_must(
    server: http.client.HTTPConnection,
) -> None:
    server.putrequest("POST", "/")
    for name, value in {**HEADERS, "Transfer-Encoding": "chunked"}.items():
        server.putheader(name, value)
    server.endheaders()
    piece = b" " * 4096
    for _ in range(MAX_BODY_BYTES // len(piece) + 1):  # and no end of it
        server.send(b"%x\r\n%s\r\n" % (len(piece), piece))
    assert server.getresponse().status == 413


def environment(folder: Path) -> dict[str, str]:
    settings = {
        "EXPERIMENT": "balance",
        "ORIGINS": ORIGIN,
        "BUCKET": "my-bucket",
        "PREFIX": "in/balance",
        "REGION": "eu-west-1",
        "SESSIONS_PER_PARTICIPANT": "1",
        "STATE": str(folder / "state.db"),
    }
    return {f"{VARIABLE}{name}": value for name, value in settings.items()}


def test_it_is_made_from_the_environment_and_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY.id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", KEY.secret)
    with running(from_environment(environment(tmp_path))) as server:
        given = ask(server, "POST", "/", asked(participant="c" * 64))
        answer = json.loads(given.read())
    assert given.status == 200
    address = "https://my-bucket.s3.eu-west-1.amazonaws.com/in/balance/live/"
    assert answer["puts"][0]["url"].startswith(address + ANNA)
    assert KEY.secret not in json.dumps(answer)
    assert SqliteState(tmp_path / "state.db").read(f"live/sessions/{ANNA}") is not None


def test_without_a_place_for_its_state_it_does_not_start(tmp_path: Path) -> None:
    given = environment(tmp_path)
    del given[STATE_FILE]
    with pytest.raises(UserError, match="STATE is missing"):
        from_environment(given)
