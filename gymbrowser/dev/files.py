"""Which of an experiment's files a preview follows."""

from collections.abc import Sequence
from pathlib import Path

from watchfiles import Change, DefaultFilter

from gymbrowser.config import Experiment
from gymbrowser.config.named import possible_paths
from gymbrowser.config.yaml import read_mapping
from gymbrowser.errors import UserError
from gymbrowser.resolve.exp_lock import lock_path


class Followed(DefaultFilter):
    """exp.yml, its lock, and every file and folder that it names; none that no build reads.

    `DefaultFilter` leaves out what editors, Python and version control put beside them.

    Args:
        file: exp.yml.
        made: The folders that the preview itself writes to.
    """

    def __init__(self, file: Path, made: Sequence[Path]) -> None:
        super().__init__(ignore_paths=[path.resolve() for path in made])
        self._file = file.resolve()
        self._media: frozenset[Path] = frozenset()
        self._named: frozenset[Path] = frozenset()
        self.everything = False
        """Something is wrong, and any file may be the one that mends it."""
        self.read()

    @property
    def folder(self) -> Path:
        """All of them lie in it."""
        return self._file.parent

    def __call__(self, change: Change, path: str) -> bool:
        """Whether a change of this path may change the site."""
        if not super().__call__(change, path):
            return False
        changed = Path(path)
        if self.everything or changed in {self._file, lock_path(self._file)}:
            return True
        return changed in self._media or any(changed.is_relative_to(one) for one in self._named)

    def read(self, experiment: Experiment | None = None) -> None:
        """Learn what exp.yml names now; where it can't be read, what it named before holds.

        Args:
            experiment: What was understood of it, with the pictures that its pages name.
        """
        try:
            document, _ = read_mapping(self._file)
        except UserError:
            return
        paths = ((self.folder / text).resolve() for text in possible_paths(document))
        self._named = frozenset(path for path in paths if path.is_relative_to(self.folder))
        if experiment is not None:
            self._media = frozenset(file.resolve() for file in experiment.media.values())
