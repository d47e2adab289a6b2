"""The preview, over real connections: the site, and the local store in the form of S3."""

import errno
import gzip
import hashlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import Message
from pathlib import Path

import pytest
import uvicorn
from hypothesis import given
from hypothesis import strategies as st

from gymbrowser import local_server
from gymbrowser import serve as module
from gymbrowser.contract.upload import PostPolicy
from gymbrowser.data.show import summarise
from gymbrowser.errors import UserError
from gymbrowser.serve import make_app
from gymbrowser.store import files
from gymbrowser.store.local import object_path
from tests.chunks import cart_session
from tests.post import Part, post, post_parts, send
from tests.sites import HASH, make_site

ROOT = Path(__file__).parents[2]


@dataclass
class Preview:
    url: str
    store: Path
    now: datetime = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

    def policy(self) -> PostPolicy:
        return PostPolicy.model_validate_json(self.get("upload.json")[1])

    def get(self, path: str, **headers: str) -> tuple[int, bytes, Message]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.url + path, headers=named)
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status, answer.read(), answer.headers
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read(), error.headers

    def stored(self) -> dict[str, bytes]:
        found = (path for path in self.store.rglob("*") if path.is_file())
        return {path.relative_to(self.store).as_posix(): path.read_bytes() for path in found}


@contextmanager
def running(site: Path, store: Path, max_bytes: int) -> Iterator[Preview]:
    listener = socket.create_server(("127.0.0.1", 0))
    preview = Preview(f"http://127.0.0.1:{listener.getsockname()[1]}/", store)
    app = make_app(site, store, clock=lambda: preview.now, max_bytes=max_bytes)
    server = uvicorn.Server(
        uvicorn.Config(app, log_level="error", lifespan="off", ws="none", access_log=False)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield preview
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    with running(make_site(tmp_path / "site"), tmp_path / "store", 100_000) as found:
        yield found


KEY = "cartpole/live/x/000000.jsonl.gz"


@pytest.mark.parametrize(
    ("path", "media_type", "cached"),
    [
        ("", "text/html; charset=utf-8", False),
        ("index.html", "text/html; charset=utf-8", False),
        ("sw.js", "text/javascript; charset=utf-8", False),
        ("study.json", "application/json", False),
        ("upload.json", "application/json", False),
        ("rt/77/core/pyodide.asm.wasm", "application/wasm", True),
        ("rt/77/wheels/numpy.whl", "application/octet-stream", True),
        (f"v/{HASH}/page.js", "text/javascript; charset=utf-8", True),
        (f"v/{HASH}/site.css", "text/css; charset=utf-8", True),
        (f"v/{HASH}/policies/coach.onnx", "application/octet-stream", True),
    ],
)
def test_media_types_and_caching(
    preview: Preview, path: str, media_type: str, cached: bool
) -> None:
    status, _, headers = preview.get(path)
    assert (status, headers["Content-Type"]) == (200, media_type)
    expected = "public, max-age=31536000, immutable" if cached else "no-store"
    assert headers["Cache-Control"] == expected


def test_etags(preview: Preview) -> None:
    _, _, headers = preview.get(f"v/{HASH}/page.js")
    status, body, _ = preview.get(f"v/{HASH}/page.js", If_None_Match=headers["ETag"])
    assert (status, body) == (304, b"")


@pytest.mark.parametrize("path", ["nothing", "../secret", "%2e%2e/secret", "v/../../secret"])
def test_nothing_outside_the_site(preview: Preview, path: str) -> None:
    (preview.store.parent / "secret").write_text("secret")
    host, port = preview.url.removeprefix("http://").rstrip("/").split(":")
    connection = http.client.HTTPConnection(host, int(port))
    connection.request("GET", f"/{path}")
    answer = connection.getresponse()
    assert (answer.status, b"secret" in answer.read()) == (404, False)
    connection.close()


def test_the_policy_is_local_whatever_the_site_says(preview: Preview) -> None:
    policy = preview.policy()
    assert policy.url == f"{preview.url}_store/local/"
    assert (policy.prefix, policy.mode) == ("cartpole/live/", "live")
    assert policy.expires_at == "2026-11-22T00:00:00Z"


def test_an_upload_and_the_same_again(preview: Preview) -> None:
    policy = preview.policy()
    for _ in range(2):
        assert post(policy, KEY, b"data") == (204, "")
    assert preview.stored() == {KEY: b"data"}


def test_the_largest_upload_comes_whole(preview: Preview) -> None:
    data = os.urandom(100_000)
    assert post(preview.policy(), KEY, data)[0] == 204
    assert preview.stored() == {KEY: data}


def test_sessions_in_the_store_can_be_summarised(preview: Preview) -> None:
    policy = preview.policy()
    for chunk in cart_session():
        assert post(policy, f"cartpole/{chunk.key.path}", chunk.data)[0] == 204
    [row] = summarise(preview.store).rows
    assert (row.state, row.episodes, row.mean_return) == ("whole", 1, {"main": 3.75})


@pytest.mark.parametrize(
    ("key", "data", "changes", "answer"),
    [
        (KEY, b"x" * 100_001, {}, "400 EntityTooLarge"),
        (KEY, b"x" * 3_000_000, {}, "400 EntityTooLarge"),
        ("cartpole/dev/x", b"x", {}, "403 AccessDenied"),
        ("other/live/x", b"x", {}, "403 AccessDenied"),
        (KEY, b"x", {"acl": "public-read"}, "403 AccessDenied"),
        (KEY, b"x", {"Content-Type": "text/html"}, "403 AccessDenied"),
        (KEY, b"x", {"x-amz-signature": "0" * 64}, "403 SignatureDoesNotMatch"),
        ("cartpole/live/../../../escaped", b"x", {}, "400 InvalidRequest"),
        ("cartpole/live/..", b"x", {}, "400 InvalidRequest"),
        ("cartpole/live/", b"x", {}, "400 InvalidRequest"),
        ("cartpole/live/a//b", b"x", {}, "400 InvalidRequest"),
        ("cartpole/live/a\\b", b"x", {}, "400 InvalidRequest"),
        ("cartpole/live/a\0b", b"x", {}, "400 InvalidRequest"),
        ("cartpole/live/C:x", b"x", {}, "400 InvalidRequest"),
        ("cartpole/live/" + "x" * 300, b"x", {}, "400 InvalidRequest"),
        ("cartpole/live" + "/x" * 600, b"x", {}, "400 InvalidRequest"),
    ],
)
def test_refused_uploads(
    preview: Preview, key: str, data: bytes, changes: dict[str, str], answer: str
) -> None:
    status, body = post(preview.policy(), key, data, **changes)
    assert f"{status} {body.split('<Code>')[1].split('<')[0]}" == answer
    assert preview.stored() == {}
    assert not list(preview.store.parent.glob("escaped*"))


def test_an_expired_policy(preview: Preview) -> None:
    old = preview.policy()
    preview.now += timedelta(hours=12)
    status, body = post(old, KEY, b"x")
    assert (status, "Policy expired" in body) == (403, True)
    assert post(preview.policy(), KEY, b"x")[0] == 204


def test_a_policy_of_another_run(preview: Preview, tmp_path: Path) -> None:
    with running(make_site(tmp_path / "other"), tmp_path / "store2", 1000) as other:
        policy = other.policy().model_copy(update={"url": preview.policy().url})
    assert post(policy, KEY, b"x")[0] == 403


def test_forms_that_are_none(preview: Preview) -> None:
    policy = preview.policy()
    fields = list(policy.fields.items())
    file = ("file", ("chunk", b"x"))
    url = policy.url
    cases = [
        post_parts(url, [*fields, ("key", KEY)]),
        post_parts(url, [*fields, file]),
        post_parts(url, [*fields, ("key", KEY), ("key", KEY), file]),
        post_parts(url, [*fields, ("key", KEY), file, file]),
        post_parts(url, [*fields, ("key", KEY), ("other", ("chunk", b"x"))]),
        post_parts(url, [("key", KEY), file]),
        send(url, b"key=x", "application/x-www-form-urlencoded"),
        send(url, b"{}", "application/json"),
        send(url, b"no form at all", "multipart/form-data; boundary=x"),
        send(url, b"--x\r\n", "multipart/form-data"),
    ]
    assert [status for status, _ in cases] == [400, 400, 400, 400, 400, 403, 400, 400, 400, 400]
    assert preview.stored() == {}


def test_fields_after_the_file_do_not_count(preview: Preview) -> None:
    policy = preview.policy()
    parts: list[Part] = [
        *policy.fields.items(),
        ("key", KEY),
        ("file", ("chunk", b"x")),
        ("acl", "private"),
    ]
    assert post_parts(policy.url, parts)[0] == 204


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "_store/local/", 404),
        ("PUT", "_store/local/", 404),
        ("DELETE", "_store/local/", 404),
        ("GET", f"_store/local/{KEY}", 404),
        ("GET", f"_store/{KEY}", 404),
        ("GET", "_store/", 404),
        ("POST", "_store/other/", 404),
    ],
)
def test_the_store_only_takes(preview: Preview, method: str, path: str, status: int) -> None:
    assert post(preview.policy(), KEY, b"x")[0] == 204
    assert send(preview.url + path, b"", "text/plain", method)[0] == status


@pytest.mark.parametrize(("number", "status"), [(errno.ENOSPC, 507), (errno.EIO, 500)])
def test_a_full_disk_leaves_nothing(
    preview: Preview, monkeypatch: pytest.MonkeyPatch, number: int, status: int
) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    policy = preview.policy()
    with monkeypatch.context() as broken:
        broken.setattr("os.fsync", fail)
        answer = post(policy, KEY, b"data")
    assert (answer[0], "InternalError" in answer[1]) == (status, True)
    assert preview.stored() == {}
    assert post(policy, KEY, b"data")[0] == 204


def test_a_failed_write_keeps_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"new"
        raise OSError(errno.ENOSPC, "full")

    target = tmp_path / "object"
    files.write_atomically(target, [b"old"])
    with pytest.raises(OSError, match="full"):
        files.write_atomically(target, pieces())
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


@given(st.text(st.sampled_from("ab./\\:\0 ~-é\n"), max_size=12))
def test_no_key_leads_outside(key: str) -> None:
    folder = Path("/store/data")
    path = object_path(folder, key)
    if path is not None:
        inside = os.path.normpath(path)
        assert inside.startswith("/store/data/")
        assert Path(inside).relative_to(folder).as_posix() == key


def test_a_link_in_the_store_is_not_followed_outside(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "link").symlink_to(tmp_path)
    assert object_path(tmp_path / "store", "link/x") is None


PROGRAM = """
import sys
from pathlib import Path
from gymbrowser.serve import serve
port = int(sys.argv[3]) if sys.argv[3:] else None
serve(Path(sys.argv[1]), store=Path(sys.argv[2]), port=port,
      announce=lambda serving: print(serving.url, serving.taken, flush=True))
print("ended", flush=True)
"""


def test_an_interrupt_ends_it_cleanly(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    command = [sys.executable, "-c", PROGRAM, str(site), str(tmp_path / "store"), "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[0]
        with urllib.request.urlopen(f"{url}upload.json") as answer:
            assert json.load(answer)["kind"] == "s3-post"
        process.send_signal(signal.SIGINT)
        assert process.stdout.read() == "ended\n"
    assert process.returncode == 0


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(UserError, match="--port 0"):
            module.serve(site, store=tmp_path / "store", announce=print, port=port)


def test_the_usual_port_gives_way_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        usual = other.getsockname()[1]
        monkeypatch.setattr(local_server, "DEFAULT_PORT", usual)
        listener, taken = local_server.listen(None)
        with listener:
            assert taken == usual
            assert listener.getsockname()[1] != usual


def test_a_folder_that_is_no_site(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is not a site"):
        make_app(tmp_path / "nothing", tmp_path / "store")


def test_a_store_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="--store"):
        make_app(make_site(tmp_path / "site"), tmp_path / "file" / "store")


def test_a_store_inside_the_site(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    with pytest.raises(UserError, match="inside the site"):
        make_app(site, site / "store")
    assert not (site / "store").exists()


def test_bytes_are_kept_as_they_are(preview: Preview) -> None:
    data = gzip.compress(b"\r\n--boundary\r\n\0\xff")
    assert post(preview.policy(), KEY, data)[0] == 204
    [kept] = preview.stored().values()
    assert hashlib.sha256(kept).digest() == hashlib.sha256(data).digest()
