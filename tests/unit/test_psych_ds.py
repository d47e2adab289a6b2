"""A Psych-DS dataset, held against the rules of its specification.

Source: the schema of Psych-DS (psych-ds.github.io), "rules"; what it calls an error fails here.
"""

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

from gymbrowser.data.tables.psych_ds import export_psych_ds
from gymbrowser.data.tables.schema import tables
from tests.chunks import Writer, cart_session, enter, identified, save, session
from tests.sites import make_site

DATA_FILE = re.compile(r"([a-z]+-[a-zA-Z0-9]+)(_[a-z]+-[a-zA-Z0-9]+)*_data\.csv")
OFFICIAL = {
    *("study", "site", "subject", "session", "task"),
    *("condition", "trial", "stimulus", "description"),
}


def compiled_metadata(root: Path, data: Path) -> dict[str, Any]:
    """The dataset's, and over it that of the file beside the data; keys are replaced whole."""
    found: dict[str, Any] = json.loads((root / "dataset_description.json").read_text("utf-8"))
    sidecar = data.with_suffix(".json")
    return found | (json.loads(sidecar.read_text("utf-8")) if sidecar.is_file() else {})


def faults(root: Path) -> list[str]:
    """What a validator would call an error."""
    found = []
    files = sorted((root / "data").rglob("*.csv"))
    if not files:
        found.append("MISSING_DATAFILE")
    for file in files:
        if not DATA_FILE.fullmatch(file.name):
            found.append(f"FILENAME_KEYWORD_FORMATTING_ERROR {file.name}")
        keywords = {pair.partition("-")[0] for pair in file.name.split("_")[:-1]}
        found += [f"unofficial {name}" for name in keywords - OFFICIAL]
        found += _of_metadata(compiled_metadata(root, file), file)
    return found


def _of_metadata(metadata: dict[str, Any], file: Path) -> list[str]:
    found = [f"JSON_KEY_REQUIRED {key}" for key in ("name", "description", "variableMeasured")
             if not metadata.get(key)]  # fmt: skip
    if metadata.get("@type") != "Dataset" or "schema.org" not in metadata.get("@context", ""):
        found.append("INCORRECT_DATASET_TYPE")
    named = [variable["name"] for variable in metadata["variableMeasured"]]
    found += [
        "OBJECT_TYPE_MISSING"
        for variable in metadata["variableMeasured"]
        if variable.get("@type") != "PropertyValue" or not variable.get("description")
    ]
    with file.open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    found += [f"CSV_COLUMN_MISSING_FROM_METADATA {name}" for name in set(header) - set(named)]
    if len(set(header)) < len(header):
        found.append("CSV_HEADER_REPEATED")
    found += ["CSV_HEADER_LENGTH_MISMATCH" for row in rows if len(row) != len(header)]
    return found


@pytest.fixture
def data(tmp_path: Path) -> Path:
    save(tmp_path / "data", *cart_session(), identified(participant="=P1"))
    return tmp_path / "data"


def test_a_dataset_follows_the_specification(data: Path, tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    exported = export_psych_ds(data, tmp_path / "set", identities=True, site=site)
    root = exported.folder
    assert faults(root) == []
    names = {path.name for path in (root / "data").glob("*.csv")}
    assert names == {f"study-cartpole_description-{name}_data.csv" for name in tables()}
    assert json.loads((root / "dataset_description.json").read_text())["name"] == "Test"
    assert {path.name for path in root.iterdir()} == {
        "data", "documentation", "dataset_description.json", "README.md", "CHANGES.md",
    }  # fmt: skip
    assert "'=P1" in (root / "data" / "study-cartpole_description-sessions_data.csv").read_text()


def test_a_public_dataset_says_nothing_of_who_took_part(data: Path, tmp_path: Path) -> None:
    export_psych_ds(data, tmp_path / "set", public=True)
    assert faults(tmp_path / "set") == []
    said = json.loads((tmp_path / "set" / "dataset_description.json").read_text())
    assert "was left out" in said["description"]
    named = {variable["name"] for variable in said["variableMeasured"]}
    assert not {"participant", "user_agent", "started"} & named
    assert b"P1" not in b"".join(
        path.read_bytes() for path in (tmp_path / "set").rglob("*") if path.is_file()
    )


def test_the_rules_are_rules(data: Path, tmp_path: Path) -> None:
    export_psych_ds(data, tmp_path / "set")
    file = tmp_path / "set" / "data" / "study-cartpole_description-steps_data.csv"
    file.rename(file.with_name("steps.csv"))
    found = faults(tmp_path / "set")
    assert "FILENAME_KEYWORD_FORMATTING_ERROR steps.csv" in found


def test_without_sessions_it_is_a_dataset_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    export_psych_ds(tmp_path / "data", tmp_path / "set")
    assert faults(tmp_path / "set") == []


def test_a_cell_may_be_as_long_as_a_session_makes_it(data: Path, tmp_path: Path) -> None:
    page = Writer(session="e" * 32)
    steps = [enter(f"step-{number:05}-{'x' * 20}", number) for number in range(5000)]
    save(data, page.seal(session(session="e" * 32), *steps))
    assert export_psych_ds(data, tmp_path / "out").rows["events"] > 5000
