"""A stranger's process ends in time, with all of its children, and cannot fill our memory."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gymbrowser.environment.process import TAIL_BYTES, run_limited
from tests.natively import FORK, is_free


def run(
    code: str, *args: str, stdin: str = "", timeout_s: float | None = None
) -> subprocess.CompletedProcess[str]:
    return run_limited(
        [sys.executable, "-X", "utf8", "-c", code, *args],
        stdin=stdin,
        folder=Path.cwd(),
        environ=os.environ,
        timeout_s=timeout_s,
    )


def test_at_its_time_limit_it_is_killed_with_its_children(tmp_path: Path) -> None:
    stubborn = "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    with pytest.raises(subprocess.TimeoutExpired):
        run(stubborn + FORK + "time.sleep(999)", str(tmp_path / "lock"), timeout_s=3)
    assert (tmp_path / "lock").exists()
    assert is_free(tmp_path / "lock")


def test_children_do_not_outlive_a_process_that_ends(tmp_path: Path) -> None:
    done = run(FORK, str(tmp_path / "lock"))
    assert (done.returncode, done.stdout) == (0, "forked\n")
    assert is_free(tmp_path / "lock")


def test_a_descendant_that_fled_does_not_hold_us(tmp_path: Path) -> None:
    """It has left the group and keeps the pipes: all that we can do is not to wait for it."""
    flee = FORK.replace(
        "    time.sleep(999)",
        """    os.setsid()
    open(sys.argv[2], "w").close()
    while os.path.exists(sys.argv[2]):
        time.sleep(0.01)
    os._exit(0)
while not os.path.exists(sys.argv[2]):
    time.sleep(0.01)""",
    )
    done = run(flee, str(tmp_path / "lock"), str(tmp_path / "alive"))
    assert (done.returncode, done.stdout) == (0, "forked\n")
    assert (tmp_path / "alive").exists()
    (tmp_path / "alive").unlink()
    assert is_free(tmp_path / "lock")


def test_the_exit_status_is_told() -> None:
    assert run("import sys; sys.exit(3)").returncode == 3
    assert run("import os; os.kill(os.getpid(), 9)").returncode == -9


def test_of_endless_output_only_the_end_is_kept() -> None:
    done = run("""
import sys
for stream in (sys.stdout, sys.stderr):
    for number in range(40):
        stream.write("é" * 500_000)
    stream.write("the end")
""")
    for text in (done.stdout, done.stderr):
        assert len(text.encode()) <= TAIL_BYTES + 2  # one letter may have been cut in two
        assert text.endswith("éthe end")


def test_input_is_read() -> None:
    done = run("import sys; print(len(sys.stdin.read()))", stdin="ü" * 1_000_000)
    assert done.stdout == "1000000\n"


def test_input_need_not_be_read() -> None:
    assert run("print(1)", stdin="x" * 10_000_000).stdout == "1\n"
