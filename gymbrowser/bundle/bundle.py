"""From exp.yml to one archive that the study can be run, and built again, from."""

import platform
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import gymbrowser
from gymbrowser.build import Built, build
from gymbrowser.bundle.codebook import codebook
from gymbrowser.bundle.contents import (
    CODEBOOK,
    CONTENTS,
    SIMULATED,
    SITE,
    STUDY,
    WHEELHOUSE,
    Contents,
)
from gymbrowser.bundle.gather import study_files
from gymbrowser.bundle.pack import hashes_of, pack
from gymbrowser.bundle.readme import readme
from gymbrowser.config import load_experiment
from gymbrowser.console import Stages
from gymbrowser.data.tables.dictionary import JSON_NAME, MARKDOWN_NAME
from gymbrowser.data.tables.export import export
from gymbrowser.errors import Place, UserError
from gymbrowser.resolve.lock import LockedWheel
from gymbrowser.resolve.sources import Sources
from gymbrowser.resolve.wheels import source_date_epoch
from gymbrowser.simulate import Wanted, simulate

_CARRIED = frozenset({"base", "bridge", "source"})
"""Wheels that gymbrowser has or makes itself."""


@dataclass(frozen=True)
class Bundled:
    """A bundle that was written."""

    file: Path
    size: int
    """In bytes."""
    sha256: str
    contents: Contents


def bundle(
    file: Path,
    output: Path,
    stages: Stages,
    sources: Sources,
    *,
    participants: int = 20,
    seed: str = "bundle",
    params: Mapping[str, str] | None = None,
    snapshot: bool = True,
) -> Bundled:
    """Pack a study with all that it is built of.

    What is packed is what was built: the site is made of the very files that go into the archive.

    Args:
        file: exp.yml.
        output: The archive; an earlier one is replaced.
        stages: Shows what is under way.
        sources: Where packages come from.
        participants: How many bots take part at least for the simulated data; 0: there are none.
        seed: Of the bots.
        params: Of the bots' addresses, see `gymbrowser simulate`.
        snapshot: Take a snapshot of Python's memory.

    Raises:
        UserError: The study can't be built, or names a file outside of its folder; or the output is
            there, and no archive.
        GymbrowserError: The machine failed.
    """
    _require_own(output)
    files = study_files(load_experiment(file))
    with TemporaryDirectory() as temporary:
        work, folder = Path(temporary), Path(temporary, "bundle")
        for name, source in files.items():
            (folder / STUDY / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, folder / STUDY / name)
        experiment = folder / STUDY / file.name
        built = build(experiment, folder / SITE, stages, sources, snapshot=snapshot)
        _fill_wheelhouse(built, folder / WHEELHOUSE)
        (folder / CODEBOOK).mkdir()
        text = codebook(built.plan.manifest)
        (folder / CODEBOOK / "answers.md").write_text(text, encoding="utf-8")
        bots = 0
        if participants:
            wanted = Wanted(participants, params or {}, seed)
            bots = _simulate(experiment, folder, work / SIMULATED, wanted, stages, sources)
        with stages("Packing"):
            contents = _contents(built, folder, bots, seed, snapshot=snapshot)
            sha256 = pack(folder, output)
    return Bundled(output, output.stat().st_size, sha256, contents)


def _require_own(output: Path) -> None:
    if output.is_file() and not zipfile.is_zipfile(output):
        raise UserError(
            "the output is a file that is no archive",
            where=Place(output),
            why="Only an earlier bundle is replaced.",
            remedy="Name another file with `-o`, or remove this one.",
        )


def _fill_wheelhouse(built: Built, folder: Path) -> None:
    folder.mkdir()
    for wheel in built.lock.wheels:
        if wheel.origin not in _CARRIED:
            (folder / wheel.file_name).write_bytes(_content(wheel))


def _content(wheel: LockedWheel) -> bytes:
    return wheel.content if isinstance(wheel.content, bytes) else wheel.content.read_bytes()


def _simulate(
    experiment: Path,
    folder: Path,
    work: Path,
    wanted: Wanted,
    stages: Stages,
    sources: Sources,
) -> int:
    """The bots' records as they are, and as tables, whose dictionary is the codebook's.

    Returns:
        How many bots came: more than were wanted, where chance has not reached everything.
    """
    simulated = simulate(experiment, work, wanted, stages, sources)
    shutil.copytree(simulated.records, folder / SIMULATED / "records")
    tables = folder / SIMULATED / "tables"
    with stages("Writing tables") as advance:
        export(simulated.records, tables, "csv", "dev", progress=advance)
    for name in (JSON_NAME, MARKDOWN_NAME):
        (tables / name).rename(folder / CODEBOOK / name)
    return simulated.coverage.sessions


def _contents(built: Built, folder: Path, bots: int, seed: str, *, snapshot: bool) -> Contents:
    """Also writes what it says, and the README; the hashes are of all else."""
    contents = Contents(
        format="gymbrowser.bundle/1",
        experiment=built.plan.manifest.experiment,
        title=built.plan.manifest.title,
        gymbrowser=gymbrowser.__version__,
        python=".".join(platform.python_version_tuple()[:2]),
        site=built.plan.site,
        snapshot=snapshot,
        source_date_epoch=source_date_epoch(),
        native=[f"{w.name}=={w.version}" for w in built.lock.wheels if w.compiled and not w.shared],
        simulated=bots,
        seed=seed if bots else None,
        files={},
    )
    (folder / "README.md").write_text(readme(contents), encoding="utf-8")
    contents = contents.model_copy(update={"files": hashes_of(folder)})
    (folder / CONTENTS).write_text(f"{contents.model_dump_json(indent=1)}\n", encoding="utf-8")
    return contents
