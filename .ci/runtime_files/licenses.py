"""THIRD_PARTY_LICENSES: what every file that travels is made of, and the licence of each part."""

import importlib.util
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from runtime_files.files import NODE_MODULES, ROOT, RUNTIME
from runtime_files.lock import LockedFile
from runtime_files.sources import CollectError

LICENSES = "THIRD_PARTY_LICENSES"

_TEXTS = ROOT / ".ci" / "licenses"
_RULE = "=" * 80


@dataclass(frozen=True)
class Part:
    """A work of others, and under which licence it is had."""

    title: str
    license: str
    """SPDX."""
    text: str
    """Name of the text in .ci/licenses, or of a package that brings it."""


PYODIDE = Part("Pyodide", "MPL-2.0", "pyodide")
STACKFRAME = Part("stackframe, in Pyodide's scripts", "MIT", "stackframe")
CPYTHON = Part("CPython", "PSF-2.0", "cpython")
INCORPORATED = Part("Software that CPython incorporates", "several", "cpython-incorporated")
EMSCRIPTEN = Part("Emscripten's runtime libraries", "MIT OR NCSA", "emscripten")
MUSL = Part("musl, in Emscripten", "MIT", "musl")
LLVM = Part("LLVM's runtime libraries, in Emscripten", "Apache-2.0 WITH LLVM-exception", "llvm")
ONNXRUNTIME = Part("ONNX Runtime", "MIT", "onnxruntime/LICENSE")
ONNXRUNTIME_PARTS = Part("ONNX Runtime's parts", "several", "onnxruntime/ThirdPartyNotices.txt")
DAWN = Part("Dawn's WebGPU for Emscripten", "BSD-3-Clause", "dawn")
IDB = Part("idb", "ISC", "idb/LICENSE")
FAKE_INDEXEDDB = Part("fake-indexeddb, of `simulate`", "Apache-2.0", "fake-indexeddb/LICENSE")
RANDEXP = Part("randexp, of `simulate`", "MIT", "randexp/LICENSE")
DRANGE = Part("drange, in randexp", "MIT", "drange/LICENSE")
RET = Part("ret, in randexp", "MIT", "ret/LICENSE")
NIPPLEJS = Part("nipplejs", "MIT", "nipplejs")
# Sites without such a step leave these out by their titles: gymbrowser/plan/licenses.py.
SURVEYJS = Part("SurveyJS", "MIT", "surveyjs")
PREACT = Part("Preact, in SurveyJS", "MIT", "preact")
SIGNATURE_PAD = Part("Signature Pad, in SurveyJS", "MIT", "signature-pad")
TSLIB = Part("tslib, in SurveyJS", "0BSD", "tslib")

_LINKED = (
    CPYTHON,
    INCORPORATED,
    Part("libffi", "MIT", "libffi"),
    Part("zlib", "Zlib", "zlib"),
    Part("bzip2", "bzip2-1.0.6", "bzip2"),
    Part("XZ Utils: liblzma", "public domain", "xz"),
    Part("SQLite", "public domain", "sqlite"),
    Part("Zstandard", "BSD-3-Clause", "zstd"),
    EMSCRIPTEN,
    MUSL,
    LLVM,
)
"""Pyodide 314 links these: `MAIN_MODULE_LDFLAGS` in its Makefile.envs, and cpython/Setup.local."""

_INFERENCE = (ONNXRUNTIME, ONNXRUNTIME_PARTS, EMSCRIPTEN, MUSL, LLVM)

PARTS: Mapping[str, tuple[Part, ...]] = {
    "core/pyodide.asm.js": (PYODIDE, EMSCRIPTEN),
    "core/pyodide.asm.wasm": (PYODIDE, *_LINKED),
    "core/python_stdlib.zip": (PYODIDE, CPYTHON, INCORPORATED),
    "distribution.json": (PYODIDE,),
    "ort/ort-wasm-simd-threaded.wasm": _INFERENCE,
    "webgpu/ort-wasm-simd-threaded.asyncify.wasm": (*_INFERENCE, DAWN),
}
"""What is in each file of the runtime; a wheel says it itself."""

BUNDLED: Mapping[str, tuple[Part, ...]] = {
    "drange": (DRANGE,),
    "fake-indexeddb": (FAKE_INDEXEDDB,),
    "idb": (IDB,),
    "nipplejs": (NIPPLEJS,),
    "onnxruntime-web": (ONNXRUNTIME, ONNXRUNTIME_PARTS),
    "pyodide": (PYODIDE, STACKFRAME, EMSCRIPTEN),
    "randexp": (RANDEXP,),
    "ret": (RET,),
    "survey-core": (SURVEYJS, SIGNATURE_PAD, TSLIB),
    "survey-js-ui": (SURVEYJS, PREACT, TSLIB),
}
"""What our own scripts hold, by npm package."""


def license_text(files: Sequence[LockedFile], runtime: Path = RUNTIME) -> str:
    """One text with the licence of everything that travels.

    Raises:
        CollectError: Of a file it is not said what it is made of, or a licence's text is missing.
    """
    wheels = [file for file in files if file.file.endswith(".whl")]
    others = {file.file: _parts(file) for file in files if file not in wheels}
    bundles = {f"our own scripts: {package}": parts for package, parts in BUNDLED.items()}
    used = dict.fromkeys(part for parts in (*others.values(), *bundles.values()) for part in parts)
    return "\n".join(
        [
            _contents({**others, **bundles}, wheels),
            *(_section(f"{part.title} ({part.license})", _text(part)) for part in used),
            *(section for file in wheels for section in _wheel_sections(file, runtime)),
        ]
    )


def _parts(file: LockedFile) -> tuple[Part, ...]:
    try:
        return PARTS[file.file]
    except KeyError as error:
        raise CollectError(
            f"{file.file} has no licence: say in .ci/runtime_files/licenses.py what it is made of"
        ) from error


def _contents(parts: Mapping[str, Sequence[Part]], wheels: Sequence[LockedFile]) -> str:
    lines = [f"{name}\n    {'; '.join(part.title for part in of)}" for name, of in parts.items()]
    lines += [f"{file.file}\n    {file.name} ({file.license})" for file in wheels]
    head = (
        "gymbrowser carries the work of others. This is what its files hold; the licences follow.\n"
    )
    return "\n".join([head, *lines, ""])


def _text(part: Part) -> str:
    package, _, name = part.text.partition("/")
    if not name:
        return (_TEXTS / f"{package}.txt").read_text(encoding="utf-8")
    installed = NODE_MODULES / package
    # The npm package of ONNX Runtime has no licence file; the one of the same sources on PyPI does.
    folder = installed if (installed / name).is_file() else _python_package(package)
    return (folder / name).read_text(encoding="utf-8")


def _python_package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise CollectError(f"{name} is not installed in .venv: run make setup")
    return Path(spec.origin).parent


def _wheel_sections(file: LockedFile, runtime: Path) -> Iterator[str]:
    with zipfile.ZipFile(runtime / file.file) as archive:
        names = [name for name in archive.namelist() if _is_license(name)]
        if not names:
            raise CollectError(f"{file.basename} brings no licence")
        for name in names:
            title = f"{file.name} ({file.license}): {name.partition('/licenses/')[2]}"
            yield _section(title, archive.read(name).decode())


def _is_license(name: str) -> bool:
    return ".dist-info/licenses/" in name and not name.endswith("/")


def _section(title: str, text: str) -> str:
    return f"{_RULE}\n{title}\n{_RULE}\n{text.strip()}\n"
