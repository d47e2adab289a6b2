"""The files that a study is made of: those that exp.yml names, and nothing else in its folder."""

import os
from collections.abc import Iterator
from pathlib import Path

from gymbrowser.config import Experiment
from gymbrowser.config.named import possible_paths
from gymbrowser.resolve.exp_lock import lock_path
from gymbrowser.resolve.walk import files_below


def study_files(experiment: Experiment) -> dict[str, Path]:
    """Path relative to the folder of exp.yml, with slashes, to file.

    A folder of data beside exp.yml stays out, whatever its name: of folders only that of
    `environment.source` is taken.
    """
    return dict(sorted((_name(path, experiment.folder), path) for path in _paths(experiment)))


def _name(path: Path, folder: Path) -> str:
    """By which the study names it: of a link its own name, and not that of what it leads to.

    What lies outside of the folder no study can name: `load_experiment` refuses it.
    """
    written, root = (Path(os.path.normpath(one.absolute())) for one in (path, folder))
    inside = written.is_relative_to(root)
    named = written.relative_to(root) if inside else path.resolve().relative_to(folder.resolve())
    return named.as_posix()


def _paths(experiment: Experiment) -> Iterator[Path]:
    yield experiment.file
    lock = lock_path(experiment.file)
    if lock.is_file():
        yield lock
    yield from experiment.media.values()
    yield from (policy.file for policy in experiment.policies.values())
    yield from _source(experiment.source)
    for text in possible_paths(experiment.document):
        named = experiment.folder / text
        if named.is_file() and named.resolve().is_relative_to(experiment.folder.resolve()):
            yield named


def _source(source: Path | None) -> Iterator[Path]:
    """As a build reads it: without caches, backups and what is hidden."""
    if source is None:
        return
    if source.is_file():
        yield source
    else:
        yield from files_below(source, hidden=(source / "pyproject.toml").is_file()).values()
