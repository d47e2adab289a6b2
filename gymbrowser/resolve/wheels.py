"""Makes and looks into wheels (PyPA binary distribution format, version 1.0)."""

import base64
import hashlib
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

_EXTENSIONS = (".so", ".pyd", ".dll", ".dylib")
_TIMESTAMP = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip file knows: the same files give the same bytes on every day."""


def make_wheel(name: str, version: str, files: Mapping[str, bytes]) -> bytes:
    """A pure wheel of these files: the same input gives the same bytes on every machine.

    Args:
        name: Normalised distribution name, with underscores.
        version: Its version.
        files: Path in site-packages to content.
    """
    info = f"{name}-{version}.dist-info"
    contents = dict(sorted(files.items()))
    contents[f"{info}/METADATA"] = (
        f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode()
    )
    contents[f"{info}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: gymbrowser\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    contents[f"{info}/RECORD"] = _record(contents, f"{info}/RECORD")
    return _zip(contents)


def wheel_name(name: str, version: str) -> str:
    """The file name of a wheel made by `make_wheel`."""
    return f"{name}-{version}-py3-none-any.whl"


def top_level_modules(wheel: Path | bytes) -> tuple[str, ...]:
    """The names that can be imported once the wheel is installed."""
    paths = [PurePosixPath(name) for name in _names(wheel)]
    modules = {
        path.parts[0].partition(".")[0]
        for path in paths
        if path.suffix in {".py", ".so"} and not path.parts[0].endswith((".dist-info", ".data"))
    }
    return tuple(sorted(modules))


def compiled_members(wheel: Path | bytes) -> tuple[str, ...]:
    """The compiled extensions in a wheel; a pure wheel has none."""
    return tuple(name for name in _names(wheel) if is_compiled(name))


def is_compiled(name: str) -> bool:
    """Whether a file of this name is machine code."""
    return name.endswith(_EXTENSIONS) or ".so." in name


def _names(wheel: Path | bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(wheel) if isinstance(wheel, bytes) else wheel) as archive:
        return archive.namelist()


def _record(contents: Mapping[str, bytes], own: str) -> bytes:
    lines = [
        f"{path},sha256={_urlsafe(hashlib.sha256(data).digest())},{len(data)}"
        for path, data in contents.items()
    ]
    return "\n".join([*lines, f"{own},,", ""]).encode()


def _urlsafe(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _zip(contents: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    # Stored, not deflated: zlib's output differs between its builds, and hosts compress anyway.
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path, data in contents.items():
            member = zipfile.ZipInfo(path, _TIMESTAMP)
            member.external_attr = 0o644 << 16
            member.create_system = 3  # Unix, also where it is not: the same bytes everywhere
            archive.writestr(member, data)
    return buffer.getvalue()
