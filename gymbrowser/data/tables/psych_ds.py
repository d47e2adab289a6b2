"""Tables as a Psych-DS dataset: CSV in `data/`, and metadata in the terms of schema.org.

Source: Psych-DS specification, as its schema has it (psych-ds.github.io): a data file is named by
pairs of keyword and value and ends in `_data.csv`; every column of it is in `variableMeasured` of
its metadata, which are those of the file beside it over those of `dataset_description.json`.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import gymbrowser
from gymbrowser.contract.wire import Mode
from gymbrowser.data.new_folder import new_folder
from gymbrowser.data.tables.dictionary import JSON_NAME, MARKDOWN_NAME
from gymbrowser.data.tables.export import Exported, export
from gymbrowser.data.tables.schema import Column, Table, tables
from gymbrowser.store.site import read_site

DESCRIPTION = "dataset_description.json"
_SCHEMA_VERSION = "Psych-DS 1.0"
_README = """\
# {name}

{description}

This is a dataset in the form of Psych-DS: `data/` has the tables as CSV,
`dataset_description.json` and the file beside each table say what their columns are, and
`documentation/data-dictionary.md` says it for people. One row is one of what the table is named by;
`session` names the participant's way through the study.
"""


def export_psych_ds(
    folder: Path,
    output: Path,
    mode: Mode = "live",
    *,
    identities: bool = False,
    public: bool = False,
    site: Path | None = None,
    progress: Callable[[], None] = lambda: None,
) -> Exported:
    """Write all tables of one mode's sessions as a dataset; see `export` for the arguments.

    Raises:
        UserError: There is no such folder, or the output is taken.
        OSError: A file can't be read or written.
    """
    with new_folder(output) as place:
        raw = place / ".tables"
        exported = export(
            folder,
            raw,
            "csv",
            mode,
            identities=identities,
            public=public,
            site=site,
            progress=progress,
        )
        known = tables(public=public)
        studies = sorted(exported.experiments)
        title = read_site(site).manifest.title if site is not None else None
        _write_metadata(place, known, title or _name(studies, mode), mode, public=public)
        for table in known.values():
            stem = f"{_study_keyword(studies)}description-{table.name}_data"
            (place / "data").mkdir(exist_ok=True)
            (raw / f"{table.name}.csv").rename(place / "data" / f"{stem}.csv")
            sidecar = {"variableMeasured": list(map(_variable, table.columns))}
            _write_json(place / "data" / f"{stem}.json", sidecar)
        (place / "documentation").mkdir()
        for name in (JSON_NAME, MARKDOWN_NAME):
            (raw / name).rename(place / "documentation" / name)
        raw.rmdir()
    return replace(exported, folder=output)


def _write_metadata(
    place: Path, known: Mapping[str, Table], name: str, mode: Mode, *, public: bool
) -> None:
    left_out = (
        " What could tell who took part, and what they wrote, was left out." if public else ""
    )
    description = (
        f"The {mode} sessions of a study in the browser, as gymbrowser {gymbrowser.__version__} "
        f"recorded them.{left_out}"
    )
    said = {
        "@context": "http://schema.org/",
        "@type": "Dataset",
        "name": name,
        "description": description,
        "schemaVersion": _SCHEMA_VERSION,
        "variableMeasured": _all_variables(known.values()),
    }
    _write_json(place / DESCRIPTION, said)
    text = _README.format(name=name, description=description)
    (place / "README.md").write_text(text, encoding="utf-8")
    (place / "CHANGES.md").write_text(
        f"- Exported by gymbrowser {gymbrowser.__version__}.\n", encoding="utf-8"
    )


def _all_variables(known: Iterable[Table]) -> list[dict[str, str]]:
    """Each name once; where two tables mean different things by it, what each means."""
    meanings: dict[str, dict[str, list[str]]] = {}
    for table in known:
        for column in table.columns:
            meanings.setdefault(column.name, {}).setdefault(column.description, []).append(
                table.name
            )
    return [_property(name, _joined(said)) for name, said in meanings.items()]


def _joined(said: Mapping[str, list[str]]) -> str:
    if len(said) == 1:
        return next(iter(said))
    return " ".join(f"In {', '.join(names)}: {meaning}" for meaning, names in said.items())


def _variable(column: Column) -> dict[str, str]:
    return _property(column.name, column.description)


def _property(name: str, description: str) -> dict[str, str]:
    return {"@type": "PropertyValue", "name": name, "description": description}


def _study_keyword(studies: list[str]) -> str:
    """`study-mystudy_`; values are of letters and digits alone."""
    plain = re.sub(r"[^a-zA-Z0-9]", "", studies[0]) if len(studies) == 1 else ""
    return f"study-{plain}_" if plain else ""


def _name(studies: list[str], mode: Mode) -> str:
    return f"{', '.join(studies) or 'No study'}: {mode} sessions"


def _write_json(file: Path, said: object) -> None:
    file.write_text(f"{json.dumps(said, ensure_ascii=False, indent=1)}\n", encoding="utf-8")
