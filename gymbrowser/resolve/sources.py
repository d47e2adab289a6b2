"""Where the bytes of a locked wheel come from: whoever has the right SHA-256 first.

So no source has to be trusted, and any of them will do: design.md, "content-addressed sources".
"""

import json
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

import gymbrowser
from gymbrowser.errors import GymbrowserError, Place, Problem, UserError
from gymbrowser.resolve.addresses import inside, is_folder, redacted
from gymbrowser.resolve.cache import Cache, WrongContentError, is_sha256
from gymbrowser.resolve.download import download
from gymbrowser.resolve.watch import DownloadError, Limits, Waiting
from gymbrowser.resolve.wheelhouse import (
    MissingError,
    OtherContentError,
    Wheelhouse,
    read_chunks,
    size_of,
)

_FILE_NAME = re.compile("[A-Za-z0-9_][A-Za-z0-9_.+!-]*")

type FindAddress = Callable[["Wanted"], str | None]
"""Where the index has a file; None if it does not have it. Is called from several threads."""


@dataclass(frozen=True)
class Wanted:
    """A file, known by its hash.

    Raises:
        UserError: exp.lock names a file or a hash that cannot be one.
    """

    name: str
    version: str
    file_name: str
    sha256: str
    """64 lower-case hexadecimal digits."""
    origin: Literal["distribution", "index"]
    """Who published it: the Pyodide distribution, or the package index."""

    def __post_init__(self) -> None:
        # It becomes a part of paths and addresses.
        if not _FILE_NAME.fullmatch(self.file_name) or not is_sha256(self.sha256):
            raise UserError(
                f"{self.name} {self.version} cannot be fetched: its file name {self.file_name!r} "
                f"or its SHA-256 {self.sha256!r} cannot be one",
                remedy="Mend exp.lock, or make it anew by `gymbrowser lock`.",
            )


class FetchError(GymbrowserError):
    """No source has a file, or several files, with the right content."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("")
        self.problems = problems
        self.args = ("\n".join(map(str, problems)),)


def cdn_address(pyodide: str) -> str:
    """Where the distribution of a version of Pyodide has its files: `314.0.4`."""
    return f"https://cdn.jsdelivr.net/pyodide/v{pyodide}/full/"


def _our_cdn() -> str:
    lock = Path(gymbrowser.__file__).with_name("runtime.lock.json")
    return cdn_address(json.loads(lock.read_text(encoding="utf-8"))["pyodide"])


@dataclass(frozen=True)
class Sources:
    """All places that may have a file, in the order in which they are asked.

    Args:
        cache: Asked first; keeps what the others give.
        wheelhouses: Folders of files.
        mirror: Address of a folder that has files by their names (http, https or file).
        offline: Ask only cache and wheelhouses.
        cdn: Address of the folder of the Pyodide distribution.
        limits: How much patience a server gets, per file.
        clock: Seconds, monotonic.
        warn: Called with a sentence for each source that has other content under a file's name,
            even if a later source has the right one; in any thread.

    Raises:
        UserError: A wheelhouse is no folder, or the mirror no address.
    """

    cache: Cache
    wheelhouses: tuple[Path, ...] = ()
    # Addresses may hold credentials: they stay out of every traceback and log.
    mirror: str | None = field(default=None, repr=False)
    offline: bool = False
    cdn: str = field(default_factory=_our_cdn, repr=False)
    limits: Limits = field(default_factory=Limits)
    clock: Callable[[], float] = field(default=time.monotonic, repr=False, compare=False)
    warn: Callable[[str], None] = field(default=lambda _: None, repr=False, compare=False)

    def __post_init__(self) -> None:
        problems = [_no_folder(path) for path in self.wheelhouses if not path.is_dir()]
        if self.mirror is not None and not is_folder(self.mirror):
            problems.append(_no_address(self.mirror))
        if problems:
            raise UserError.of(problems)

    def fetch(
        self, wanted: Wanted, find_address: FindAddress, progress: Callable[[], None] | None = None
    ) -> Path:
        """A file with the right content, in the cache.

        Args:
            wanted: Which file.
            find_address: Is called only if the index has to be asked.
            progress: Called when the file is there.

        Raises:
            FetchError: No source has it; says of each what happened.
            GymbrowserError: The disk is full, or the cache cannot be used.
        """
        [path] = self.fetch_all([wanted], find_address, progress)
        return path

    def fetch_all(
        self,
        wanted: Iterable[Wanted],
        find_address: FindAddress,
        progress: Callable[[], None] | None = None,
        *,
        workers: int = 4,
    ) -> list[Path]:
        """Files with the right content, in the order in which they are wanted.

        Args:
            wanted: Which files.
            find_address: Is called only if the index has to be asked.
            progress: Called for each file that is there, in this thread.
            workers: How many are fetched at once.

        Raises:
            FetchError: No source has some of them; says of each file and source what happened.
            GymbrowserError: The disk is full, or the cache cannot be used.
        """
        stop = threading.Event()
        houses = tuple(map(Wheelhouse, self.wheelhouses))
        fetcher = _Fetcher(self, find_address, Waiting(self.clock, stop), houses)
        with ThreadPoolExecutor(workers) as pool:
            files = [pool.submit(fetcher.fetch, one) for one in wanted]
            try:
                problems = _failures(files, progress or (lambda: None))
            except BaseException:
                stop.set()
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        if problems:
            raise FetchError(problems)
        return [file.result() for file in files]


@dataclass(frozen=True)
class _Fetcher:
    """Fetches single files; shared by the threads of a `fetch_all`."""

    sources: Sources
    find_address: FindAddress
    waiting: Waiting
    houses: tuple[Wheelhouse, ...]

    def fetch(self, wanted: Wanted) -> Path:
        said: list[str] = []
        for title, take in self._takers(wanted):
            try:
                return take()
            except MissingError as error:
                said.append(f"{title}: {error}")
                if isinstance(error, OtherContentError):
                    self.sources.warn(said[-1])
        raise FetchError([_unavailable(wanted, said, self.sources.offline)])

    def _takers(self, wanted: Wanted) -> Iterator[tuple[str, Callable[[], Path]]]:
        """Each source that may have a file: its title, and what gives the file or MissingError."""
        sources = self.sources
        yield f"the cache {sources.cache.root}", partial(self._from_cache, wanted)
        for house in self.houses:
            yield f"the wheelhouse {house.folder}", partial(self._from_house, house, wanted)
        if sources.offline:
            yield "the network", _not_asked
            return
        from_address = partial(self._from_address, wanted)
        if sources.mirror is not None:
            yield "the mirror", partial(from_address, inside(sources.mirror, wanted.file_name))
        if wanted.origin == "distribution":
            yield "the CDN", partial(from_address, inside(sources.cdn, wanted.file_name))
        else:
            yield "the index", lambda: from_address(_address(wanted, self.find_address))

    def _from_cache(self, wanted: Wanted) -> Path:
        try:
            path = self.sources.cache.find(wanted.sha256)
        except WrongContentError as error:
            raise OtherContentError(
                f"had other content: SHA-256 {error.actual} (now removed)"
            ) from error
        if path is None:
            raise MissingError("does not have it")
        return path

    def _from_house(self, house: Wheelhouse, wanted: Wanted) -> Path:
        path = house.find(wanted.file_name, wanted.sha256)
        return self._keep(wanted, path.name, read_chunks(path), size_of(path))

    def _from_address(self, wanted: Wanted, address: str) -> Path:
        shown = redacted(address)
        try:
            with download(address, self.sources.limits, self.waiting) as arriving:
                return self._keep(wanted, shown, arriving.chunks, arriving.size)
        except DownloadError as error:
            raise MissingError(f"{shown} {error}") from error

    def _keep(self, wanted: Wanted, title: str, chunks: Iterable[bytes], size: int | None) -> Path:
        try:
            return self.sources.cache.put(wanted.sha256, chunks, size=size)
        except WrongContentError as error:
            raise OtherContentError(f"{title} has other content: SHA-256 {error.actual}") from error


def _not_asked() -> Path:
    raise MissingError("was not asked, because of --offline")


def _address(wanted: Wanted, find_address: FindAddress) -> str:
    try:
        address = find_address(wanted)
    except GymbrowserError as error:
        raise MissingError("; ".join(problem.what for problem in error.problems)) from error
    if address is None:
        raise MissingError("does not have it, or could not be asked")
    return address


def _failures(files: list[Future[Path]], progress: Callable[[], None]) -> list[Problem]:
    """Wait for all; what is wrong with the machine, and not with one file, ends it at once."""
    for file in as_completed(files):
        error = file.exception()
        if error is None:
            progress()
        elif not isinstance(error, FetchError):
            raise error
    errors = (file.exception() for file in files)
    return [problem for e in errors if isinstance(e, FetchError) for problem in e.problems]


def _unavailable(wanted: Wanted, said: list[str], offline: bool) -> Problem:
    another = (
        "run it once without --offline" if offline else "name a server that has it by --mirror"
    )
    return Problem(
        f"{wanted.file_name} ({wanted.name} {wanted.version}) could not be had",
        why="\n    ".join([f"Wanted is the content with SHA-256 {wanted.sha256}.", *said]),
        remedy=f"Put it in a folder and name that by --wheelhouse, or {another}.",
    )


def _no_folder(path: Path) -> Problem:
    return Problem(
        "the wheelhouse is no folder" if path.exists() else "there is no such wheelhouse",
        Place(path),
        remedy="Name a folder that holds wheels by --wheelhouse.",
    )


def _no_address(mirror: str) -> Problem:
    return Problem(
        f"the mirror {redacted(mirror)} is no address of a folder"
        if "://" in mirror
        else "the mirror is no address of a folder",
        remedy="Name one by --mirror that begins with https://, http:// or file:///.",
    )
