"""Runs a command on a spoilt experiment, and gives what it said."""

import contextlib
import hashlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from click.testing import CliRunner

from gymbrowser.cli import main
from gymbrowser.console import show_error
from gymbrowser.errors import GymbrowserError
from tests.inputs.cases import Case

NOTHING: Mapping[str, str] = MappingProxyType({})
_SMALL = 100_000
"""Bytes: of larger files the digest is of what the file system says."""


@dataclass(frozen=True)
class Bench:
    """A folder with the good experiment, and a site that was built of it in `site`."""

    folder: Path

    def judge(
        self,
        case: Case,
        *,
        spoil: Callable[[str, Path], None] = lambda special, folder: None,
        run: Callable[[str], tuple[int, str]] | None = None,
        hidden: Mapping[str, str] = NOTHING,
    ) -> None:
        """Spoil the experiment, run the command, and compare everything that can be seen.

        Args:
            case: What is done and said.
            spoil: Does what `!` names, in the folder.
            run: Stands for the command line: words to exit code and stderr.
            hidden: Texts that differ from run to run, and what stands for them in the table.
        """
        if case.special is not None:
            spoil(case.special, self.folder)
        case.spoil(self.folder)
        before, names = self.digest(), self.names()
        with contextlib.chdir(self.folder):
            code, said = (run or command_line)(case.command)
        for text, word in hidden.items():
            said = said.replace(text, word)
        assert self.without_paths(said) == case.says
        assert code == case.exit_code
        assert "Traceback" not in said.replace("│ Traceback", ""), "a traceback that is no quote"
        assert self.digest() == before, "the earlier site was touched"
        assert self.names() == names, "something is left behind"

    def without_paths(self, text: str) -> str:
        """A text with `…` for the folder, and without the stages that went well."""
        lines = text.replace(str(self.folder), "…").splitlines(keepends=True)
        return "".join(line for line in lines if not line.startswith("✓ "))

    def names(self) -> set[Path]:
        """Every file and folder of the experiment and the site."""
        return set(self.folder.rglob("*"))

    def digest(self) -> str:
        """Of every file of the site: its name, when it was changed, which file it is, its bytes."""
        found = hashlib.sha256()
        for path in sorted((self.folder / "site").rglob("*")):
            known = path.stat()
            found.update(f"{path} {known.st_mtime_ns} {known.st_ino} {known.st_size}\n".encode())
            if path.is_file() and known.st_size <= _SMALL:
                found.update(path.read_bytes())
        return found.hexdigest()


def command_line(words: str) -> tuple[int, str]:
    """Exit code and stderr of a command of gymbrowser."""
    result = CliRunner().invoke(main, words.split(), prog_name="gymbrowser")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stderr


def answered(action: Callable[[], object]) -> tuple[int, str]:
    """Exit code and stderr, as the command line would give them for what an action raises."""
    stderr = io.StringIO()
    with contextlib.redirect_stderr(stderr):
        try:
            action()
        except GymbrowserError as error:
            show_error(error)
            return error.exit_code, stderr.getvalue()
    return 0, stderr.getvalue()
