"""Puts Python's files into archives: what a boot waits for, and what may come later."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from gymbrowser.asset import Asset
from gymbrowser.boot.parts import Part, Piece
from gymbrowser.boot.snapshot import NOT_WANTED, NoSnapshot, Snapshot, is_module
from gymbrowser.contract.files import Archive, FileListing

_FOLDER = "python/"
LISTING = f"{_FOLDER}files.json"


@dataclass(frozen=True)
class PackedArchive:
    """One archive of the site."""

    asset: Asset
    """With a path below the site's folder of the runtime if `shared`, else of the version."""
    shared: bool
    """The same in every site of this version of gymbrowser."""
    early: bool
    """A boot from files waits for it."""
    modules: bool
    """It has nothing but modules of packages, which a snapshot has imported."""
    files: dict[str, int]
    """Path below Python's folder to size, in the order of their bytes."""


@dataclass(frozen=True)
class Boot:
    """All of a site's Python."""

    folder: str
    """Where its files go in Python's file system, without a slash at its end."""
    archives: tuple[PackedArchive, ...]
    """Where two have a file, the first one counts."""
    used: dict[str, dict[str, int]]
    """Part to its files that a boot waits for, with their sizes."""
    problem: str | None
    """What Python raised while it was found out what is used."""
    snapshot: Snapshot | NoSnapshot
    """The other way to start."""

    def assets(self, *, shared: bool) -> list[Asset]:
        """The archives that go into one of the two folders."""
        return [archive.asset for archive in self.archives if archive.shared is shared]


def pack(
    parts: Sequence[Part],
    opened: frozenset[str],
    folder: str,
    problem: str | None = None,
    snapshot: Snapshot | NoSnapshot | None = None,
) -> Boot:
    """Sort every file into an archive.

    What the experiment uses comes in two archives, modules in one and shared libraries and data in
    the other, which a start from a snapshot needs as well; the author's own code comes in a third,
    so that the first two stay the same while it is worked on. All else waits in the archives of its
    part.

    Args:
        parts: All of the site's Python.
        opened: What the experiment uses, as paths below `folder`.
        folder: See `Boot`.
        problem: See `Boot`.
        snapshot: See `Boot`; None where none was wanted.
    """
    used, own = _used(parts, opened), _whole(parts)
    others = [part for part in parts if not part.own]
    archives = [
        _packed("used", _joined(used.values(), is_module), modules=True),
        _packed("data", _joined(used.values(), lambda path: not is_module(path))),
        _packed("own", _joined(own.values())),
        *(_waiting(part, "modules", part.modules) for part in others),
        *(_waiting(part, "sources", part.sources) for part in others),
    ]
    sizes = {
        name: {path: len(content) for path, content in files.items()}
        for name, files in {**used, **own}.items()
    }
    return Boot(folder, tuple(archives), sizes, problem, snapshot or NOT_WANTED)


def listing(boot: Boot, address: Callable[[PackedArchive], str]) -> bytes:
    """The text of the FileListing.

    Args:
        boot: The archives.
        address: Of an archive, relative to the manifest.
    """
    archives = [
        Archive(
            path=address(archive),
            size=archive.asset.size,
            sha256=archive.asset.sha256,
            paths=list(archive.files),
            sizes=list(archive.files.values()),
        )
        for archive in boot.archives
    ]
    return FileListing(format="gymbrowser.files/1", archives=archives).model_dump_json().encode()


type _Files = dict[str, bytes]


def _used(parts: Iterable[Part], opened: frozenset[str]) -> dict[str, _Files]:
    return {
        part.name: {
            path: content
            for piece in part.pieces
            if not opened.isdisjoint(piece.paths)
            for path, content in piece.files().items()
            if path in opened
        }
        for part in parts
        if not part.own
    }


def _whole(parts: Iterable[Part]) -> dict[str, _Files]:
    return {part.name: part.modules.files() for part in parts if part.own}


def _joined(files: Iterable[_Files], wanted: Callable[[str], bool] = lambda _path: True) -> _Files:
    return {path: content for each in files for path, content in each.items() if wanted(path)}


def _packed(name: str, files: _Files, *, modules: bool = False) -> PackedArchive:
    asset = Asset(f"{_FOLDER}{name}.bin", b"".join(files.values()))
    sizes = {path: len(content) for path, content in files.items()}
    return PackedArchive(asset, shared=False, early=True, modules=modules, files=sizes)


def _waiting(part: Part, kind: str, piece: Piece) -> PackedArchive:
    asset = Asset(f"{_FOLDER}{part.name}.{kind}.bin", piece.file)
    shared, files = part.shared, piece.by_path
    return PackedArchive(asset, shared=shared, early=False, modules=False, files=files)
