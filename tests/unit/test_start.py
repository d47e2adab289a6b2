"""The command may be stopped before it has begun."""

import builtins
import sys
from typing import Any

import pytest

from gymbrowser import start


def test_ctrl_c_while_modules_are_read_is_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    read = builtins.__import__

    def interrupted(name: str, *others: Any, **named: Any) -> Any:
        if name == "gymbrowser.cli":
            raise KeyboardInterrupt
        return read(name, *others, **named)

    monkeypatch.setattr(builtins, "__import__", interrupted)
    with pytest.raises(SystemExit) as ended:
        start.main()
    assert ended.value.code == 1
    assert capsys.readouterr().err == "\nAborted!\n"


def test_the_command_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["gymbrowser", "--version"])
    with pytest.raises(SystemExit) as ended:
        start.main()
    assert ended.value.code == 0
    assert "gymbrowser" in capsys.readouterr().out
