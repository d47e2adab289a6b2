"""How sessions are shared out among a cluster's threads."""

from pathlib import Path

import pytest

from gymbrowser.cluster import shared_out
from gymbrowser.data.sessions import Files
from tests.chunks import Writer, session

KB = 1024


def sessions(folder: Path, *sizes: int) -> dict[str, Files]:
    """By letter, each of one file of so many bytes."""
    made: dict[str, Files] = {}
    for name, size in zip("abcdefghijkl", sizes, strict=False):
        file = folder / name
        file.write_bytes(bytes(size))
        made[name] = {Writer(session=name * 32).seal(session()).key: file}
    return made


@pytest.mark.parametrize(
    ("sizes", "threads", "shared"),
    [
        ([10] * 4, 2, ["ab", "cd"]),  # little to read: a Python for each thread is enough
        ([500 * KB] * 6, 1, ["ab", "cd", "ef"]),
        ([10 * KB, 10 * KB, 2000 * KB, 10 * KB], 2, ["abc", "d"]),
        ([10], 8, ["a"]),
        ([], 2, []),
    ],
)
def test_each_thread_gets_about_as_much(
    sizes: list[int], threads: int, shared: list[str], tmp_path: Path
) -> None:
    parts = shared_out(sessions(tmp_path, *sizes), threads)
    assert ["".join(part) for part in parts] == shared
