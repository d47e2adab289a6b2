"""Every way in which a server fails, over real connections: it ends, and it is said in words."""

import base64
import io
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gymbrowser.resolve.addresses import redacted
from gymbrowser.resolve.download import download
from gymbrowser.resolve.watch import DownloadError, Limits, Waiting
from tests.faulty_host import (
    Answer,
    Clock,
    FaultyHost,
    body,
    chunked,
    closed_port,
    faulty_host,
    raw,
    redirect,
    status,
)

CONTENT = bytes(range(256)) * 600
SECRET = "s3cr3t"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's own proxy has no part in these tests."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def host() -> Iterator[FaultyHost]:
    with faulty_host() as host:
        yield host


@pytest.fixture
def clock() -> Clock:
    return Clock()


def fetch(address: str, limits: Limits | None = None, waiting: Waiting | None = None) -> bytes:
    with download(address, limits, waiting) as arriving:
        return b"".join(arriving.chunks)


def failure(address: str, limits: Limits | None = None, waiting: Waiting | None = None) -> str:
    with pytest.raises(DownloadError) as caught:
        fetch(address, limits, waiting)
    return str(caught.value)


@pytest.mark.parametrize("answer", [body(CONTENT), chunked(CONTENT)])
def test_a_file_arrives(host: FaultyHost, answer: Answer) -> None:
    host.answers["/x.whl"] = answer
    assert fetch(f"{host.address}/x.whl#fragment") == CONTENT
    [(_, headers)] = host.asked
    assert headers["User-Agent"].startswith("gymbrowser/")
    assert "Authorization" not in headers


def test_its_size_is_known_where_the_server_tells_it(host: FaultyHost) -> None:
    host.answers |= {"/told": body(CONTENT), "/not": chunked(CONTENT)}
    with download(f"{host.address}/told") as told, download(f"{host.address}/not") as not_told:
        assert (told.size, not_told.size) == (len(CONTENT), None)


def test_a_local_file_arrives(tmp_path: Path) -> None:
    (tmp_path / "a b.whl").write_bytes(CONTENT)
    assert fetch((tmp_path / "a b.whl").as_uri()) == CONTENT
    assert failure((tmp_path / "c.whl").as_uri()) == "does not exist"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (status(404), "answered 404 Not Found"),
        (status(500), "answered 500 Internal Server Error"),
        (status(599), "answered 599"),
        (status(302), "answered 302 Found, which leads nowhere"),
        (redirect("/x"), "answered 302 Found, which leads nowhere"),
        (redirect("file:///etc/hostname"), "answered 302 Found, which leads nowhere"),
        (redirect("ftp://127.0.0.1/x"), "is no address that can be fetched"),
        (body(b"abcd" * 300, length=45_678), "sent 1,200 of 45,678 bytes"),
        (chunked(b"abcd", whole=False), "broke off after 6 bytes"),
        (raw(b""), "cut the connection"),
        (raw(b"220 welcome to my mail server\r\n"), "did not answer in HTTP"),
        (raw(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000), "did not answer in HTTP"),
    ],
)
def test_a_wrong_answer_is_said_in_words(host: FaultyHost, answer: Answer, words: str) -> None:
    host.answers["/x"] = answer
    assert failure(f"{host.address}/x") == words


def test_a_reset_in_the_middle_is_said_in_words(host: FaultyHost) -> None:
    received = threading.Event()

    def reset(handler: Any) -> None:
        handler.start(Content_Length=10**6)
        handler.wfile.write(b"abcd")
        received.wait()
        # With this option a close sends RST at once.
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        handler.connection.close()

    host.answers["/x"] = reset
    try:
        with download(f"{host.address}/x") as arriving:
            assert next(arriving.chunks) == b"abcd"
            received.set()
            with pytest.raises(DownloadError, match=r"^cut the connection after 4 bytes$"):
                next(arriving.chunks)
    finally:
        received.set()


def test_a_refused_connection_is_said_in_words() -> None:
    assert failure(f"http://127.0.0.1:{closed_port()}/x") == "refused the connection"


def test_an_unknown_name_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert failure("http://wheels.example/x") == "is on a host whose name could not be resolved"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "x.whl",
        "gopher://127.0.0.1/x",
        "http:///x",
        "http://127.0.0.1:port/x",
        "http://[::1/x",
        "http://a..b/x",
        "http://127.0.0.1/a b",
        f"http://user:{SECRET}/x@127.0.0.1/x",
    ],
)
def test_what_is_no_address_is_said_without_quoting_it(address: str) -> None:
    assert failure(address) == "is no address that can be fetched"


def test_a_connection_that_nobody_takes_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    # A listener with a full queue drops what knocks, as a firewall does.
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        try:
            for knocking in waiting:
                knocking.setblocking(False)
                knocking.connect_ex(address)
            words = failure(f"http://127.0.0.1:{address[1]}/x", Limits(silence_s=0.1))
        finally:
            for knocking in waiting:
                knocking.close()
    # Where the system has a longer queue, the connection stands and nothing comes.
    assert words in {"did not connect within 0.1 s", "sent nothing for 0.1 s"}


def test_a_server_that_never_answers_is_left(host: FaultyHost, clock: Clock) -> None:
    def later() -> None:
        clock.now += 20

    host.answers["/x"] = host.hang(later)
    words = failure(f"{host.address}/x", Limits(silence_s=15), Waiting(clock))
    assert words == "sent nothing for 15 s"


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nX-Pad: ", b"HTTP/1.1 "])
def test_a_server_that_drips_is_left_at_the_deadline(
    host: FaultyHost, clock: Clock, head: bytes
) -> None:
    def tick() -> None:
        clock.now += 1

    host.answers["/x"] = host.drip(tick, head)
    words = failure(f"{host.address}/x", Limits(total_s=60, silence_s=15), Waiting(clock))
    assert words == "did not finish within 60 s"
    assert clock.now >= 1060


def test_a_redirect_that_drips_is_left_at_the_deadline(host: FaultyHost, clock: Clock) -> None:
    """urllib reads what comes with a redirect before it follows."""

    def tick() -> None:
        clock.now += 1

    head = b"HTTP/1.1 302 Found\r\nLocation: /y\r\nContent-Length: 1000000\r\n\r\n"
    host.answers |= {"/x": host.drip(tick, head), "/y": body(CONTENT)}
    assert fetch(f"{host.address}/x", Limits(total_s=5_000), Waiting(clock)) == CONTENT


def test_a_download_that_nobody_wants_any_more_ends(host: FaultyHost) -> None:
    stop = threading.Event()
    host.answers["/x"] = host.hang(stop.set)
    assert failure(f"{host.address}/x", waiting=Waiting(stop=stop)) == "was not waited for"
    assert failure(f"{host.address}/y", waiting=Waiting(stop=stop)) == "was not waited for"
    assert host.paths == ["/x"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (body(b"", length=1_001), "has 1,001 bytes, and more than 1,000 are not taken"),
        (chunked(b"x" * 1_001), "sent more than 1,000 bytes, which are not taken"),
    ],
)
def test_a_file_that_is_too_large_is_not_taken(
    host: FaultyHost, answer: Answer, words: str
) -> None:
    host.answers["/x"] = answer
    assert failure(f"{host.address}/x", Limits(max_bytes=1_000)) == words


def test_credentials_are_sent_and_follow_within_their_host_alone(host: FaultyHost) -> None:
    with faulty_host() as other:
        host.answers |= {"/x": redirect("/y"), "/y": redirect(f"{other.address}/z")}
        other.answers["/z"] = body(CONTENT)
        place = host.address.removeprefix("http://")
        assert fetch(f"http://me%40lab:s3%3Acr3t@{place}/x") == CONTENT
        sent = [headers.get("Authorization") for _, headers in [*host.asked, *other.asked]]
    token = f"Basic {base64.b64encode(b'me@lab:s3:cr3t').decode()}"
    assert sent == [token, token, None]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://host.example:8/a/x.whl", "https://host.example:8/a/x.whl"),
        (f"https://me:{SECRET}@host.example/x.whl", "https://host.example/x.whl"),
        (f"https://{SECRET}@host.example/x.whl?sig={SECRET}", "https://host.example/x.whl"),
        ("file:///wheels/x.whl", "file:///wheels/x.whl"),
        (f"https://me:{SECRET}/1@host.example/x.whl", "the given address"),
        (f"https://me:12/{SECRET}@host.example/x.whl", "the given address"),
        (f"me:{SECRET}@host.example", "the given address"),
        ("http://[::1", "the given address"),
        ("http://host.example/\x1b[2J", "http://host.example/\\x1b[2J"),
    ],
)
def test_credentials_are_never_shown(address: str, shown: str) -> None:
    assert redacted(address) == shown


def test_the_proxy_of_the_environment_is_asked(
    host: FaultyHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    host.answers["http://wheels.invalid/x"] = body(CONTENT)
    monkeypatch.setenv("http_proxy", host.address.replace("://", "://me:pass@"))
    assert fetch("http://wheels.invalid/x") == CONTENT
    [(_, headers)] = host.asked
    assert headers["Proxy-Authorization"] == f"Basic {base64.b64encode(b'me:pass').decode()}"


def test_a_proxy_that_refuses_is_said_in_words(
    host: FaultyHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    host.answers["wheels.invalid:443"] = status(407)
    monkeypatch.setenv("https_proxy", host.address.replace("://", f"://me:{SECRET}@"))
    words = failure("https://wheels.invalid/x")
    assert words.startswith("failed (Tunnel connection failed: 407")
    assert SECRET not in words


def test_a_proxy_that_hangs_is_left(
    host: FaultyHost, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def later() -> None:
        clock.now += 20

    host.answers["wheels.invalid:443"] = host.hang(later)
    monkeypatch.setenv("https_proxy", host.address)
    words = failure("https://wheels.invalid/x", Limits(silence_s=15), Waiting(clock))
    assert words == "sent nothing for 15 s"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of 127.0.0.1 that signs itself, with its key in the same file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl to make a certificate with")
    file = tmp_path_factory.mktemp("tls") / "host.pem"
    command = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1"]
    key = file.with_suffix(".key")
    subprocess.run([*command, "-keyout", key, "-out", file], check=True, capture_output=True)
    file.write_bytes(file.read_bytes() + key.read_bytes())
    return file


def test_tls_trusts_what_the_system_trusts(
    certificate: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tick() -> None:
        clock.now += 1

    with faulty_host(certificate) as host:
        host.answers |= {"/x": body(CONTENT), "/drip": host.drip(tick)}
        assert failure(f"{host.address}/x").startswith(
            "has a certificate that is not trusted here (self"
        )
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert fetch(f"{host.address}/x") == CONTENT
        words = failure(f"{host.address}/drip", Limits(total_s=60), Waiting(clock))
        assert words == "did not finish within 60 s"


def test_a_server_without_tls_is_said_in_words(host: FaultyHost) -> None:
    words = failure(host.address.replace("http", "https") + "/x")
    assert words.startswith("does not speak TLS")


def test_chunks_come_as_they_arrive(host: FaultyHost) -> None:
    """So that a slow file is hashed on its way, and a slow server is seen to be alive."""
    more = threading.Event()

    def answer(handler: Any) -> None:
        handler.start(Content_Length=8)
        handler.wfile.write(b"abcd")
        more.wait()
        handler.wfile.write(b"efgh")

    host.answers["/x"] = answer
    try:
        with download(f"{host.address}/x") as arriving:
            got = io.BytesIO(next(arriving.chunks))
            more.set()
            assert got.getvalue() + b"".join(arriving.chunks) == b"abcdefgh"
    finally:
        more.set()
