"""The right bytes from whoever has them first, and else a sentence about each who was asked."""

import errno
import hashlib
import io
import json
import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest

import gymbrowser
from gymbrowser.errors import GymbrowserError, UserError
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.sources import FetchError, Sources, Wanted, cdn_address
from gymbrowser.resolve.watch import Limits
from tests.faulty_host import (
    Answer,
    Clock,
    FaultyHost,
    body,
    closed_port,
    faulty_host,
    redirect,
    status,
)

CONTENT = b"a wheel" * 1_000
WRONG = b"another wheel"
WRONG_SHA256 = hashlib.sha256(WRONG).hexdigest()
SECRET = "s3cr3t"


def wanted(
    name: str = "numpy",
    content: bytes = CONTENT,
    origin: Literal["distribution", "index"] = "distribution",
) -> Wanted:
    digest = hashlib.sha256(content).hexdigest()
    return Wanted(name, "2.4.3", f"{name}-2.4.3-py3-none-any.whl", digest, origin)


NUMPY = wanted()
COGRID = wanted("cogrid", b"cogrid" * 500, "index")


def never(_: Wanted) -> str | None:
    raise AssertionError("the index was asked")


def has_none(_: Wanted) -> str | None:
    return None


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's own proxy has no part in these tests."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def host() -> Iterator[FaultyHost]:
    with faulty_host() as host:
        yield host


@pytest.fixture
def house(tmp_path: Path) -> Path:
    folder = tmp_path / "wheels"
    folder.mkdir()
    return folder


@pytest.fixture
def sources(tmp_path: Path, host: FaultyHost) -> Sources:
    """Whose CDN is the host."""
    return Sources(Cache(tmp_path / "cache"), cdn=f"{host.address}/full/")


def at_cdn(file: Wanted) -> str:
    return f"/full/{file.file_name}"


def said(error: GymbrowserError) -> list[str]:
    """What each source said, by the one problem of an error."""
    [problem] = error.problems
    assert problem.why is not None
    return problem.why.split("\n    ")[1:]


def failure(sources: Sources, file: Wanted = NUMPY, find: Any = never) -> FetchError:
    with pytest.raises(FetchError) as caught:
        sources.fetch(file, find)
    return caught.value


def left(sources: Sources) -> list[str]:
    return [path.name for path in sources.cache.root.rglob("*") if path.name != "blobs"]


# The order


def test_a_file_comes_from_the_cdn_once(sources: Sources, host: FaultyHost) -> None:
    host.answers[at_cdn(NUMPY)] = body(CONTENT)
    path = sources.fetch(NUMPY, never)
    assert path.read_bytes() == CONTENT
    assert path == sources.cache.get(NUMPY.sha256)
    assert sources.fetch(NUMPY, never) == path
    assert host.paths == [at_cdn(NUMPY)]


def test_a_file_of_the_index_comes_from_its_address(sources: Sources, host: FaultyHost) -> None:
    host.answers["/packages/cogrid.whl"] = body(b"cogrid" * 500)
    path = sources.fetch(COGRID, lambda _: f"{host.address}/packages/cogrid.whl")
    assert path.read_bytes() == b"cogrid" * 500
    assert sources.fetch(COGRID, never) == path
    assert host.paths == ["/packages/cogrid.whl"]


def test_the_cache_is_asked_before_all_others(
    sources: Sources, house: Path, host: FaultyHost
) -> None:
    sources.cache.put(NUMPY.sha256, [CONTENT])
    (house / NUMPY.file_name).write_bytes(WRONG)
    warned: list[str] = []
    sources = replace(sources, wheelhouses=(house,), mirror=host.address, warn=warned.append)
    sources.fetch(NUMPY, never)
    assert (warned, host.paths) == ([], [])


@pytest.mark.parametrize("file_name", [NUMPY.file_name, "renamed.bin", NUMPY.sha256])
def test_a_wheelhouse_is_asked_before_the_network(
    sources: Sources, house: Path, host: FaultyHost, file_name: str
) -> None:
    (house / "unrelated.whl").write_bytes(WRONG)
    (house / file_name).write_bytes(CONTENT)
    sources = replace(sources, wheelhouses=(house,), mirror=host.address)
    path = sources.fetch(NUMPY, never)
    assert path.read_bytes() == CONTENT
    assert path.is_relative_to(sources.cache.root), "the author may change the wheelhouse"
    assert host.paths == []


@pytest.mark.parametrize("file", [NUMPY, COGRID])
@pytest.mark.parametrize("slash", ["", "/"])
def test_a_mirror_is_asked_before_the_publisher(
    sources: Sources, host: FaultyHost, file: Wanted, slash: str
) -> None:
    content = CONTENT if file is NUMPY else b"cogrid" * 500
    host.answers[f"/our/mirror/{file.file_name}?token={SECRET}"] = body(content)
    address = f"{host.address}/our/mirror{slash}?token={SECRET}"
    sources = replace(sources, mirror=address)
    assert sources.fetch(file, never).read_bytes() == content
    assert len(host.paths) == 1


def test_a_mirror_may_be_a_folder(sources: Sources, house: Path) -> None:
    local = wanted("our-numpy")
    local = replace(local, file_name="numpy-2.4.3+lab!1-py3-none-any.whl")
    (house / local.file_name).write_bytes(CONTENT)
    sources = replace(sources, mirror=house.as_uri())
    assert sources.fetch(local, never).read_bytes() == CONTENT


def test_the_cdn_has_a_folder_for_each_version_of_pyodide(tmp_path: Path) -> None:
    assert cdn_address("314.0.4") == "https://cdn.jsdelivr.net/pyodide/v314.0.4/full/"
    ours = json.loads(Path(gymbrowser.__file__).with_name("runtime.lock.json").read_text())
    assert Sources(Cache(tmp_path)).cdn == cdn_address(ours["pyodide"])


# What each of them can do wrong


def test_every_source_with_other_content_is_said_and_the_next_one_asked(
    sources: Sources, house: Path, host: FaultyHost
) -> None:
    names = {file: file.file_name for file in (NUMPY, COGRID)}
    sources.cache.put(NUMPY.sha256, [CONTENT]).write_bytes(WRONG)
    (house / names[NUMPY]).write_bytes(WRONG)
    host.answers |= {
        f"/mirror/{names[NUMPY]}": body(WRONG),
        f"/mirror/{names[COGRID]}": redirect("/login"),
        "/login": body(WRONG),
        at_cdn(NUMPY): body(WRONG),
        "/cogrid.whl": body(WRONG),
    }
    warned: list[str] = []
    mirror = f"{host.address}/mirror"
    sources = replace(sources, wheelhouses=(house,), mirror=mirror, warn=warned.append)
    other = f"other content: SHA-256 {WRONG_SHA256}"
    cdn = f"{host.address}{at_cdn(NUMPY)}"
    assert said(failure(sources)) == [
        f"the cache {sources.cache.root}: had {other} (now removed)",
        f"the wheelhouse {house}: {names[NUMPY]} has {other}",
        f"the mirror: {mirror}/{names[NUMPY]} has {other}",
        f"the CDN: {cdn} has {other}",
    ]
    assert len(warned) == 4
    index = f"{host.address}/cogrid.whl"
    assert said(failure(sources, COGRID, lambda _: index)) == [
        f"the cache {sources.cache.root}: does not have it",
        f"the wheelhouse {house}: has no file {names[COGRID]}, nor one with its content",
        f"the mirror: {mirror}/{names[COGRID]} has {other}",
        f"the index: {index} has {other}",
    ]
    assert left(sources) == []


@pytest.mark.parametrize("wrong", ["cache", "wheelhouse", "mirror"])
def test_one_source_with_other_content_is_said_though_the_next_one_is_right(
    sources: Sources, house: Path, host: FaultyHost, wrong: str
) -> None:
    host.answers |= {at_cdn(NUMPY): body(CONTENT), f"/{NUMPY.file_name}": body(WRONG)}
    warned: list[str] = []
    sources = replace(sources, warn=warned.append)
    if wrong == "cache":
        sources.cache.put(NUMPY.sha256, [CONTENT]).write_bytes(WRONG)
    elif wrong == "wheelhouse":
        (house / NUMPY.file_name).write_bytes(WRONG)
        sources = replace(sources, wheelhouses=(house,))
    else:
        sources = replace(sources, mirror=host.address)
    assert sources.fetch(NUMPY, never).read_bytes() == CONTENT
    [sentence] = warned
    assert sentence.startswith(f"the {wrong}")
    assert f"other content: SHA-256 {WRONG_SHA256}" in sentence


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (status(404), "answered 404 Not Found"),
        (status(500), "answered 500 Internal Server Error"),
        (body(CONTENT[:1_234], length=45_678), "sent 1,234 of 45,678 bytes"),
        (
            body(b"", length=10**9),
            "has 1,000,000,000 bytes, and more than 500,000,000 are not taken",
        ),
    ],
)
def test_what_a_server_did_is_said_and_the_next_one_asked(
    sources: Sources, host: FaultyHost, answer: Answer, words: str
) -> None:
    host.answers[f"/{NUMPY.file_name}"] = answer
    mirrored = replace(sources, mirror=host.address)
    assert f"the mirror: {host.address}/{NUMPY.file_name} {words}" in said(failure(mirrored))
    assert left(sources) == []
    host.answers[at_cdn(NUMPY)] = body(CONTENT)
    assert mirrored.fetch(NUMPY, never).read_bytes() == CONTENT


def test_a_server_that_hangs_and_one_that_drips_are_left_for_the_next_one(
    sources: Sources, host: FaultyHost
) -> None:
    clock = Clock()

    def tick() -> None:
        clock.now += 1

    def later() -> None:
        clock.now += 20

    host.answers[f"/{NUMPY.file_name}"] = host.hang(later)
    host.answers[at_cdn(NUMPY)] = host.drip(tick)
    limits = Limits(total_s=60, silence_s=15)
    sources = replace(sources, mirror=host.address, clock=clock, limits=limits)
    _, mirror, cdn = said(failure(sources))
    assert mirror.endswith("sent nothing for 15 s")
    assert cdn.endswith("did not finish within 60 s")
    assert left(sources) == []


def test_a_refused_connection_is_said(sources: Sources) -> None:
    address = f"http://127.0.0.1:{closed_port()}"
    _, mirror, _ = said(failure(replace(sources, mirror=address)))
    assert mirror == f"the mirror: {address}/{NUMPY.file_name} refused the connection"


def test_an_index_that_does_not_have_it_or_fails_is_said(sources: Sources) -> None:
    def fails(_: Wanted) -> str | None:
        raise GymbrowserError("the index cannot be reached")

    assert said(failure(sources, COGRID, has_none))[1:] == [
        "the index: does not have it, or could not be asked"
    ]
    assert said(failure(sources, COGRID, fails))[1:] == ["the index: the index cannot be reached"]


@pytest.mark.skipif(os.name == "nt", reason="a folder in the place of a file")
def test_a_file_of_the_wheelhouse_that_cannot_be_read_is_said(
    sources: Sources, house: Path
) -> None:
    (house / NUMPY.file_name).mkdir()
    sources = replace(sources, wheelhouses=(house,), offline=True)
    assert f"the wheelhouse {house}: {NUMPY.file_name} could not be read (Is a directory)" in said(
        failure(sources)
    )
    (house / "renamed").write_bytes(CONTENT)
    sources = replace(sources)
    assert sources.fetch(NUMPY, never).read_bytes() == CONTENT


def test_a_wheelhouse_that_vanishes_is_said(sources: Sources, house: Path) -> None:
    sources = replace(sources, wheelhouses=(house,), offline=True)
    house.rmdir()
    assert f"the wheelhouse {house}: could not be read (No such file or directory)" in said(
        failure(sources)
    )


# What is said


def test_the_error_names_the_file_and_what_to_do(sources: Sources) -> None:
    text = str(failure(sources))
    assert text.startswith(f"{NUMPY.file_name} (numpy 2.4.3) could not be had\n")
    assert NUMPY.sha256 in text
    assert "--wheelhouse" in text
    assert "--mirror" in text
    assert failure(sources).exit_code == 1


def test_offline_asks_no_network_and_says_so(
    sources: Sources, house: Path, host: FaultyHost
) -> None:
    host.answers[at_cdn(NUMPY)] = body(CONTENT)
    sources = replace(sources, mirror=host.address, wheelhouses=(house,), offline=True)
    error = failure(sources)
    assert said(error)[-1] == "the network: was not asked, because of --offline"
    assert "run it once without --offline" in str(error)
    failure(sources, COGRID)
    assert host.paths == []
    (house / NUMPY.file_name).write_bytes(CONTENT)
    assert sources.fetch(NUMPY, never).read_bytes() == CONTENT
    assert replace(sources, wheelhouses=()).fetch(NUMPY, never).read_bytes() == CONTENT


def test_no_credentials_are_shown(sources: Sources, host: FaultyHost) -> None:
    address = host.address.replace("://", f"://me:{SECRET}@")
    warned: list[str] = []
    host.answers[at_cdn(NUMPY)] = body(WRONG)
    sources = replace(
        sources,
        mirror=f"{address}/mirror?sig={SECRET}",
        cdn=f"{address}/full/",
        warn=warned.append,
    )
    errors = [failure(sources), failure(sources, COGRID, lambda _: f"{address}/cogrid.whl")]
    assert all(headers["Authorization"].startswith("Basic ") for _, headers in host.asked)
    assert len(host.asked) == 4
    for text in (*map(str, errors), *map(repr, errors), *warned, repr(sources)):
        assert SECRET not in text


@pytest.mark.parametrize("origin", ["distribution", "index"])
@pytest.mark.parametrize(
    ("file_name", "sha256"),
    [
        ("../numpy.whl", NUMPY.sha256),
        ("a\\b.whl", NUMPY.sha256),
        ("..", NUMPY.sha256),
        ("", NUMPY.sha256),
        ("a\0.whl", NUMPY.sha256),
        ("numpy.whl", "../" + NUMPY.sha256[3:]),
    ],
)
def test_a_lock_cannot_name_a_file_elsewhere(file_name: str, sha256: str, origin: Any) -> None:
    with pytest.raises(UserError, match="cannot be one"):
        Wanted("numpy", "2.4.3", file_name, sha256, origin)


def test_a_wrong_wheelhouse_or_mirror_is_the_users(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    cache = Cache(tmp_path / "cache")
    with pytest.raises(UserError) as caught:
        Sources(cache, (tmp_path, file, tmp_path / "typo"), mirror=f"ftp://me:{SECRET}@host/x")
    text = str(caught.value)
    assert f"{file}: the wheelhouse is no folder" in text
    assert f"{tmp_path / 'typo'}: there is no such wheelhouse" in text
    assert "the mirror ftp://host/x is no address of a folder" in text
    assert SECRET not in text
    for mirror in ("", "host.example", "https://", "file://", "http://[::1", "http://h:port/"):
        with pytest.raises(UserError, match="is no address of a folder"):
            Sources(cache, mirror=mirror)


# Several at once


def test_several_files_come_in_the_order_in_which_they_are_wanted(
    sources: Sources, host: FaultyHost
) -> None:
    files = [wanted(f"package{number}", b"%d" % number) for number in range(9)]
    for number, file in enumerate(files):
        host.answers[at_cdn(file)] = body(b"%d" % number)
    arrived: list[threading.Thread] = []
    paths = sources.fetch_all(
        files, never, lambda: arrived.append(threading.current_thread()), workers=3
    )
    assert [path.read_bytes() for path in paths] == [b"%d" % number for number in range(9)]
    assert arrived == [threading.current_thread()] * 9
    assert sources.fetch_all([], never) == []


def test_a_few_are_fetched_at_once(sources: Sources, host: FaultyHost) -> None:
    together = threading.Barrier(3)
    files = [wanted(f"package{number}", b"%d" % number) for number in range(3)]

    def when_all_are_there(content: bytes) -> Answer:
        def answer(handler: Any) -> None:
            together.wait()
            body(content)(handler)

        return answer

    for number, file in enumerate(files):
        host.answers[at_cdn(file)] = when_all_are_there(b"%d" % number)
    assert len(sources.fetch_all(files, never, workers=3)) == 3


def test_all_failures_are_in_one_error(sources: Sources, host: FaultyHost) -> None:
    files = [wanted(f"package{number}", b"%d" % number) for number in range(4)]
    host.answers[at_cdn(files[2])] = body(b"2")
    arrived: list[int] = []
    with pytest.raises(FetchError) as caught:
        sources.fetch_all(files, never, lambda: arrived.append(1))
    names = [problem.what.split()[0] for problem in caught.value.problems]
    assert names == [file.file_name for file in (files[0], files[1], files[3])]
    assert all(name in str(caught.value) for name in names)
    assert arrived == [1]
    assert sources.cache.get(files[2].sha256) is not None


def test_a_full_disk_ends_all_at_once(sources: Sources, host: FaultyHost) -> None:
    """It is no fault of a source: no other one is asked, and what still runs is not waited for."""
    hanging = threading.Event()

    class Full(io.FileIO):
        def write(self, _: object) -> int:
            hanging.wait()
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    host.answers |= {
        f"/{NUMPY.file_name}": body(CONTENT),
        f"/{COGRID.file_name}": host.hang(hanging.set),
    }
    cache = Cache(sources.cache.root, create=lambda path: Full(path, "xb"))
    sources = replace(sources, cache=cache, mirror=host.address, clock=Clock())
    try:
        with pytest.raises(GymbrowserError, match="the disk is full") as caught:
            sources.fetch_all([COGRID, NUMPY], has_none)
    finally:
        hanging.set()
    assert "A file of 7,000 bytes was to be kept" in str(caught.value)
    assert sorted(host.paths) == sorted(f"/{file.file_name}" for file in (NUMPY, COGRID))
    assert left(sources) == []


def test_an_interruption_ends_what_is_under_way(sources: Sources, host: FaultyHost) -> None:
    """Ctrl-C arrives in the main thread, while another one waits for a server."""
    hanging = threading.Event()
    sources = replace(sources, clock=Clock())  # which stands still: no limit ends the wait
    files = [NUMPY, COGRID]
    host.answers[at_cdn(NUMPY)] = body(CONTENT)

    def interrupt() -> None:
        assert hanging.wait(60)
        raise KeyboardInterrupt

    host.answers["/cogrid.whl"] = host.hang(hanging.set)
    with pytest.raises(KeyboardInterrupt):
        sources.fetch_all(files, lambda _: f"{host.address}/cogrid.whl", interrupt)
    assert left(sources) == [NUMPY.sha256]
