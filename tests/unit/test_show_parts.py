"""Commands that are suggested can be typed as they stand."""

import sys
from pathlib import Path

import pytest

from gymbrowser.show.parts import typed


@pytest.fixture
def called_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the command, which is on no PATH."""
    command = tmp_path / "my venv" / "gymbrowser"
    command.parent.mkdir()
    command.write_text("#!/bin/sh\n", encoding="utf-8")
    command.chmod(0o755)
    monkeypatch.setattr(sys, "argv", [str(command)])
    monkeypatch.setenv("PATH", str(tmp_path))
    return command.parent


def test_by_where_it_is(called_from: Path) -> None:
    assert typed("serve site") == f"'{called_from}/gymbrowser' serve site"


def test_by_its_name_where_that_is_found(
    called_from: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(called_from))
    assert typed("serve site") == "gymbrowser serve site"


def test_by_its_name_where_something_else_was_called(
    called_from: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["/usr/bin/pytest"])
    assert typed("serve site") == "gymbrowser serve site"
