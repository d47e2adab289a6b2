"""A cache that holds what it says, whoever writes to it at once, and wherever a disk is full."""

import errno
import hashlib
import io
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Buffer, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gymbrowser.errors import GymbrowserError, UserError
from gymbrowser.resolve.cache import Cache, WrongContentError

CONTENT = b"a wheel" * 40_000
SHA256 = hashlib.sha256(CONTENT).hexdigest()
OTHER = hashlib.sha256(b"something else").hexdigest()


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def entries(cache: Cache) -> list[str]:
    """Every file and folder in the cache, but for the list of what a folder held."""
    paths = (path for path in cache.root.rglob("*") if path.name != ".inventory")
    return sorted(path.relative_to(cache.root).as_posix() for path in paths)


def pieces(content: bytes = CONTENT) -> Iterator[bytes]:
    for start in range(0, len(content), 10_000):
        yield content[start : start + 10_000]


def run(code: str, *args: str | Path) -> subprocess.Popen[str]:
    """Another process of the cache."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, args)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_what_is_put_is_found(cache: Cache) -> None:
    assert cache.get(SHA256) is None
    path = cache.put(SHA256, pieces())
    assert path == cache.root / "blobs" / SHA256
    assert path.read_bytes() == CONTENT
    assert cache.get(SHA256) == path
    assert entries(cache) == ["blobs", f"blobs/{SHA256}"]


def test_an_empty_content_is_a_content(cache: Cache) -> None:
    empty = hashlib.sha256(b"").hexdigest()
    assert cache.put(empty, []).read_bytes() == b""
    assert cache.get(empty) is not None


@pytest.mark.parametrize(
    ("environ", "root"),
    [
        ({"GYMBROWSER_CACHE": "/a", "XDG_CACHE_HOME": "/b"}, Path("/a")),
        ({"GYMBROWSER_CACHE": "", "XDG_CACHE_HOME": "/b"}, Path("/b/gymbrowser")),
        ({"GYMBROWSER_CACHE": "here"}, Path.cwd() / "here"),
        ({"GYMBROWSER_CACHE": "~/here"}, Path.home() / "here"),
        ({"XDG_CACHE_HOME": ""}, Path.home() / ".cache" / "gymbrowser"),
        ({"XDG_CACHE_HOME": "relative"}, Path.home() / ".cache" / "gymbrowser"),
        ({}, Path.home() / ".cache" / "gymbrowser"),
    ],
)
def test_the_default_is_the_users(environ: dict[str, str], root: Path) -> None:
    assert Cache.default(environ).root == root


@pytest.mark.parametrize("damaged", [b"", CONTENT[:-1], b"X" + CONTENT[1:], CONTENT + b"X"])
def test_a_damaged_entry_is_removed(cache: Cache, damaged: bytes) -> None:
    path = cache.put(SHA256, pieces())
    path.write_bytes(damaged)
    assert cache.get(SHA256) is None
    assert entries(cache) == ["blobs"]
    assert cache.put(SHA256, pieces()).read_bytes() == CONTENT


def test_find_tells_the_damage(cache: Cache) -> None:
    cache.put(SHA256, pieces()).write_bytes(b"something else")
    with pytest.raises(WrongContentError) as caught:
        cache.find(SHA256)
    assert (caught.value.expected, caught.value.actual) == (SHA256, OTHER)
    assert cache.find(SHA256) is None


def test_a_good_entry_that_replaced_a_damaged_one_is_not_removed(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process mends the entry while this one is still hashing the damaged one."""
    path = cache.put(SHA256, pieces())
    path.write_bytes(b"damaged")
    real = hashlib.file_digest

    def slow(*args: object) -> object:
        digest = real(*args)  # type: ignore[arg-type]
        Cache(cache.root).put(SHA256, pieces())
        return digest

    monkeypatch.setattr(hashlib, "file_digest", slow)
    assert cache.get(SHA256) is None
    monkeypatch.undo()
    assert cache.get(SHA256) == path


def test_a_wrong_content_is_not_kept(cache: Cache) -> None:
    with pytest.raises(WrongContentError, match=OTHER):
        cache.put(SHA256, [b"something", b" else"])
    assert entries(cache) == ["blobs"]


@pytest.mark.parametrize("error", [ConnectionResetError(104, "reset"), KeyboardInterrupt()])
def test_what_the_chunks_raise_passes_and_nothing_stays(cache: Cache, error: BaseException) -> None:
    def broken() -> Iterator[bytes]:
        yield CONTENT[:100]
        raise error

    with pytest.raises(type(error)) as caught:
        cache.put(SHA256, broken())
    assert caught.value is error
    assert entries(cache) == ["blobs"]


@pytest.mark.parametrize("sha256", ["", "../" + SHA256[3:], SHA256.upper(), SHA256 + "\n"])
def test_only_a_hash_names_a_blob(cache: Cache, sha256: str) -> None:
    for use in (cache.get, lambda name: cache.put(name, [])):
        with pytest.raises(ValueError, match="is no SHA-256"):
            use(sha256)


def test_threads_put_the_same_content_at_once(cache: Cache) -> None:
    barrier = threading.Barrier(4)

    def chunks() -> Iterator[bytes]:
        yield CONTENT[:1000]
        barrier.wait()
        yield CONTENT[1000:]
        barrier.wait()

    with ThreadPoolExecutor(4) as pool:
        paths = {
            done.result() for done in [pool.submit(cache.put, SHA256, chunks()) for _ in "1234"]
        }
    assert [path.read_bytes() for path in paths] == [CONTENT]
    assert entries(cache) == ["blobs", f"blobs/{SHA256}"]


USE_AT_ONCE = """
import sys
from pathlib import Path
from gymbrowser.resolve.cache import Cache

cache, sha256, content = Cache(Path(sys.argv[1])), sys.argv[2], b"a wheel" * 40_000

def meet():
    print("here", flush=True)
    sys.stdin.readline()

def chunks():
    yield content[:1000]
    meet()
    yield content[1000:]

def fill(folder):
    (folder / "half").write_bytes(b"1")
    meet()
    (folder / "whole").write_bytes(b"2")

assert cache.put(sha256, chunks()).read_bytes() == content
made = cache.folder("packages", sha256, fill)
names = {path.name for path in made.iterdir()}
assert names == {".inventory", "half", "whole"}, names
"""


def test_processes_put_and_fill_the_same_at_once(cache: Cache) -> None:
    processes = [run(USE_AT_ONCE, cache.root, SHA256) for _ in range(3)]
    try:
        for _ in ("half of the blob", "half of the folder"):
            for process in processes:
                assert process.stdout is not None
                assert process.stdout.readline() == "here\n"
            for process in processes:
                assert process.stdin is not None
                process.stdin.write("\n")
                process.stdin.flush()
        for process in processes:
            _, stderr = process.communicate()
            assert (process.returncode, stderr) == (0, "")
    finally:
        for process in processes:
            process.kill()
            process.communicate()
    folder = f"packages/{SHA256}"
    found = ["blobs", f"blobs/{SHA256}", "packages", folder, f"{folder}/half", f"{folder}/whole"]
    assert entries(cache) == found


def test_where_a_file_in_use_cannot_be_replaced_the_first_one_stays(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, while another process reads what it put first."""
    path = cache.put(SHA256, pieces())

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(errno.EACCES, "Access is denied", str(target))

    monkeypatch.setattr(Path, "replace", refuse)
    assert cache.put(SHA256, pieces()) == path
    path.unlink()
    with pytest.raises(GymbrowserError, match="cannot use the cache: Access is denied"):
        cache.put(SHA256, pieces())
    assert entries(cache) == ["blobs"]


KILLED = """
import os, signal, sys
from pathlib import Path
from gymbrowser.resolve.cache import Cache

def chunks():
    yield b"a wheel" * 40_000
    os.kill(os.getpid(), signal.SIGKILL)

def fill(folder):
    (folder / "half").write_bytes(b"1")
    os.kill(os.getpid(), signal.SIGKILL)

cache = Cache(Path(sys.argv[1]))
if sys.argv[3] == "folder":
    cache.folder("packages", "key", fill)
else:
    cache.put(sys.argv[2], chunks())
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
@pytest.mark.parametrize("kind", ["blob", "folder"])
def test_what_a_killed_process_leaves_does_no_harm_and_goes_in_time(
    cache: Cache, kind: str
) -> None:
    process = run(KILLED, cache.root, SHA256, kind)
    _, stderr = process.communicate()
    assert (process.returncode, stderr) == (-signal.SIGKILL, "")
    [leftover] = cache.root.glob("*/.*.part")

    def use() -> None:
        if kind == "blob":
            assert cache.get(SHA256) is None
            cache.put(SHA256, pieces())
        else:
            made = cache.folder("packages", "key", lambda folder: (folder / "whole").touch())
            assert {path.name for path in made.iterdir()} == {".inventory", "whole"}

    use()
    assert leftover.exists(), "it could still be at work"
    yesterday = time.time() - 25 * 3600
    os.utime(leftover, (yesterday, yesterday))
    cache.put(OTHER, [b"something else"])
    cache.folder("packages", "other", lambda _: None)
    assert not leftover.exists()
    assert not list(cache.root.glob("*/.*"))


def test_a_folder_is_made_once(cache: Cache) -> None:
    made: list[Path] = []

    def fill(folder: Path) -> None:
        made.append(folder)
        (folder / "lib").mkdir()
        (folder / "lib" / "module.py").write_text("")

    first = cache.folder("packages", "key", fill)
    assert cache.folder("packages", "key", fill) == first == cache.root / "packages" / "key"
    assert len(made) == 1
    assert entries(cache) == [
        "packages",
        *(f"packages/key{x}" for x in ("", "/lib", "/lib/module.py")),
    ]


def _gone(folder: Path) -> None:
    (folder / "lib" / "module.py").unlink()


def _edited(folder: Path) -> None:
    (folder / "lib" / "module.py").write_text("print('edited')")


def _of_an_older_gymbrowser(folder: Path) -> None:
    (folder / ".inventory").unlink()


@pytest.mark.parametrize("damage", [_gone, _edited, _of_an_older_gymbrowser, shutil.rmtree])
def test_a_damaged_folder_is_made_anew(cache: Cache, damage: Callable[[Path], None]) -> None:
    def fill(folder: Path) -> None:
        (folder / "lib").mkdir()
        (folder / "lib" / "module.py").write_text("good")

    made = cache.folder("packages", "key", fill)
    damage(made)
    assert cache.folder("packages", "key", fill) == made
    assert (made / "lib" / "module.py").read_text() == "good"
    assert len(list(made.parent.iterdir())) == 1


def made_by_three(cache: Cache) -> set[Path]:
    """What each of three is given that fill one folder at once."""
    barrier = threading.Barrier(3)

    def build(number: int) -> Path:
        def fill(folder: Path) -> None:
            (folder / "by").write_text(str(number))
            barrier.wait()

        return cache.folder("packages", "key", fill)

    with ThreadPoolExecutor(3) as pool:
        return set(pool.map(build, range(3)))


def test_a_damaged_folder_is_mended_by_several_at_once(cache: Cache) -> None:
    (cache.root / "packages" / "key").mkdir(parents=True)
    (cache.root / "packages" / "key" / "half").write_text("")
    assert made_by_three(cache) == {cache.root / "packages" / "key"}
    assert entries(cache) == ["packages", "packages/key", "packages/key/by"]


def test_the_loser_takes_the_winners_folder(cache: Cache) -> None:
    assert made_by_three(cache) == {cache.root / "packages" / "key"}
    assert entries(cache) == ["packages", "packages/key", "packages/key/by"]


@pytest.mark.parametrize("error", [UserError("no"), FileNotFoundError("x"), KeyboardInterrupt()])
def test_what_fill_raises_passes_and_nothing_stays(cache: Cache, error: BaseException) -> None:
    def fill(folder: Path) -> None:
        (folder / "half").write_text("")
        raise error

    with pytest.raises(type(error)) as caught:
        cache.folder("packages", "key", fill)
    assert caught.value is error
    assert entries(cache) == ["packages"]


@pytest.mark.parametrize("name", ["", ".", "..", "../up", "a/b", "a\\b", "/abs", ".hidden", "a\n"])
def test_a_folder_stays_in_the_cache(cache: Cache, name: str) -> None:
    for kind, key in ((name, "key"), ("kind", name)):
        with pytest.raises(ValueError, match="cannot name a folder of the cache"):
            cache.folder(kind, key, lambda _: None)


def test_a_file_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = Cache(tmp_path / "file" / "cache")
    for use in uses(cache):
        with pytest.raises(GymbrowserError, match=r"file/cache.*: cannot use the cache") as caught:
            use()
        assert "GYMBROWSER_CACHE" in str(caught.value)


def uses(cache: Cache) -> Iterable[Callable[[], object]]:
    return (
        lambda: cache.get(SHA256),
        lambda: cache.put(SHA256, pieces()),
        lambda: cache.folder("packages", "key", lambda _: None),
    )


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 128 KB."""
    mounted = tmp_path / "disk"
    mounted.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(mounted)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("only root may mount a disk")
    yield mounted
    subprocess.run(["umount", str(mounted)], check=True)


def assert_full(error: GymbrowserError, root: Path, words: str = "the disk is full") -> str:
    text = str(error)
    assert text.startswith(f"{root}: cannot write to the cache: {words}")
    assert "Make room, or set GYMBROWSER_CACHE" in text
    assert error.exit_code == 1
    return text


def test_a_real_full_disk_is_said_and_nothing_stays(tiny_disk: Path) -> None:
    cache = Cache(tiny_disk / "cache")
    with pytest.raises(GymbrowserError) as caught:
        cache.put(SHA256, pieces(), size=len(CONTENT))
    text = assert_full(caught.value, cache.root)
    assert "A file of 280,000 bytes was to be kept. Free on that disk: 0 bytes." in text

    def fill(folder: Path) -> None:
        (folder / "small").write_bytes(b"x" * 1000)
        (folder / "large").write_bytes(CONTENT)

    with pytest.raises(GymbrowserError) as caught:
        cache.folder("packages", "key", fill)
    assert "bytes was to be kept" not in assert_full(caught.value, cache.root)
    assert entries(cache) == ["blobs", "packages"]
    small = CONTENT[:100_000]
    assert cache.put(hashlib.sha256(small).hexdigest(), [small]).read_bytes() == small


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_device_that_is_full_is_said(tmp_path: Path) -> None:
    cache = Cache(tmp_path, create=lambda _: io.FileIO("/dev/full", "wb"))
    with pytest.raises(GymbrowserError) as caught:
        cache.put(SHA256, pieces())
    assert_full(caught.value, tmp_path)
    assert entries(cache) == ["blobs"]


class FullAtClose(io.FileIO):
    """As network file systems do, it takes everything and tells at the end."""

    def __init__(self, path: Path, code: int) -> None:
        super().__init__(path, "xb")
        self._code = code

    def close(self) -> None:
        told, now = self.closed, super().close()
        if not told:
            raise OSError(self._code, os.strerror(self._code))
        return now


@pytest.mark.parametrize(
    ("code", "words"),
    [(errno.ENOSPC, "the disk is full"), (errno.EDQUOT, "your quota on the disk is used up")],
)
def test_a_disk_that_is_full_at_the_end_is_said(tmp_path: Path, code: int, words: str) -> None:
    cache = Cache(tmp_path, create=lambda path: FullAtClose(path, code))
    with pytest.raises(GymbrowserError) as caught:
        cache.put(SHA256, pieces())
    assert_full(caught.value, tmp_path, words)
    assert entries(cache) == ["blobs"]


class PieceByPiece(io.FileIO):
    """Takes at most 7 bytes at once, as a system call may."""

    def write(self, data: Buffer) -> int:
        return super().write(memoryview(data)[:7])


def test_a_short_write_is_continued(tmp_path: Path) -> None:
    cache = Cache(tmp_path, create=lambda path: PieceByPiece(path, "xb"))
    assert cache.put(OTHER, [b"something", b" else"]).read_bytes() == b"something else"


LIMITED = """
import resource, sys
from pathlib import Path
from gymbrowser.errors import GymbrowserError
from gymbrowser.resolve.cache import Cache

resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    Cache(Path(sys.argv[1])).put(sys.argv[2], [b"a wheel" * 40_000], size=280_000)
except GymbrowserError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs RLIMIT_FSIZE")
def test_a_file_over_the_systems_limit_is_said(cache: Cache) -> None:
    stdout, stderr = run(LIMITED, cache.root, SHA256).communicate()
    assert stderr == ""
    assert f"{cache.root}: cannot write to the cache: the file is larger than" in stdout
    assert entries(cache) == ["blobs"]
