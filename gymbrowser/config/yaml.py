"""YAML that remembers where everything stands."""

import warnings
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import ConstructorError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning, YAMLError
from ruamel.yaml.reader import ReaderError

from gymbrowser.errors import Place, Problem, UserError

_MOST_VALUES = 100_000
_STANDARD = "tag:yaml.org,2002:"
_CORE = (f"{_STANDARD}map", f"{_STANDARD}seq")
_NEAR = 0.8
"""How alike two names of files are of which one may be meant: beside a page lie other pages."""
_A_FILE = "Name a file in it."
_FIRST = "`gymbrowser init DIR` makes a first experiment, DIR/exp.yml."
_A_MAPPING = "Write `key: value` lines; `gymbrowser init DIR` makes an example of every file."
_NO_VALUE = "this looks like a date or number, but is none"
_MOST_BITS = 8192
"""Of a whole number: decimal ones end at 4,300 digits, hexadecimal ones would not."""

type Location = Sequence[str | int]
"""The keys and indices that lead from the top of a document to a value."""

type PlaceOf = Callable[[Location], Place]
"""Where a value stands in its file."""


def read_text(file: Path, place: Place | None = None) -> str:
    """The text of a file that the user named.

    A byte order mark, with which the UTF-8 of Excel and Notepad begins, is none of it.

    Args:
        file: The file.
        place: Where it was named; the file itself if nowhere.

    Raises:
        UserError: It is missing, not a file, or not UTF-8.
    """
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise UserError.of([missing_file(file, place)]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UserError(
            "the file is not UTF-8 text",
            where=Place(file, line),
            why=f"The byte 0x{error.object[error.start]:02x} does not belong there.",
            remedy="Save it again as UTF-8 in your editor.",
        ) from error
    except IsADirectoryError as error:
        raise UserError(f"{file} is a folder", where=place, remedy=_A_FILE) from error
    except OSError as error:
        raise UserError(
            f"cannot read {file}: {error.strerror}",
            where=place,
            remedy="Make the file readable for you.",
        ) from error


def missing_file(
    file: Path, place: Place | None, named: str | None = None, remedy: str = _FIRST
) -> Problem:
    """Says that a file is not there, and which one may be meant.

    Args:
        file: Where it should be.
        place: Where it was named; None on the command line.
        named: How it was named.
        remedy: What to do about one of the command line, where no other one may be meant.
    """
    if file.is_dir():
        return Problem(f"{named or file} is a folder", place, remedy=_A_FILE)
    what = f"there is no file {named or file}"
    beside = [path.name for path in file.parent.iterdir()] if file.parent.is_dir() else []
    if near := get_close_matches(file.name, beside, n=1, cutoff=_NEAR):
        return Problem(
            what, place, remedy=f"Did you mean {Path(named or file).with_name(near[0])}?"
        )
    if place is None:
        return Problem(what, remedy=remedy)
    remedy = "Create it, or correct the path: it is relative to the folder of exp.yml."
    return Problem(what, place, remedy=remedy)


def read_mapping(file: Path, place: Place | None = None) -> tuple[CommentedMap, list[Problem]]:
    """The mapping that a YAML file holds, with line numbers on every node.

    Returns:
        The mapping, and the keys that stand in it twice, of which it has the first.

    Raises:
        UserError: It cannot be read, is not YAML, or holds anything but a mapping.
    """
    document, problems = _parse(file, read_text(file, place))
    if document is None:
        raise UserError("the file is empty", where=Place(file, 1), remedy=_A_MAPPING)
    if not isinstance(document, CommentedMap):
        raise UserError(
            f"the file holds a {_kind(document)} where a mapping is expected",
            where=Place(file, 1),
            remedy=_A_MAPPING,
        )
    return document, problems


class _Constructor(RoundTripConstructor):
    """Notes every key that stands twice, where ruamel.yaml would give up at the first."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.repeated: list[tuple[str, int, int]] = []
        """The key, its line, and the line where it stands first; both from 1."""

    def check_mapping_key(
        self, node: Any, key_node: Any, mapping: Any, key: Any, value: Any
    ) -> bool:
        """Whether the pair is to be taken."""
        if key not in mapping:
            return True
        first = int(mapping.lc.key(key)[0]) + 1
        self.repeated.append((str(key), key_node.start_mark.line + 1, first))
        return False

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        """The value of a node.

        Raises:
            ConstructorError: It looks like a date that no calendar has, and the like.
        """
        try:
            value = super().construct_object(node, deep)
            if isinstance(value, int) and value.bit_length() > _MOST_BITS:
                raise ValueError("it has more digits than Python reads or writes")
            return value
        except ValueError as error:
            raise ConstructorError(None, None, f"{_NO_VALUE}: {error}", node.start_mark) from error


def _parse(file: Path, text: str) -> tuple[Any, list[Problem]]:
    yaml = YAML(typ="rt")
    yaml.Constructor = _Constructor
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ReusedAnchorWarning)  # YAML 1.2 allows it
            document = yaml.load(text)
        problems = [*_repeated(file, yaml.constructor.repeated)]
        tags = [*_tags(document, file)]
    except MarkedYAMLError as error:
        raise _syntax_error(file, error) from error
    except ReaderError as error:
        raise UserError(
            f"the character U+{error.character:04X} is not allowed in YAML",
            where=Place(file, text.count("\n", 0, error.position) + 1),
            remedy="Remove it; an editor may show it as a box, or not at all.",
        ) from error
    except YAMLError as error:
        raise UserError(f"not readable as YAML: {error}", where=Place(file)) from error
    except RecursionError as error:
        raise UserError(
            "the file is nested too deeply",
            where=Place(file),
            remedy="Look for brackets that are never closed.",
        ) from error
    if tags:  # nobody can say what the tagged values are, and so what else is wrong
        raise UserError.of([*tags, *problems])
    return document, problems


def _repeated(file: Path, repeated: list[tuple[str, int, int]]) -> Iterator[Problem]:
    for key, line, first in repeated:
        yield Problem(
            f"the key `{key}` stands twice in one mapping",
            Place(file, line),
            f"It is on line {first} already.",
            "Remove one of the two.",
        )


def _tags(document: Any, file: Path) -> Iterator[Problem]:
    """Everything but mappings, lists and plain scalars, which is all that a file may hold.

    Raises:
        UserError: There is more than anybody writes by hand. An alias stands for all that it
            names, so a few lines can stand for billions of values.
    """
    waiting, seen = [(document, 1)], 0
    while waiting:
        node, line = waiting.pop()
        seen += 1
        if seen > _MOST_VALUES:
            raise UserError(
                f"the file stands for more than {_MOST_VALUES} values",
                where=Place(file, line),
                why="An alias (`*name`) stands for all that it names, aliases too.",
                remedy="Write the values out.",
            )
        tag = getattr(node, "tag", None)
        if tag is not None and tag.value is not None and not str(tag.value).startswith(_CORE):
            yield Problem(
                f"the tag `{str(tag.value).replace(_STANDARD, '!!')}` is not allowed",
                Place(file, line),
                "The file holds text, numbers, lists and mappings; nothing in it is executed.",
                "Remove it.",
            )
        else:
            waiting += _children(node, line)


def _children(node: Any, line: int) -> list[tuple[Any, int]]:
    if isinstance(node, CommentedMap):
        return [(value, (_position(node, key) or line - 1) + 1) for key, value in node.items()]
    if isinstance(node, CommentedSeq):
        return [(value, (_position(node, i) or line - 1) + 1) for i, value in enumerate(node)]
    return []


def line_of(document: CommentedMap | CommentedSeq, location: Location) -> int:
    """The line, counted from 1, of the last part of `location` that the document has."""
    node: Any = document
    line = 1
    for part in location:
        key = key_of(node, part)
        position = None if key is None else _position(node, key)
        if position is None:
            break
        line = position + 1
        node = node[key]
    return line


def key_of(node: Any, part: str | int) -> str | int | None:
    """The key or index of a node that a part of a location means; None: it has none.

    A number may stand for a name, as that of an agent: the models make a text of it.
    """
    if isinstance(node, CommentedSeq):
        return part if isinstance(part, int) and part < len(node) else None
    if not isinstance(node, CommentedMap):
        return None
    if part in node:
        return part
    return next((key for key in node if isinstance(key, int) and str(key) == part), None)


def _position(node: Any, part: str | int) -> int | None:
    if isinstance(node, CommentedMap) and part in node:
        # A key that `<<` brings stands elsewhere.
        return int(node.lc.key(part)[0]) if part in (node.lc.data or ()) else int(node.lc.line)
    if isinstance(node, CommentedSeq) and isinstance(part, int) and part < len(node):
        return int(node.lc.item(part)[0])
    return None


def _syntax_error(file: Path, error: MarkedYAMLError) -> UserError:
    mark = error.problem_mark or error.context_mark
    problem = (error.problem or error.context or "cannot be parsed").partition("\n")[0]
    if "<block" in problem or "<document start>" in problem:
        problem = "this line does not fit the lines above it"  # in the words of a parser
    return UserError(
        f"not valid YAML: {problem.replace("'<scalar>'", 'a text')}",
        where=Place(file, mark.line + 1 if mark else None),
        remedy=_syntax_remedy(problem),
    )


def _syntax_remedy(problem: str) -> str:
    if _NO_VALUE in problem:
        return "Put it in quotes if it is meant as text."
    if "\\t" in problem:
        return "Indent with spaces: YAML does not take tabs."
    if "mapping values are not allowed" in problem:
        return (
            "Put a text that holds a colon in quotes, or give the line its neighbours' indentation."
        )
    if "cannot start any token" in problem:
        return "Put a text that begins with it in quotes."
    return "Check the indentation, colons, quotes and brackets of this line and those above."


def _kind(value: object) -> str:
    return "list" if isinstance(value, CommentedSeq) else type(value).__name__
