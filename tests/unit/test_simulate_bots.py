"""What becomes of the process of the bots."""

import subprocess
import sys

import pytest

from gymbrowser.simulate import bots
from gymbrowser.simulate.bots import Task, send_bots

REFUSES_AND_STAYS = """\
import json, time
print(json.dumps({"refusal": "Bots can't do this."}), flush=True)
time.sleep(1000)
"""
TASK = Task("site", "v", "http://127.0.0.1/", "http://127.0.0.1/", 1, "0" * 32, {})


def test_it_is_not_waited_for_once_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    """As after Ctrl+C, or a refusal: else the command would hang where the bots do."""
    begun: list[subprocess.Popen[str]] = []

    def start(errors: int) -> subprocess.Popen[str]:
        pipe, command = subprocess.PIPE, [sys.executable, "-c", REFUSES_AND_STAYS]
        process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=errors, text=True)
        begun.append(process)
        return process

    monkeypatch.setattr(bots, "_started", start)
    with pytest.raises(Exception, match="Bots can't do this"):
        send_bots(TASK, lambda: None)
    [process] = begun
    assert process.returncode not in (None, 0)
