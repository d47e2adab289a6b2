"""Makes, opens and judges wheels (PyPA binary distribution format, version 1.0)."""

import contextlib
import hashlib
import io
import json
import os
import re
import stat
import tempfile
import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import InvalidWheelFilename, parse_wheel_filename

from gymbrowser.errors import Place, UserError
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.handling import pack_wheel, top_level_python, unpack_wheel
from gymbrowser.resolve.wheel_check import WheelInfo, check_wheel

__all__ = [
    "WheelInfo",
    "check_wheel",
    "compiled_members",
    "is_compiled",
    "is_pure",
    "is_usable",
    "make_wheel",
    "normalised",
    "source_date_epoch",
    "top_level_modules",
    "unpack",
    "wheel_name",
]

_FORMAT = 1
"""Raised when the same files would be made into other bytes."""
_MACHINE_CODE = re.compile(r"\.(so|pyd|dll|dylib)(\.\d+)*$", re.IGNORECASE)
_PURE = Tag("py3", "none", "any")

_ZIP_BEGINS = 315532800
"""1980-01-01T00:00:00Z in Unix seconds: the first moment that a zip file knows."""
_ZIP_ENDS = 4354819199
"""2107-12-31T23:59:59Z: the last one."""


def make_wheel(
    name: str, version: str, files: Mapping[str, bytes], cache: Cache | None = None
) -> bytes:
    """A pure wheel of these files: the same input gives the same bytes on every machine.

    Args:
        name: Normalised distribution name, with underscores.
        version: Its version.
        files: Path in site-packages to content.
        cache: Keeps it: to make one takes as long as to start a Python.
    """
    if cache is None:
        return _made(name, version, files)
    hashes = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    given = json.dumps([_FORMAT, name, version, source_date_epoch(), hashes], sort_keys=True)
    key = hashlib.sha256(given.encode()).hexdigest()

    def fill(folder: Path) -> None:
        (folder / wheel_name(name, version)).write_bytes(_made(name, version, files))

    return (cache.folder("wheels", key, fill) / wheel_name(name, version)).read_bytes()


def _made(name: str, version: str, files: Mapping[str, bytes]) -> bytes:
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary, f"{name}-{version}")
        info = f"{name}-{version}.dist-info"
        own = {f"{info}/METADATA": metadata.encode(), f"{info}/WHEEL": _wheel_file([_PURE])}
        for path, content in {**files, **own}.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        return _packed(folder)[1]


def wheel_name(name: str, version: str) -> str:
    """The file name of a wheel made by `make_wheel`."""
    return f"{name}-{version}-{_PURE}.whl"


def normalised(wheel: Path, place: Place | None = None) -> tuple[str, bytes]:
    """A wheel of the same modules and metadata, without traces of when and by what it was built.

    Args:
        wheel: A wheel that nobody has checked yet.
        place: Where the user named it.

    Returns:
        File name and content.

    Raises:
        UserError: It is no wheel that could be unpacked safely.
    """
    info = check_wheel(wheel, place)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary, info.dist_info.removesuffix(".dist-info"))
        folder.mkdir()
        _unpack(wheel, info, folder)
        # The generator that is named here is who made the archive: from now on that is us.
        (folder / info.dist_info / "WHEEL").write_bytes(_wheel_file(sorted(info.tags, key=str)))
        return _packed(folder)


def unpack(wheel: Path, folder: Path, *, file_name: str | None = None) -> None:
    """Put a wheel's files into a folder, as the browser's Python puts them into site-packages.

    What another wheel left in the folder stays, and is replaced where both have a file, as there.

    Args:
        wheel: A wheel that nobody has checked yet.
        folder: Must exist.
        file_name: The wheel's name, if the file lies under another one, as in the cache.

    Raises:
        UserError: The wheel is damaged or dangerous; the folder is as it was.
    """
    _unpack(wheel, check_wheel(wheel, file_name=file_name), folder)


def top_level_modules(wheel: Path | bytes) -> tuple[str, ...]:
    """The names that can be imported once the wheel is installed."""
    with _as_file(wheel) as file:
        modules = set(top_level_python(file))
    # It looks for .py files only, but a module may be machine code alone.
    modules |= {_top_level(PurePosixPath(name)) for name in compiled_members(wheel)}
    return tuple(sorted(name for name in modules if name.isidentifier()))


def compiled_members(wheel: Path | bytes) -> tuple[str, ...]:
    """The machine code in a wheel; a pure wheel has none."""
    with zipfile.ZipFile(io.BytesIO(wheel) if isinstance(wheel, bytes) else wheel) as archive:
        return tuple(name for name in archive.namelist() if is_compiled(name))


def is_compiled(name: str) -> bool:
    """Whether a file of this name is machine code."""
    return _MACHINE_CODE.search(name) is not None


def is_usable(file_name: str, python: str, abi: str) -> bool:
    """Whether the browser's Python can load a wheel of this name.

    Pure wheels, and those compiled for exactly this platform version: for this version of CPython,
    or for the stable ABI of this or an older one. PEP 783 promises nothing between two versions of
    the platform.

    Args:
        file_name: Of the wheel; what is not the name of a wheel is not usable.
        python: Version of the site's Python, `3.14` or `3.14.2`.
        abi: Pyodide's ABI, `2026_0`.
    """
    try:
        tags = parse_wheel_filename(file_name)[3]
    except InvalidWheelFilename:
        return False
    version, platform = _version(python), f"pyemscripten_{abi}_wasm32"
    interpreter = _interpreter(version)
    usable = {
        *cpython_tags(version, [interpreter], [platform]),
        *compatible_tags(version, interpreter, [platform]),
    }
    return not tags.isdisjoint(usable)


def is_pure(tags: frozenset[Tag], python: str) -> bool:
    """Whether a wheel of these tags is for any platform, and for this version of Python."""
    version = _version(python)
    return not tags.isdisjoint(compatible_tags(version, _interpreter(version), ["any"]))


def source_date_epoch(environ: Mapping[str, str] = os.environ) -> int:
    """The moment that everything in a build is dated, in Unix seconds.

    `SOURCE_DATE_EPOCH` (reproducible-builds.org) as far as a zip file can express it, by default
    1980-01-01.

    Raises:
        UserError: The variable is not a number.
    """
    text = environ.get("SOURCE_DATE_EPOCH", "").strip() or str(_ZIP_BEGINS)
    if not re.fullmatch(r"-?\d+", text, re.ASCII):
        raise UserError(
            f"SOURCE_DATE_EPOCH is not a number of seconds: {text!r}",
            remedy="Set the variable to Unix time, such as `git log -1 --format=%ct`, or unset it.",
        )
    return min(max(int(text), _ZIP_BEGINS), _ZIP_ENDS)


def _unpack(wheel: Path, info: WheelInfo, folder: Path) -> None:
    stem = info.dist_info.removesuffix(".dist-info")
    with tempfile.TemporaryDirectory(dir=folder) as temporary:
        # `wheel unpack` takes over file modes, which may be none at all, and expects a file name
        # that is spelt as the folder of the metadata is.
        plain = Path(temporary, wheel_name(*stem.rsplit("-", 1)))
        plain.write_bytes(_stored(wheel))
        unpack_wheel(plain, plain.parent)
        _move_files(plain.parent / stem, folder)


def _wheel_file(tags: Sequence[Tag]) -> bytes:
    head = "Wheel-Version: 1.0\nGenerator: gymbrowser\nRoot-Is-Purelib: true\n"
    return (head + "".join(f"Tag: {tag}\n" for tag in tags)).encode()


def _packed(folder: Path) -> tuple[str, bytes]:
    """Pack an unpacked wheel; gives file name and content."""
    with tempfile.TemporaryDirectory() as temporary:
        pack_wheel(folder, Path(temporary), source_date_epoch())
        [wheel] = Path(temporary).iterdir()
        return wheel.name, _stored(wheel)


def _stored(wheel: Path) -> bytes:
    """The same wheel with plain attributes, in a fixed order, and not compressed.

    zlib's output differs between its builds; and whoever serves the file compresses it anyway.
    """
    moment = time.gmtime(source_date_epoch())[:6]
    buffer = io.BytesIO()
    with zipfile.ZipFile(wheel) as packed, zipfile.ZipFile(buffer, "w") as stored:
        for name in sorted(packed.namelist(), key=_metadata_last):
            if name.endswith("/"):
                continue
            content = packed.read(name)
            if name.endswith(".dist-info/RECORD"):
                content = b"".join(sorted(content.splitlines(keepends=True)))
            member = zipfile.ZipInfo(name, moment)
            member.external_attr = (stat.S_IFREG | 0o644) << 16
            member.create_system = 3  # Unix, also where it is not
            stored.writestr(member, content)
    return buffer.getvalue()


def _metadata_last(name: str) -> tuple[bool, bool, str]:
    """The order that the wheel format recommends, so that metadata can be changed in place."""
    return ".dist-info/" in name, name.endswith("/RECORD"), name


def _top_level(path: PurePosixPath) -> str:
    return path.name.partition(".")[0] if len(path.parts) == 1 else path.parts[0]


def _move_files(source: Path, target: Path) -> None:
    for path in sorted(source.rglob("*")):
        if path.is_file():
            destination = target / path.relative_to(source)
            destination.parent.mkdir(parents=True, exist_ok=True)
            path.replace(destination)


@contextlib.contextmanager
def _as_file(wheel: Path | bytes) -> Iterator[Path]:
    """The wheel under a name that ends as one: in the cache it has none."""
    if isinstance(wheel, Path) and wheel.suffix == ".whl":
        yield wheel
        return
    with tempfile.TemporaryDirectory() as temporary:
        file = Path(temporary, "wheel.whl")
        file.write_bytes(wheel if isinstance(wheel, bytes) else wheel.read_bytes())
        yield file


def _version(python: str) -> tuple[int, int]:
    major, minor = python.split(".")[:2]
    return int(major), int(minor)


def _interpreter(version: tuple[int, int]) -> str:
    return f"cp{version[0]}{version[1]}"
