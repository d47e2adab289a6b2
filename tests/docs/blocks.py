"""The fenced blocks of README and docs, each with the mark that says how it is tested.

A mark is an HTML comment on the line before the fence: `<!-- test: edit my-study/exp.yml -->`.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md")))

_FENCE = re.compile(r"^(?P<ticks>`{3,}|~{3,})(?P<language>\S*)\s*$")
_MARK = re.compile(r"^<!-- test: (?P<words>.+) -->$")


@dataclass(frozen=True)
class Block:
    """One fenced block."""

    page: Path
    line: int
    """Of its opening fence, from 1."""
    language: str
    mark: tuple[str, ...]
    """The words of the mark; empty where there is none."""
    text: str

    @property
    def kind(self) -> tuple[str, str]:
        """Language and the mark's first word, which together say what is done with it."""
        return self.language, self.mark[0] if self.mark else ""

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def read_blocks(page: Path) -> list[Block]:
    """All blocks of a page, in their order."""
    return list(_blocks(page, page.read_text(encoding="utf-8").splitlines()))


def _blocks(page: Path, lines: list[str]) -> Iterator[Block]:
    start = 0
    while start < len(lines):
        opening = _FENCE.match(lines[start].strip())
        if opening is None:
            start += 1
            continue
        end = start + 1
        while lines[end].strip() != opening["ticks"]:
            end += 1
        text = "".join(f"{line}\n" for line in lines[start + 1 : end])
        yield Block(page, start + 1, opening["language"], _mark(lines, start), text)
        start = end + 1


def _mark(lines: list[str], fence: int) -> tuple[str, ...]:
    found = _MARK.match(lines[fence - 1].strip()) if fence else None
    return tuple(found["words"].split()) if found else ()


def json_block(name: str) -> Any:
    """The JSON of the one block that is marked `json NAME`."""
    (block,) = (b for p in PAGES for b in read_blocks(p) if b.mark == ("json", name))
    return json.loads(block.text)
