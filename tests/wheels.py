"""Wheels for tests: right ones, and such as only an attacker or a bad disk makes."""

import base64
import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

WHEEL = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"

NAME = "thing-1.0-py3-none-any.whl"

type Member = tuple[str | zipfile.ZipInfo, bytes]


def save(folder: Path, content: bytes, name: str = NAME) -> Path:
    """Put a wheel into a folder."""
    file = folder / name
    file.write_bytes(content)
    return file


def members(
    files: Mapping[str, bytes],
    *,
    name: str = "thing",
    version: str = "1.0",
    headers: Iterable[str] = (),
) -> dict[str, bytes]:
    """The files of a wheel, with metadata and a RECORD that fits."""
    info = f"{name}-{version}.dist-info"
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *headers, ""]
    complete = {
        **files,
        f"{info}/METADATA": "\n".join(lines).encode(),
        f"{info}/WHEEL": WHEEL.encode(),
    }
    return {**complete, f"{info}/RECORD": record(complete, f"{info}/RECORD")}


def record(files: Mapping[str, bytes], own: str) -> bytes:
    """RECORD of these files."""
    return "".join(
        [*(f"{n},{claim(d)},{len(d)}\n" for n, d in files.items()), f"{own},,\n"]
    ).encode()


def claim(data: bytes) -> str:
    """A hash as RECORD writes it."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest())
    return f"sha256={digest.rstrip(b'=').decode()}"


def zipped(content: Iterable[Member], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of these members, whatever they are called."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in content:
            archive.writestr(name, data, compression)
    return buffer.getvalue()


def write_wheel(
    folder: Path,
    files: Mapping[str, bytes],
    *,
    name: str = "thing",
    version: str = "1.0",
    tag: str = "py3-none-any",
    headers: Iterable[str] = (),
) -> Path:
    """A right wheel, in a file of its name."""
    wheel = folder / f"{name}-{version}-{tag}.whl"
    content = members(files, name=name, version=version, headers=headers)
    wheel.write_bytes(zipped(content.items()))
    return wheel


def with_mode(name: str, mode: int) -> zipfile.ZipInfo:
    """A member of this Unix file type and mode."""
    member = zipfile.ZipInfo(name)
    member.create_system = 3
    member.external_attr = mode << 16
    return member


def renamed(inside: str, wanted: str) -> bytes:
    """A wheel with a member of a name that zipfile would not write, in its headers and RECORD."""
    assert len(inside) == len(wanted)
    stored = zipped(members({inside: b""}).items(), zipfile.ZIP_STORED)
    return stored.replace(inside.encode(), wanted.encode())
