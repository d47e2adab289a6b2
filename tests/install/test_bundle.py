"""A bundle is all that a study is built of: the site comes out again, byte for byte, off line."""

import hashlib
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from gymbrowser.bundle import Bundled, bundle
from gymbrowser.bundle.contents import CONTENTS
from gymbrowser.cli import main
from gymbrowser.console import quiet
from gymbrowser.data.show import summarise
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.sources import Sources
from tests.inputs import study
from tests.install.conftest import ROOT

pytestmark = pytest.mark.timeout(900)  # three builds, two of them with nothing in the cache
REQUIREMENT = "pettingzoo==1.27.0"
BOTS = 1


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Bundled:
    """Of a study with a package that gymbrowser does not carry, and other things beside it."""
    folder = tmp_path_factory.mktemp("bundle")
    study.write(folder / "study", study.files())
    file = folder / "study" / "exp.yml"
    text = file.read_text().replace(
        "  source: env\n", f"  source: env\n  requirements: [{REQUIREMENT}]\n"
    )
    file.write_text(text)
    private = folder / "study" / "data" / "identities.csv"
    private.parent.mkdir()
    private.write_text("P1,Anna")
    return bundle(file, folder / "study.zip", quiet, Sources(Cache.default()), participants=BOTS)


@pytest.fixture
def unpacked(bundled: Bundled, tmp_path: Path) -> Path:
    with zipfile.ZipFile(bundled.file) as archive:
        archive.extractall(tmp_path / "bundle")
    return tmp_path / "bundle"


def test_it_rebuilds_without_a_network_and_without_a_cache(
    bundled: Bundled, tmp_path: Path
) -> None:
    words: list[str | Path] = ["rebuild", bundled.file, "-o", tmp_path / "site"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.install.offline_command", tmp_path, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout)  # how the network was refused: with pytest's -s or -rP
    assert done.returncode == 0, done.stdout + done.stderr
    with zipfile.ZipFile(bundled.file) as archive:
        names = [name for name in archive.namelist() if name.startswith("site/")]
        for name in names:
            assert (tmp_path / name).read_bytes() == archive.read(name), name
    there = [path for path in (tmp_path / "site").rglob("*") if path.is_file()]
    assert len(there) == len(names)
    assert f"all of its {len(names)} files are the same" in done.stdout
    assert bundled.sha256 in done.stdout
    assert bundled.sha256 == hashlib.sha256(bundled.file.read_bytes()).hexdigest()


def test_it_holds_what_a_reviewer_wants_and_no_data_of_people(unpacked: Path) -> None:
    assert {path.name for path in unpacked.iterdir()} == {
        *("README.md", CONTENTS, "study", "wheelhouse", "site", "codebook", "simulated"),
    }
    wheel = f"{REQUIREMENT.replace('==', '-')}-py3-none-any.whl"
    assert [path.name for path in (unpacked / "wheelhouse").iterdir()] == [wheel]
    found = summarise(unpacked / "simulated" / "records", "dev")
    contents = json.loads((unpacked / CONTENTS).read_text())
    # More bots come until everything was reached; of who declines the consent nothing is stored.
    assert 0 < len(found.rows) + len(found.withdrawn) <= contents["simulated"] >= BOTS
    assert (unpacked / "simulated" / "tables" / "answers.csv").is_file()
    book = (unpacked / "codebook" / "answers.md").read_text()
    assert "## The form `you`" in book
    assert (unpacked / "codebook" / "data-dictionary.md").is_file()
    assert not list(unpacked.rglob("*identities*"))
    assert "gymbrowser rebuild" in (unpacked / "README.md").read_text()


def test_a_bundle_that_was_changed_is_not_built(unpacked: Path) -> None:
    (unpacked / "study" / "pages" / "welcome.md").write_text("Other words")
    done = CliRunner().invoke(main, ["rebuild", str(unpacked)])
    assert done.exit_code == 2
    assert "study/pages/welcome.md is not as it was" in done.stderr


def test_a_site_that_is_of_another_study_is_told(unpacked: Path) -> None:
    page = unpacked / "study" / "pages" / "welcome.md"
    page.write_text("Other words")
    contents = json.loads((unpacked / CONTENTS).read_text())
    contents["files"]["study/pages/welcome.md"] = hashlib.sha256(page.read_bytes()).hexdigest()
    (unpacked / CONTENTS).write_text(json.dumps(contents))
    done = CliRunner().invoke(main, ["rebuild", str(unpacked)])
    assert done.exit_code == 1, done.output
    assert "index.html has other bytes." in done.stdout
    # A version's folder is named by its content: whose comes first is chance, and not all are told.
    assert re.search(r"is in the (bundle|new site) alone\.", done.stdout)
    assert " files are the same, " in done.stdout
