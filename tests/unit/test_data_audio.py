"""What participants said, put together from its pieces."""

import base64
import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

from gymbrowser.cli import main
from gymbrowser.data.audio import LIST_NAME, write_recordings
from gymbrowser.data.tables.export import export
from tests.chunks import STARTED_MS, Plain, Writer, end, enter, identified, save, session

WEBM = "audio/webm;codecs=opus"


def piece(take: int, part: int, sound: bytes, *, last: bool = False, **other: object) -> Plain:
    return {
        "type": "audio",
        "step": "think",
        "take": take,
        "part": part,
        "mime": WEBM,
        "begun_t": 1500.5,
        "last": last,
        "data": base64.b64encode(sound).decode(),
        **other,
    }


def told(folder: Path, *pieces: Plain) -> Path:
    """A session in which this was said, and nothing else."""
    records = [session(), enter("think", 0), *pieces]
    chunks = [Writer().seal(*records, end({"page-0": len(records) + 1}))]
    save(folder, *chunks, identified())
    return folder


def rows(output: Path) -> list[dict[str, str]]:
    with (output / LIST_NAME).open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def test_pieces_become_files_in_their_order(tmp_path: Path) -> None:
    data = told(
        tmp_path / "data",
        piece(0, 0, b"one "),
        piece(1, 0, b"other", last=True, t=STARTED_MS + 9000),
        piece(0, 1, b"two", last=True, t=STARTED_MS + 2700.5),
    )
    written = write_recordings(data, tmp_path / "out")
    files = {one.file: (tmp_path / "out" / one.file).read_bytes() for one in written.found}
    place = f"{'a' * 32}/think-page-0"
    assert files == {f"{place}-0.webm": b"one two", f"{place}-1.webm": b"other"}
    first, second = rows(tmp_path / "out")
    assert (first["begun_t_ms"], first["recorded_ms"]) == ("1500.5", "1200.0")
    assert (first["pieces"], first["bytes"], first["whole"]) == ("2", "7", "True")
    assert second["take"] == "1"


def test_a_recording_is_as_long_as_can_be_told_without_its_load(tmp_path: Path) -> None:
    pieces = [
        piece(0, part, b"-", last=part == 2, t=STARTED_MS + 2500 + 1000 * part) for part in range(3)
    ]
    writer = Writer()
    _, second = writer.seal(session()), writer.seal(*pieces)
    save(tmp_path / "data", second)
    (found,) = write_recordings(tmp_path / "data", tmp_path / "out").found
    assert (found.begun_t_ms, found.recorded_ms) == (1500.5, 2000)


def test_what_lacks_its_end_or_a_piece_is_not_whole(tmp_path: Path) -> None:
    data = told(
        tmp_path / "data",
        piece(0, 0, b"cut off"),
        piece(1, 0, b"a"),
        piece(1, 2, b"c", last=True),
        piece(2, 0, b"whole", last=True),
    )
    written = write_recordings(data, tmp_path / "out")
    assert [one.whole for one in written.found] == [False, False, True]
    result = CliRunner().invoke(main, ["data", "recordings", str(data), "-o", str(tmp_path / "o")])
    assert result.exit_code == 0, result.output
    assert "3 recordings of 1 session" in result.output
    assert result.output.count("a part of it is missing, or its end.") == 2


@pytest.mark.parametrize("sound", ["no base64!", "ä"])
def test_a_strangers_names_lead_nowhere_and_its_bytes_may_be_none(
    sound: str, tmp_path: Path
) -> None:
    strange = {"step": "../../=evil", "mime": "text/html"}
    data = told(tmp_path / "data", piece(0, 0, b"", last=True, **strange) | {"data": sound})
    write_recordings(data, tmp_path / "out")
    (row,) = rows(tmp_path / "out")
    assert row["file"] == f"{'a' * 32}/_______evil-page-0-0.bin"
    assert (tmp_path / "out" / row["file"]).read_bytes() == b""
    data = told(tmp_path / "more", piece(0, 0, b"x", last=True, step="=1+1"))
    write_recordings(data, tmp_path / "formula")
    (row,) = rows(tmp_path / "formula")
    assert row["step"] == "'=1+1"


@pytest.mark.parametrize("public", [True, False])
def test_no_table_holds_a_voice(tmp_path: Path, public: bool) -> None:
    data = told(tmp_path / "data", piece(0, 0, b"secret words", last=True))
    export(data, tmp_path / "out", "jsonl", public=public)
    spoken = base64.b64encode(b"secret words").decode()
    files = [file for file in (tmp_path / "out").rglob("*") if file.is_file()]
    assert files
    assert not any(spoken in file.read_text(encoding="utf-8") for file in files)
