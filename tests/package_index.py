"""A package index (PEP 503) on loopback, with packages that tests make up."""

import base64
import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.static_host import serve_folder

OURS = "cp314-cp314-pyemscripten_2026_0_wasm32"
"""The tag of a wheel that is compiled for our runtime."""


@dataclass
class PackageIndex:
    """A folder of wheels and of one page per package."""

    folder: Path
    address: str = ""
    requests: list[str] = field(default_factory=list)

    def add(
        self,
        name: str,
        version: str,
        *,
        requires: Iterable[str] = (),
        tag: str = "py3-none-any",
        files: Mapping[str, bytes] | None = None,
    ) -> Path:
        """Publish a wheel; its one module has the package's name unless files are given."""
        files = {f"{_stem(name)}.py": b"VERSION = 1\n"} if files is None else files
        wheel = self.folder / "files" / f"{_stem(name)}-{version}-{tag}.whl"
        wheel.parent.mkdir(parents=True, exist_ok=True)
        wheel.write_bytes(wheel_bytes(name, version, files, requires=requires, tag=tag))
        self._link(name, wheel)
        return wheel

    def add_source(self, name: str, version: str) -> None:
        """Publish a source distribution alone."""
        archive = self.folder / "files" / f"{_stem(name)}-{version}.tar.gz"
        archive.parent.mkdir(parents=True, exist_ok=True)
        archive.write_bytes(b"not read by anybody")
        self._link(name, archive)

    def _link(self, name: str, file: Path) -> None:
        page = self.folder / "simple" / name / "index.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        with page.open("a", encoding="utf-8") as stream:
            stream.write(f'<a href="../../files/{file.name}#sha256={digest}">{file.name}</a>\n')

    @property
    def simple(self) -> str:
        """What UV_DEFAULT_INDEX is to be."""
        return f"{self.address}/simple"


@contextmanager
def package_index(folder: Path) -> Iterator[PackageIndex]:
    """Serve an index, to which packages may still be added."""
    (folder / "simple").mkdir(parents=True)
    with serve_folder(folder) as origin:
        yield PackageIndex(folder, origin)


def wheel_bytes(
    name: str,
    version: str,
    files: Mapping[str, bytes],
    *,
    requires: Iterable[str] = (),
    tag: str = "py3-none-any",
) -> bytes:
    """A wheel as a stranger's back end would make it."""
    info = f"{_stem(name)}-{version}.dist-info"
    metadata = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}"]
    metadata += [f"Requires-Dist: {requirement}" for requirement in requires]
    purity = "true" if tag.endswith("-any") else "false"
    contents = {
        **files,
        f"{info}/METADATA": ("\n".join(metadata) + "\n").encode(),
        f"{info}/WHEEL": (
            f"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: {purity}\nTag: {tag}\n"
        ).encode(),
    }
    contents[f"{info}/RECORD"] = _record(contents, f"{info}/RECORD")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in contents.items():
            archive.writestr(path, data)
    return buffer.getvalue()


def _record(contents: Mapping[str, bytes], own: str) -> bytes:
    lines = []
    for path, data in contents.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        lines.append(f"{path},sha256={digest},{len(data)}")
    return "\n".join([*lines, f"{own},,", ""]).encode()


def _stem(name: str) -> str:
    return name.replace("-", "_")
