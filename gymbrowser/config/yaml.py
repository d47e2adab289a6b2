"""YAML that remembers where everything stands."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from gymbrowser.errors import Place, UserError

_MOST_VALUES = 100_000
_CORE = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")

type Location = Sequence[str | int]
"""The keys and indices that lead from the top of a document to a value."""


def read_text(file: Path, place: Place | None = None) -> str:
    """The text of a file that the user named.

    Args:
        file: The file.
        place: Where it was named; the file itself if nowhere.

    Raises:
        UserError: It is missing, not a file, or not UTF-8.
    """
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise UserError(
            f"there is no file {file}",
            where=place,
            remedy="Create it, or correct the path: it is relative to the folder of exp.yml.",
        ) from error
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        raise UserError(
            "the file is not UTF-8 text",
            where=Place(file, line),
            why=f"The byte 0x{error.object[error.start]:02x} does not belong there.",
            remedy="Save it again as UTF-8 in your editor.",
        ) from error
    except OSError as error:
        raise UserError(f"cannot read {file}: {error.strerror}", where=place) from error


def read_mapping(file: Path, place: Place | None = None) -> CommentedMap:
    """The mapping that a YAML file holds, with line numbers on every node.

    Raises:
        UserError: It cannot be read, is not YAML, or holds anything but a mapping.
    """
    document = _parse(file, read_text(file, place))
    if not isinstance(document, CommentedMap):
        found = "nothing" if document is None else f"a {_kind(document)}"
        raise UserError(
            f"expected a mapping (`key: value` lines), found {found}", where=Place(file, 1)
        )
    return document


def _parse(file: Path, text: str) -> Any:
    try:
        document = YAML(typ="rt").load(text)
        _check_plain(document, file)
    except MarkedYAMLError as error:
        raise _syntax_error(file, error) from error
    except YAMLError as error:
        raise UserError(f"not readable as YAML: {error}", where=Place(file)) from error
    except RecursionError as error:
        raise UserError("the file is nested too deeply", where=Place(file)) from error
    return document


def _check_plain(document: Any, file: Path) -> None:
    """Mappings, lists and plain scalars only, and no more than anybody writes by hand.

    An alias stands for all that it names, so a few lines can stand for billions of values.
    """
    waiting, seen = [(document, 1)], 0
    while waiting:
        node, line = waiting.pop()
        seen += 1
        if seen > _MOST_VALUES:
            raise UserError(
                f"the file stands for more than {_MOST_VALUES} values",
                where=Place(file),
                remedy="Look for aliases (`*name`) of aliases.",
            )
        tag = getattr(node, "tag", None)
        if tag is not None and tag.value is not None and not str(tag.value).startswith(_CORE):
            raise UserError(
                f"the tag `{tag.value}` is not allowed",
                where=Place(file, line),
                why="exp.yml holds text, numbers, lists and mappings; nothing in it is executed.",
                remedy="Remove it.",
            )
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
        position = _position(node, part)
        if position is None:
            break
        line = position + 1
        node = node[part]
    return line


def _position(node: Any, part: str | int) -> int | None:
    if isinstance(node, CommentedMap) and part in node:
        return int(node.lc.key(part)[0])
    if isinstance(node, CommentedSeq) and isinstance(part, int) and part < len(node):
        return int(node.lc.item(part)[0])
    return None


def _syntax_error(file: Path, error: MarkedYAMLError) -> UserError:
    mark = error.problem_mark or error.context_mark
    problem = (error.problem or error.context or "cannot be parsed").partition("\n")[0]
    return UserError(
        f"not valid YAML: {problem}",
        where=Place(file, mark.line + 1 if mark else None),
        remedy=_syntax_remedy(problem),
    )


def _syntax_remedy(problem: str) -> str:
    if "duplicate key" in problem:
        return "Remove one of the two."
    if "\\t" in problem:
        return "Indent with spaces: YAML does not take tabs."
    if "mapping values are not allowed" in problem:
        return "Put a text that holds a colon in quotes."
    return "Check the indentation, colons and quotes around this line."


def _kind(value: object) -> str:
    return "list" if isinstance(value, CommentedSeq) else type(value).__name__
