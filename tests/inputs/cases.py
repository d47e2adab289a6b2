"""Reads the tables of wrong inputs, `tests/inputs/*.txt`.

## what is wrong
@ exp.yml                    a file of the good experiment (see study.py), and in it
- title: Find the exit       these lines
+ titel: Find the exit       become these; without `-` they are a whole new file
x pages/you.yml              this file is gone
l pages/welcome.md ../a.md   this one is a symbolic link
! opset 28                   done before all that: what a text cannot show, see the test
$ build exp.yml -o site      the command, in the folder of the experiment; `(exit 1)` if not 2
✗ exp.yml:2: unknown key …   all that it writes to stderr, `…/` for the folder
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_EXIT_1 = " (exit 1)"


@dataclass
class Edit:
    """A change of one file."""

    file: str
    old: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)

    def apply(self, folder: Path) -> None:
        """Replace the old lines, which are there once, or write a new file."""
        path, new = folder / self.file, "".join(f"{line}\n" for line in self.new)
        path.parent.mkdir(parents=True, exist_ok=True)
        if self.old:
            text, old = path.read_text(encoding="utf-8"), "".join(f"{line}\n" for line in self.old)
            assert text.count(old) == 1, f"{self.file} has {text.count(old)} times:\n{old}"
            new = text.replace(old, new)
        path.write_text(new, encoding="utf-8")


@dataclass
class Case:
    """One wrong input, and what is said to it."""

    name: str
    edits: list[Edit] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    special: str | None = None
    command: str = ""
    exit_code: int = 2
    says: str = ""

    def spoil(self, folder: Path) -> None:
        """Make the good experiment in a folder as wrong as this."""
        for edit in self.edits:
            edit.apply(folder)
        for name in self.removed:
            (folder / name).unlink()
        for name, target in self.links:
            (folder / name).unlink(missing_ok=True)
            (folder / name).symlink_to(target)


def read_cases(name: str) -> list[Case]:
    """The cases of one table."""
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return list(_cases(text.splitlines()))


def _cases(lines: list[str]) -> Iterator[Case]:
    case: Case | None = None
    for line in lines:
        if line.startswith("## "):
            if case is not None:
                yield _ended(case)
            case = Case(line[3:])
        elif case is not None:
            _read(case, line)
    if case is not None:
        yield _ended(case)


def _read(case: Case, line: str) -> None:
    if case.command:
        case.says += f"{line}\n"
        return
    mark, rest = line[:1], line[2:]
    match mark:
        case "@":
            case.edits.append(Edit(rest))
        case "-" | "+":
            edit = case.edits[-1]
            if mark == "-" and edit.new:  # the next place in the same file
                edit = Edit(edit.file)
                case.edits.append(edit)
            (edit.old if mark == "-" else edit.new).append(rest)
        case "x":
            case.removed.append(rest)
        case "l":
            link, target = rest.split()
            case.links.append((link, target))
        case "!":
            case.special = rest
        case "$":
            case.exit_code = 1 if rest.endswith(_EXIT_1) else 2
            case.command = rest.removesuffix(_EXIT_1)
        case _:
            assert not line.strip(), f"{case.name}: {line}"


def _ended(case: Case) -> Case:
    case.says = case.says.rstrip("\n") + "\n"
    assert case.command, case.name
    return case
