"""`gymbrowser serve --endpoint`, over real connections: a permission for each session."""

import json
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from gymbrowser.contract.upload import EndpointUpload, PostPolicy
from gymbrowser.serve import make_app
from tests.chunks import cart_session
from tests.endpoint import BERT
from tests.post import post
from tests.sites import make_site


class Preview:
    def __init__(self, url: str, store: Path) -> None:
        self.url, self.store = url, store
        self.origin = url.rstrip("/")
        with urllib.request.urlopen(f"{url}upload.json") as answer:
            self.upload = EndpointUpload.model_validate_json(answer.read())

    def ask(self, *, origin: str | None = None, **changes: Any) -> tuple[int, Any]:
        key = CHUNK.key
        asks = {
            "request": "upload",
            "experiment": "cartpole",
            "mode": "live",
            "session": key.session,
            "participant": None,
            "chunks": [
                {
                    "writer": key.writer,
                    "number": key.number,
                    "sha256": key.sha256,
                    "size": len(CHUNK.data),
                    "piece": None,
                }
            ],
        }
        request = urllib.request.Request(
            self.upload.url,
            json.dumps({**asks, **changes}).encode(),
            {"Origin": origin or self.origin, "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read())


CHUNK = next(iter(cart_session()))


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    site, store = make_site(tmp_path / "site"), tmp_path / "store"
    listener = socket.create_server(("127.0.0.1", 0))
    app = make_app(site, store, endpoint=True)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield Preview(f"http://127.0.0.1:{listener.getsockname()[1]}/", store)
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def test_a_session_puts_its_own_chunks_and_no_others(preview: Preview) -> None:
    status, answer = preview.ask()
    assert status == 200
    policy = PostPolicy.model_validate(answer)
    path = CHUNK.key.path
    assert post(policy, f"cartpole/{path}", CHUNK.data)[0] == 204
    assert (preview.store / "cartpole" / path).read_bytes() == CHUNK.data
    other = str(path).replace(CHUNK.key.session, BERT)
    assert post(policy, f"cartpole/{other}", CHUNK.data)[0] == 403
    assert not (preview.store / "cartpole" / other).exists()


def test_the_code_comes_once_the_chunk_is_on_the_disk(preview: Preview) -> None:
    assert preview.ask(request="code")[1]["reason"] == "not-stored"
    policy = PostPolicy.model_validate(preview.ask()[1])
    assert post(policy, f"cartpole/{CHUNK.key.path}", CHUNK.data)[0] == 204
    assert preview.ask(request="code") == (200, {"kind": "code", "code": "PREVIEW"})


def test_only_its_own_pages_may_ask(preview: Preview) -> None:
    assert preview.ask(origin="https://evil.example")[1]["reason"] == "origin"
    assert preview.ask(mode="pilot")[1]["reason"] == "other-study"
