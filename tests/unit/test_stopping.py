"""What goes on until it is stopped ends whenever it is asked to."""

import os
import signal
import time
from collections.abc import Iterator

import pytest

from gymbrowser.cli.words import until_stopped

BOTH = pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])


@pytest.fixture(autouse=True)
def from_a_terminal() -> Iterator[None]:
    """What a shell starts in the background ignores Ctrl-C: these tests, too, where it is they."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


class Connection:
    """Has the process end as nothing holds it any more, where Python drops exceptions."""

    def __init__(self, end: signal.Signals) -> None:
        self.end = end

    def __del__(self) -> None:
        os.kill(os.getpid(), self.end)
        time.sleep(0)  # handlers run before Python code goes on


@BOTH
def test_work_ends_where_it_stands(end: signal.Signals) -> None:
    before = signal.getsignal(end)
    done = []
    with until_stopped():
        done.append("begun")
        os.kill(os.getpid(), end)
        done.append("never")
    assert done == ["begun"]
    assert signal.getsignal(end) is before


@BOTH
def test_a_signal_that_came_as_something_was_finalized_is_not_lost(
    end: signal.Signals, capsys: pytest.CaptureFixture[str]
) -> None:
    looks = 0
    with until_stopped() as sleep:
        while looks < 3:
            looks += 1
            connection = Connection(end)
            del connection
            sleep(0)
    assert looks == 1
    assert capsys.readouterr().err == ""


def test_what_ignores_ctrl_c_goes_on_to() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    done = []
    with until_stopped() as sleep:
        os.kill(os.getpid(), signal.SIGINT)
        sleep(0)
        done.append("all")
    assert done == ["all"]
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
