"""Compiling, sorting into archives and counting bytes, as far as no browser's Python is needed."""

import hashlib
import io
import json
import marshal
import zipfile
from pathlib import Path
from types import CodeType

import pytest

from gymbrowser.asset import Asset
from gymbrowser.boot.archives import Boot, listing, pack
from gymbrowser.boot.compiler import FOLDER, compile_wheel
from gymbrowser.boot.cost import by_package, first_visit, total
from gymbrowser.boot.node import ScriptTimeoutError, run_script
from gymbrowser.boot.parts import Part
from gymbrowser.boot.snapshot import NoSnapshot, make_snapshot
from gymbrowser.boot.trace import Study, Trace, study_key, trace
from gymbrowser.contract.manifest import Environment, Policy, PythonPolicy
from gymbrowser.contract.policies import Given, OnnxPolicy
from gymbrowser.errors import GymbrowserError
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.lock import Lock, LockedWheel
from gymbrowser.resolve.why import reasons

MODULE = b'"""Doc."""\n\ndef f(x):\n    """Says."""\n    assert x\n    return 1 / x\n'


def compiled(folder: Path, *, lean: bool, files: dict[str, bytes]) -> Part:
    """A part made by this Python, whose byte code is another one's."""
    with zipfile.ZipFile(folder / "wheel.zip", "w") as wheel:
        for name, content in files.items():
            wheel.writestr(name, content)
    output = folder / f"lean-{lean}"
    output.mkdir()
    compile_wheel(str(folder / "wheel.zip"), "site-packages/", lean, str(output))
    return Part("pkg", output, "key", own=not lean, shared=False)


def function(code: bytes) -> CodeType:
    module = marshal.loads(code[16:])
    [found] = [each for each in module.co_consts if isinstance(each, CodeType)]
    return found


def byte_code(part: Part) -> bytes:
    [path] = [path for path in part.modules.paths if path.endswith(".pyc")]
    assert path.startswith("site-packages/pkg/__pycache__/mod.")
    return part.modules.files()[path]


def test_byte_code_names_the_source_and_is_never_held_against_it(tmp_path: Path) -> None:
    code = byte_code(compiled(tmp_path, lean=False, files={"pkg/mod.py": MODULE}))
    assert int.from_bytes(code[4:8], "little") == 0b01  # PEP 552: hash-based, unchecked
    assert function(code).co_filename == f"{FOLDER}/site-packages/pkg/mod.py"


def test_an_authors_code_keeps_sources_and_docstrings(tmp_path: Path) -> None:
    part = compiled(tmp_path, lean=False, files={"pkg/mod.py": MODULE, "pkg/data.txt": b"7"})
    assert "Says." in function(byte_code(part)).co_consts
    assert part.modules.files()["site-packages/pkg/mod.py"] == MODULE
    assert part.modules.files()["site-packages/pkg/data.txt"] == b"7"
    assert part.sources.paths == ()


def test_other_code_loses_docstrings_but_no_assert(tmp_path: Path) -> None:
    part = compiled(tmp_path, lean=True, files={"pkg/mod.py": MODULE, "pkg/data.txt": b"7"})
    found = function(byte_code(part))
    assert "Says." not in found.co_consts
    scope: dict[str, object] = {}
    exec(marshal.loads(byte_code(part)[16:]), scope)
    assert scope["f"].__doc__ is None
    with pytest.raises(AssertionError):
        scope["f"](0)  # type: ignore[operator]
    assert part.sources.files() == {"site-packages/pkg/mod.py": MODULE}
    assert "site-packages/pkg/data.txt" in part.modules.paths


def test_what_asserts_a_docstring_does_not_miss_it(tmp_path: Path) -> None:
    """As `numpy.ma` does with functions that have an empty one where theirs was taken out."""
    body = b'def f():\n    "Says."\n\nf.__doc__ = f.__doc__ or ""\nassert "Says." in f.__doc__\n'
    exec(marshal.loads(byte_code(compiled(tmp_path, lean=True, files={"pkg/mod.py": body}))[16:]))


@pytest.mark.parametrize(
    "body", [b'def f():\n    "only"\n', b'class A:\n    "only"\n', b'"only"\n']
)
def test_what_is_nothing_but_a_docstring_still_compiles(tmp_path: Path, body: bytes) -> None:
    exec(marshal.loads(byte_code(compiled(tmp_path, lean=True, files={"pkg/mod.py": body}))[16:]))


def test_what_is_no_python_is_a_file_like_any_other(tmp_path: Path) -> None:
    part = compiled(tmp_path, lean=True, files={"pkg/t.py": b"{{ template }} %", "pkg/n.py": b"\0"})
    assert part.modules.paths == ()
    assert set(part.sources.paths) == {"site-packages/pkg/t.py", "site-packages/pkg/n.py"}


@pytest.fixture
def boot(tmp_path: Path) -> Boot:
    parts = []
    for name, own in (("lib", False), ("mine", True)):
        folder = tmp_path / name
        folder.mkdir()
        pieces = {
            "modules": {f"{name}/a.pyc": b"A" * 4000, f"{name}/b.so": b"B"},
            "sources": {f"{name}/a.py": b"source"},
        }
        said = {}
        for piece, files in pieces.items():
            (folder / f"{piece}.bin").write_bytes(b"".join(files.values()))
            said[piece] = {"paths": [*files], "sizes": [len(each) for each in files.values()]}
        (folder / "files.json").write_text(json.dumps(said), encoding="utf-8")
        parts.append(Part(name, folder, "key", own=own, shared=not own))
    return pack(parts, frozenset({"lib/a.pyc", "lib/a.py", "lib/b.so", "mine/a.pyc"}), "/lib")


def test_what_is_used_comes_early_and_all_else_waits(boot: Boot) -> None:
    early = {archive.asset.path: [*archive.files] for archive in boot.archives if archive.early}
    late = {archive.asset.path: [*archive.files] for archive in boot.archives if not archive.early}
    assert early == {
        "python/used.bin": ["lib/a.pyc", "lib/a.py"],
        "python/data.bin": ["lib/b.so"],
        "python/own.bin": ["mine/a.pyc", "mine/b.so"],
    }
    # Whole, so that they are the same for every experiment.
    assert late == {
        "python/lib.modules.bin": ["lib/a.pyc", "lib/b.so"],
        "python/lib.sources.bin": ["lib/a.py"],
    }
    assert [asset.path for asset in boot.assets(shared=True)] == [*late]


def test_the_listing_says_what_is_where(boot: Boot) -> None:
    said = json.loads(listing(boot, lambda archive: f"../{archive.asset.path}"))
    first = said["archives"][0]
    assert first["path"] == "../python/used.bin"
    assert first["size"] == sum(first["sizes"]) == 4006
    assert first["sha256"] == hashlib.sha256(b"A" * 4000 + b"source").hexdigest()


def test_bytes_of_a_first_visit() -> None:
    files = {
        "index.html": 1, "v/1/page.js": 10, "v/1/page.js.br": 2, "v/1/page.js.gz": 3,
        "rt/1/core/pyodide.asm.wasm": 1000, "rt/1/core/pyodide.asm.wasm.br": 100,
        "rt/1/core/pyodide.asm.wasm.gz": 150, "rt/1/python/numpy.modules.bin": 7777,
        "v/1/policies/a.onnx": 40, "rt/1/core/pyodide.asm.js": 5555,
    }  # fmt: skip
    costs = first_visit(Asset(path, bytes(size)) for path, size in files.items())
    assert [(c.name, c.raw, c.brotli, c.plain_host) for c in costs] == [
        ("page", 11, 3, 11),
        ("Python's interpreter", 1000, 100, 150),
        ("policies", 40, 40, 40),
    ]
    assert total(costs).plain_host == 201


def test_the_costliest_package_is_first(boot: Boot) -> None:
    assert [(cost.name, cost.files, cost.raw) for cost in by_package(boot)] == [
        ("lib", 3, 4007),
        ("mine", 2, 4001),
    ]


def test_every_package_has_a_reason() -> None:
    def wheel(name: str, origin: str, *requires: str) -> LockedWheel:
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            needs = "".join(f"Requires-Dist: {text}\n" for text in requires)
            archive.writestr(f"{name}-1.dist-info/METADATA", f"Name: {name}\n{needs}")
        return LockedWheel(name, "1", f"{name}-1-py3-none-any.whl", "0" * 64,
                           content.getvalue(), (name,), origin)  # type: ignore[arg-type]  # fmt: skip

    wheels = (
        wheel("numpy", "base"),
        wheel("helper", "index", "deep>=1", 'winonly; sys_platform == "win32"'),
        wheel("deep", "index"),
        wheel("winonly", "index"),
        wheel("mine", "source"),
    )
    assert reasons(Lock(wheels, "314", "3.14.0", "2026_0"), ["Helper>=1"]) == {
        "numpy": "every site has it",
        "helper": "`Helper>=1` of exp.yml",
        "deep": "required by helper",
        "winonly": "exp.lock",
        "mine": "`source` of exp.yml",
    }


def test_a_snapshot_waits_for_what_is_no_module(boot: Boot) -> None:
    needed = [archive.asset.path for archive in boot.archives if archive.early]
    assert [path for path in needed if not path.endswith("used.bin")] == [
        archive.asset.path for archive in boot.archives if archive.early and not archive.modules
    ]


STUDY = Study(Environment(gym_id="A-v0", entry_point=None, kwargs="{}", sha256="0" * 64), {}, ())
PLAYED = Trace(frozenset(), None, ("0",), "1")


def test_a_trace_that_took_too_long_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never_ends(*_given: object, **_more: object) -> str:
        raise ScriptTimeoutError("the script trace.mjs did not end")

    def ends(*_given: object, **_more: object) -> str:
        return json.dumps({"opened": ["a.pyc"], "problem": None, "episodes": ["0"], "probe": "1"})

    monkeypatch.setattr("gymbrowser.boot.trace.run_script", never_ends)
    assert "did not end" in (trace(STUDY, [], b"{}", Cache(tmp_path)).problem or "")
    monkeypatch.setattr("gymbrowser.boot.trace.run_script", ends)
    expected = Trace(frozenset({"a.pyc"}), None, ("0",), "1")
    assert trace(STUDY, [], b"{}", Cache(tmp_path)) == expected


@pytest.fixture
def scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where scripts are looked for."""
    monkeypatch.setattr("gymbrowser.resources.bundles", lambda: tmp_path)
    return tmp_path


def test_a_script_that_never_ends_is_told(scripts: Path) -> None:
    (scripts / "idle.mjs").write_text("setInterval(() => {}, 1000);", encoding="utf-8")
    with pytest.raises(GymbrowserError, match=r"idle\.mjs did not end within 0\.5 s"):
        run_script("idle", {}, timeout_s=0.5)


def test_last_words_that_are_no_text_are_told_all_the_same(scripts: Path) -> None:
    script = "process.stderr.write(Buffer.from([255, 10, 0xc3, 0xa9]));\nprocess.exitCode = 1;\n"
    (scripts / "broken.mjs").write_text(script, encoding="utf-8")
    with pytest.raises(GymbrowserError, match=r"broken\.mjs failed") as told:
        run_script("broken", {}, timeout_s=60)
    assert told.value.problems[0].quote == "\ufffd\né"


def test_why_there_is_no_snapshot_is_told(scripts: Path, tmp_path: Path) -> None:
    script = "process.stderr.write('Error: no memory\\n  at main\\n');\nprocess.exitCode = 1;\n"
    (scripts / "snapshot.mjs").write_text(script, encoding="utf-8")
    made = make_snapshot(STUDY, [], PLAYED, b"{}", Cache(tmp_path / "cache"))
    assert isinstance(made, NoSnapshot)
    assert made.reason.endswith("failed on this machine's Node.js: Error: no memory")


def test_a_new_model_needs_no_new_snapshot_but_a_new_policy_in_python_does() -> None:
    def key(sha256: str, model: str = "") -> str:
        policies: dict[str, Policy] = {
            "model": OnnxPolicy(
                kind="onnx",
                file="a.onnx",
                sha256=model or "1" * 64,
                inputs=[],
                fixed=[],
                states=[],
                outputs=[],
                choice=Given(kind="given", size=1),
            ),
            "python": PythonPolicy(
                kind="python", entry_point="a:B", kwargs="{}", sha256=sha256 * 64
            ),
        }
        return study_key("trace", Study(STUDY.environment, policies, ()), [])

    assert key("1") == key("1", model="2" * 64)
    assert key("1") != key("2")


@pytest.mark.parametrize(
    ("traced", "reason"),
    [
        (Trace(frozenset(), "It raised.", (), ""), "raised an error"),
        # There is no interpreter that could be started.
        (PLAYED, "snapshot.mjs failed"),
    ],
)
def test_a_build_does_without_a_snapshot_where_none_can_be_made(
    tmp_path: Path, traced: Trace, reason: str
) -> None:
    made = make_snapshot(STUDY, [], traced, b"{}", Cache(tmp_path))
    assert isinstance(made, NoSnapshot)
    assert reason in made.reason
    assert not [*tmp_path.glob("snapshots/*")]
