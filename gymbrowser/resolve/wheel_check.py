"""Whether a file is a wheel that can be opened without harm.

Anybody may have made the file, so nothing of it is believed: sizes are counted while it is read,
hashes are computed, and every name is looked at before a path is made of it.
"""

import base64
import csv
import hashlib
import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from packaging.metadata import RawMetadata, parse_email
from packaging.tags import Tag
from packaging.utils import (
    InvalidName,
    InvalidWheelFilename,
    NormalizedName,
    canonicalize_name,
    parse_wheel_filename,
)
from packaging.version import InvalidVersion, Version

from gymbrowser.errors import Place, UserError

_MAX_BYTES = 1 << 30
_MAX_RATIO = 100
"""Text packs by 3 to 10, deflate itself ends at 1032."""
_SMALL_BYTES = 64 << 20
"""Below this no ratio hurts anybody."""
_MAX_MEMBERS = 50_000
_CHUNK_BYTES = 1 << 20

_HASHES = ("sha256", "sha384", "sha512")
"""Those of the wheel format that Python always has."""
_UNHASHED = ("RECORD", "RECORD.jws", "RECORD.p7s")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,  # a feature of zip that zipfile does not know
    UnicodeDecodeError,
    struct.error,
)
"""What zipfile raises about a damaged archive."""


@dataclass(frozen=True)
class WheelInfo:
    """What a wheel says of itself."""

    name: NormalizedName
    version: str
    requires: tuple[str, ...]
    """`Requires-Dist` as it stands there (PEP 508), with its markers."""
    requires_python: str | None
    tags: frozenset[Tag]
    """From the file name."""
    dist_info: str
    """The folder of its metadata, `thing-1.0.dist-info`."""


class _Flaw(Exception):  # noqa: N818  # of the file: the user gets a UserError
    """What is wrong, as it follows the file's name in a sentence."""


def check_wheel(
    wheel: Path, place: Place | None = None, *, file_name: str | None = None
) -> WheelInfo:
    """What a wheel says of itself, after every byte of it was looked at.

    Args:
        wheel: The file.
        place: Where the user named it.
        file_name: Its name, if the file lies under another one, as in the cache.

    Raises:
        UserError: It is damaged, dangerous to unpack, or not the wheel that its name tells of.
    """
    file_name = file_name or wheel.name
    try:
        return _read(wheel, file_name)
    except _Flaw as flaw:
        raise UserError(
            f"{file_name} {flaw}",
            where=place or Place(wheel),
            why="It is damaged, or somebody made it so: it was not unpacked.",
            remedy="Get or build the wheel again.",
        ) from flaw


def _read(wheel: Path, file_name: str) -> WheelInfo:
    name, version, tags = _parse(file_name)
    try:
        with wheel.open("rb") as file, _open(file) as archive:
            members = _members(archive, wheel.stat().st_size)
            info = _dist_info(members, name, version)
            _check_content(archive, members, _record(_text(archive, f"{info}/RECORD")))
            _check_format(_text(archive, f"{info}/WHEEL"))
            metadata = parse_email(archive.read(f"{info}/METADATA"))[0]
    except _UNREADABLE as error:
        raise _Flaw(f"is damaged: {error}") from error
    _check_metadata(metadata, name, version)
    return WheelInfo(
        name=name,
        version=str(version),
        requires=tuple(metadata.get("requires_dist", ())),
        requires_python=metadata.get("requires_python"),
        tags=tags,
        dist_info=info,
    )


def _parse(file_name: str) -> tuple[NormalizedName, Version, frozenset[Tag]]:
    try:
        name, version, _, tags = parse_wheel_filename(file_name)
    except InvalidWheelFilename as error:
        raise _Flaw("has no file name of a wheel, such as thing-1.0-py3-none-any.whl") from error
    return name, version, tags


def _open(file: io.BufferedReader) -> zipfile.ZipFile:
    begins_like_one = file.read(4) == b"PK\x03\x04"
    try:
        return zipfile.ZipFile(file)
    except zipfile.BadZipFile as error:
        if begins_like_one:
            raise _Flaw("is cut off: the end of the zip archive is missing") from error
        raise _Flaw("is not a zip archive") from error


def _members(archive: zipfile.ZipFile, packed_bytes: int) -> dict[str, zipfile.ZipInfo]:
    """Its files by name, none of which leads anywhere else.

    The sizes are those that it claims; zipfile reads no more than that of each.
    """
    members: dict[str, zipfile.ZipInfo] = {}
    if len(archive.infolist()) > _MAX_MEMBERS:
        raise _Flaw(f"holds more than {_MAX_MEMBERS} files")
    for member in archive.infolist():
        _check_member(member)
        path = member.filename.rstrip("/")
        if path in members:
            raise _Flaw(f"holds two members of one name: {path!r}")
        members[path] = member
    files = {path: member for path, member in members.items() if not member.is_dir()}
    for path in members:
        if not {str(parent) for parent in PurePosixPath(path).parents}.isdisjoint(files):
            raise _Flaw(f"holds something below a file: {path!r}")
    total = sum(member.file_size for member in files.values())
    if total > _MAX_BYTES:
        raise _Flaw(f"unpacks to {total} bytes, more than any site can hold")
    if total > max(_SMALL_BYTES, packed_bytes * _MAX_RATIO):
        raise _Flaw(f"is a zip bomb: {packed_bytes} bytes that unpack to {total}")
    return files


def _check_member(member: zipfile.ZipInfo) -> None:
    name = member.orig_filename  # before zipfile made a harmless one of it
    kind = stat.S_IFMT(member.external_attr >> 16)
    if member.header_offset < 0:
        raise _Flaw("is damaged: a member begins before the file does")
    if not _is_safe(name):
        raise _Flaw(f"holds a member whose name leads elsewhere: {name!r}")
    if kind == stat.S_IFLNK:
        raise _Flaw(f"holds a symbolic link: {name!r}")
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise _Flaw(f"holds something that is neither file nor folder: {name!r}")
    if member.flag_bits & 0x1 or member.compress_type not in _METHODS:
        raise _Flaw(f"holds a member that is encrypted or packed in an unusual way: {name!r}")
    folder, _, rest = name.partition("/")
    if folder.endswith(".data") and rest.startswith(("purelib/", "platlib/")):
        raise _Flaw(f"keeps modules where Pyodide does not install them from: {name!r}")


def _is_safe(name: str) -> bool:
    """Whether a name is a relative path, on every system, that stays where it begins."""
    parts = name.removesuffix("/").split("/")
    harmless = name.isprintable() and not any(letter in name for letter in "\\:")
    return harmless and {"", ".", ".."}.isdisjoint(parts)


def _dist_info(members: Mapping[str, object], name: str, version: Version) -> str:
    """The folder of the metadata; its name is that of the wheel, though perhaps spelt otherwise."""
    folders = {path.partition("/")[0] for path in members if "/" in path}
    found = sorted(folder for folder in folders if folder.endswith(".dist-info"))
    if len(found) != 1:
        raise _Flaw(f"must hold one folder .dist-info, and holds {len(found)}")
    theirs, _, number = found[0].removesuffix(".dist-info").partition("-")
    if "-" in number or (canonicalize_name(theirs), version_of(number)) != (name, version):
        raise _Flaw(f"is of {name} {version} by its file name, but holds {found[0]}")
    for file in ("METADATA", "WHEEL", "RECORD"):
        if f"{found[0]}/{file}" not in members:
            raise _Flaw(f"has no {found[0]}/{file}")
    return found[0]


def _record(text: str) -> dict[str, str]:
    """RECORD: every file with its hash, such as `sha256=…`."""
    try:
        rows = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error as error:
        raise _Flaw(f"has a RECORD that cannot be read: {error}") from error
    for row in rows:
        if len(row) != 3:
            raise _Flaw(f"has a line in RECORD that is no file, hash and size: {row!r}")
    return {path: claim for path, claim, _size in rows}


def _check_content(
    archive: zipfile.ZipFile, members: Mapping[str, zipfile.ZipInfo], record: Mapping[str, str]
) -> None:
    """Read every file to its end, which also compares its checksum, in bounded memory."""
    if absent := sorted(record.keys() - members.keys()):
        raise _Flaw(f"lacks a file that its RECORD lists: {absent[0]!r}")
    for path, member in members.items():
        unhashed = path.partition(".dist-info/")[2] in _UNHASHED
        if not unhashed and path not in record:
            raise _Flaw(f"holds a file that its RECORD does not list: {path!r}")
        algorithm, _, claim = record.get(path, "").partition("=")
        if not unhashed and algorithm not in _HASHES:
            raise _Flaw(f"has no SHA-256 in its RECORD for {path!r}")
        digest = _digest(archive, member, algorithm or _HASHES[0])
        if not unhashed and digest != claim.rstrip("="):
            raise _Flaw(f"holds a file that is not the one in its RECORD: {path!r}")


def _digest(archive: zipfile.ZipFile, member: zipfile.ZipInfo, algorithm: str) -> str:
    digest = hashlib.new(algorithm)
    with archive.open(member) as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return base64.urlsafe_b64encode(digest.digest()).rstrip(b"=").decode()


def _check_format(text: str) -> None:
    found = re.search(r"^Wheel-Version:\s*(\d+)\.\d+\s*$", text, re.MULTILINE)
    if found is None:
        raise _Flaw("does not say in WHEEL which version of the format it has")
    if int(found[1]) != 1:
        raise _Flaw(f"has version {found[1]} of the wheel format, which nobody here knows")


def _check_metadata(metadata: RawMetadata, name: str, version: Version) -> None:
    try:
        theirs = canonicalize_name(metadata.get("name", ""), validate=True)
    except InvalidName as error:
        raise _Flaw("has no name in METADATA") from error
    number = metadata.get("version", "")
    if (theirs, version_of(number)) != (name, version):
        raise _Flaw(f"is of {name} {version} by its file name, but of {theirs} {number} inside")


def version_of(text: str) -> Version | None:
    """A version (PEP 440); None if it is none."""
    try:
        return Version(text)
    except InvalidVersion:
        return None


def _text(archive: zipfile.ZipFile, path: str) -> str:
    try:
        return archive.read(path).decode()
    except UnicodeDecodeError as error:
        raise _Flaw(f"has a {path} that is not UTF-8") from error
