"""Files for conditions: `intro-0.html`, `intro-1.html`, … beside `intro.html` or in its place."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

from gymbrowser.config.html_forms import SUFFIXES
from gymbrowser.errors import Place, Problem


@dataclass(frozen=True)
class Variants:
    """What may stand at a step."""

    files: tuple[Path, ...]
    """Relative to StepFiles: one, or one for each group of participants; none where it is wrong."""
    pattern: str
    """Such as `intro-*.html`."""


def find_variants(root: Path, value: str, place: Place) -> tuple[Variants, list[Problem]]:
    """The files of a step, and what is wrong with them.

    Where there are several, participants are split into as many groups; the file without a number
    is then that of the last group.

    Args:
        root: The folder of the files.
        value: As the step names it.
        place: Where it does.
    """
    base = Path(PurePosixPath(value))
    if base.suffix.lower() not in SUFFIXES:
        return _none(base), [
            Problem(
                f"a step is an HTML file or `game`, not `{value}`",
                place,
                remedy="Write `game` in lower case, or the name of a file that ends in .html.",
            )
        ]
    numbered = _numbered(root, base)
    missing = sorted(set(range(len(numbered))) - numbered.keys())
    if missing:
        file = base.with_stem(f"{base.stem}-{missing[0]}")
        what = f"there is no {file}, though others of its numbers are there"
        return _none(base), [Problem(what, place, remedy="Number the files from 0, without gaps.")]
    files = [numbered[number] for number in sorted(numbered)]
    if (root / base).is_file():
        files.append(base)
    if files:
        return Variants(tuple(files), f"{base.stem}-*{base.suffix}"), []
    return _none(base), [_missing(root, base, place)]


def _numbered(root: Path, base: Path) -> dict[int, Path]:
    form = re.compile(rf"{re.escape(base.stem)}-(\d{{1,3}}){re.escape(base.suffix)}")
    folder = root / base.parent
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    matches = [match for name in names if (match := form.fullmatch(name))]
    return {int(match[1]): base.with_name(match[0]) for match in matches}


def _none(base: Path) -> Variants:
    return Variants((), f"{base.stem}-*{base.suffix}")


def _missing(root: Path, base: Path, place: Place) -> Problem:
    if not root.is_dir():
        return Problem(f"there is no folder {root.name}", place, remedy=f"Put {base} into it.")
    beside = [path.name for path in root.iterdir()]
    near = get_close_matches(base.name, beside, n=1)
    remedy = f"Did you mean {near[0]}?" if near else f"Put it into {root.name}."
    return Problem(f"there is no file {base} in {root.name}", place, remedy=remedy)
