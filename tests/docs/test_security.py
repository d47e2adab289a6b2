"""docs/security.md: every line of its tables names what shows it, and that is there."""

import re

import pytest

from tests.docs.blocks import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.startswith("| Threat")
]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_each_threat_has_an_answer_and_something_that_shows_it(row: list[str]) -> None:
    _, stops, shown = row
    assert stops
    assert NAMED.search(shown) or shown == "the same test" or re.search(r"\]\(\w+\.md\)", shown)


@pytest.mark.parametrize(("file", "test"), sorted(set(NAMED.findall(PAGE))))
def test_every_test_that_is_named_is_there(file: str, test: str) -> None:
    assert re.search(rf"^def {test}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)
