"""Everything that travels has its licence in THIRD_PARTY_LICENSES; a newcomer without one fails."""

import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from runtime_files.files import NODE_MODULES, RUNTIME
from runtime_files.licenses import BUNDLED, LICENSES, PARTS, license_text
from runtime_files.lock import LockedFile, runtime_lock
from runtime_files.sources import CollectError

from tests.install.conftest import ROOT, run

FILES = runtime_lock().files
TEXT = (RUNTIME / LICENSES).read_text(encoding="utf-8")
WHEEL = next(file for file in FILES if file.file.endswith(".whl"))


def sections() -> dict[str, str]:
    """Title to text."""
    parts = re.split(r"^={80}\n(.+)\n={80}\n", TEXT, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def contents() -> dict[str, list[str]]:
    """File to the titles of what is in it, as the table at the beginning says."""
    table = TEXT.partition("=" * 80)[0]
    return {
        name: held.split("; ")
        for name, held in re.findall(r"^(\S.*)\n    (.+)$", table, flags=re.MULTILINE)
    }


def test_what_travels_is_what_was_collected() -> None:
    assert license_text(FILES) == TEXT


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.file)
def test_each_file_of_the_runtime_has_a_licence(file: LockedFile) -> None:
    for part in contents()[file.file]:
        texts = [text for title, text in sections().items() if title.startswith(part)]
        assert sum(map(len, texts)) > 300, part  # the shortest is SQLite's


def test_no_licence_is_left_over() -> None:
    assert set(PARTS) == {file.file for file in FILES if not file.file.endswith(".whl")}


def test_a_file_whose_parts_nobody_named_is_refused() -> None:
    newcomer = replace(FILES[0], file="core/new.wasm")
    with pytest.raises(CollectError, match=r"core/new\.wasm has no licence"):
        license_text([*FILES, newcomer])


def test_a_wheel_without_a_licence_is_refused(tmp_path: Path) -> None:
    (tmp_path / WHEEL.file).parent.mkdir()
    with zipfile.ZipFile(tmp_path / WHEEL.file, "w") as archive:
        archive.writestr("numpy/__init__.py", "")
    with pytest.raises(CollectError, match=f"{re.escape(WHEEL.basename)} brings no licence"):
        license_text([WHEEL], tmp_path)


@pytest.mark.parametrize(
    "file", [f for f in FILES if f.file.endswith(".whl")], ids=lambda f: f.name
)
def test_each_licence_in_a_wheel_is_passed_on(file: LockedFile) -> None:
    with zipfile.ZipFile(RUNTIME / file.file) as archive:
        names = [n for n in archive.namelist() if re.search(r"LICEN[CS]E|COPYING|NOTICE", n)]
        texts = [archive.read(name).decode().strip() for name in names]
    assert texts
    assert [name for name, text in zip(names, texts, strict=True) if text not in TEXT] == []


def test_each_package_in_our_own_scripts_has_a_licence(tmp_path: Path) -> None:
    """Asks the bundler what it takes: a dependency that nobody thought of shows here."""
    ours = ("page", "game", "judging", "worker", "sw", "joystick", "surveyjs", "dev", "bots")
    entries = [ROOT / "js" / "src" / name / "main.ts" for name in ours]
    entries += [ROOT / "js" / "src" / "node" / "rerun.ts"]
    assert all(entry.is_file() for entry in entries)
    command: list[str | Path] = [
        NODE_MODULES / ".bin" / "esbuild",
        *entries,
        "--bundle",
        "--format=esm",
    ]
    options = ["--platform=node", "--external:ws", "--log-level=error"]
    outputs = [f"--outdir={tmp_path}", f"--metafile={tmp_path / 'meta.json'}"]
    run([*command, *options, *outputs], ROOT / "js")
    inputs = json.loads((tmp_path / "meta.json").read_text())["inputs"]
    found = [re.match(r"node_modules/((?:@[^/]+/)?[^/]+)/", path) for path in inputs]
    packages = {match[1] for match in found if match}
    assert packages == set(BUNDLED)
    assert {f"our own scripts: {name}" for name in packages} <= contents().keys()
