"""Tables: everything that was recorded is in them, once, and a spreadsheet runs none of it."""

import contextlib
import csv
import gzip
import json
import math
import tracemalloc
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import gymbrowser
from gymbrowser.cli import main
from gymbrowser.contract.questions import ChoiceQuestion, Option
from gymbrowser.contract.steps import FormStep
from gymbrowser.data.tables import parquet
from gymbrowser.data.tables.export import FORMATS, Format, export
from gymbrowser.data.tables.load import load
from gymbrowser.data.tables.schema import tables
from gymbrowser.data.tables.text_files import unarmed
from gymbrowser.errors import UserError
from tests.chunks import (
    CART,
    EACH,
    STARTED_MS,
    Plain,
    Sealed,
    Writer,
    array,
    cart_session,
    cart_steps,
    columns,
    end,
    enter,
    episode,
    episode_end,
    identified,
    inputs,
    pack,
    save,
    session,
    steps,
    stored,
    timing,
)
from tests.sites import make_site, manifest

DAY_MS = 86_400_000
OWN_WORDS = '=HYPERLINK("http://evil")\n, it\'s me: Anna'
NAN = float("nan")
HIVE = ds.partitioning(
    pa.schema([("experiment", pa.string()), ("date", pa.string())]), flavor="hive"
)


def answers(**given: object) -> Plain:
    return {"type": "answers", "step": "about", "answers": given, "duration_ms": 1500.5}


def comparison(answer: str, preferred: str | None) -> Plain:
    return {
        "type": "comparison",
        "step": "which",
        "index": 1,
        "judgement": 0,
        "clips": ["fast", "slow"],
        "data": ["1" * 64, "2" * 64],
        "answer": answer,
        "preferred": preferred,
        "by": "key",
        "gold": None,
        "repeat_of": None,
        "duration_ms": 900.5,
        "viewed_ms": 800.0,
        "plays": 2,
    }


def full_session(name: str = "a", t: float = STARTED_MS, experiment: str = "cartpole") -> list[Any]:
    """A session with something in every table."""
    page = Writer("page-1", name * 32)
    game = Writer("game-1", name * 32, layouts={"main": {"player": CART}})
    own = {"experiment": experiment}
    words = answers(
        name=OWN_WORDS, age=31, devices=["computer", "=cmd"], gender="none", skipped=None
    )
    signal = {
        "type": "signal",
        "step": "main",
        "attempt": 1,
        "episode": 0,
        "after": 2,
        "kind": "text_box",
        "name": "chat",
        "value": OWN_WORDS,
        "event_t": 1.0,
        "received_t": 2.0,
        "source": "device",
    }
    # A browser that was killed after the first answer has asked again.
    judged = [comparison("first", "fast"), comparison("tie", None)]
    begun = episode({"player": pack([0, 0, 0, 0], "<f4")})
    player = columns(
        pack(np.arange(12), "<f4"),
        pack([1, 0, 1], "<i8"),
        [1.0, math.inf, -0.5],
        input_t=pack([NAN, 5.5, NAN], "<f8"),
        source=pack([1, 0, 1], "|u1"),
    )
    played = steps(0, 3, {"player": player}, drawn=pack([1, NAN, 3], "<f8"), info={"1": '{"a":1}'})
    return [
        page.seal({**session(session=name * 32), "t": t}, enter("about", 0), words, *judged, **own),
        game.seal(begun, played, inputs(0, ["KeyA", "=1+1"]), signal, timing(), **own),
        game.seal({**episode_end(3, {}), "returns": {"player": None}}, **own),
        page.seal({**end({"page-1": 6, "game-1": 6}), "t": t + 60_000}, **own),
        identified(name * 32, participant="anna"),
    ]


def read_csv(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def read_parquet(folder: Path, name: str) -> list[dict[str, Any]]:
    """As a reader of hive partitions does."""
    found: list[dict[str, Any]] = (
        ds.dataset(folder / name, partitioning=HIVE).to_table().to_pylist()
    )
    return found


def run(*words: object) -> Any:
    return CliRunner().invoke(main, ["data", "export", *map(str, words)])


def test_every_table_has_what_was_recorded(tmp_path: Path) -> None:
    save(tmp_path / "data", *full_session())
    exported = export(tmp_path / "data", tmp_path / "out", "parquet", identities=True)
    assert exported.rows == {
        "sessions": 1,
        "events": 4,
        "answers": 5,
        "comparisons": 1,
        "episodes": 1,
        "steps": 3,
        "observations": 4,
        "inputs": 2,
    }
    found = {name: read_parquet(tmp_path / "out", name) for name in exported.rows}
    [row] = found["sessions"]
    assert (row["participant"], row["state"], row["outcome"]) == ("anna", "whole", "done")
    assert row["started"] == datetime.fromtimestamp(STARTED_MS / 1000, UTC)
    assert (row["duration_ms"], row["steps"], row["screen"]) == (60_000, ["about"], [1280, 720])
    kinds = sorted(event["type"] for event in found["events"])
    assert kinds == ["end", "enter", "signal", "timing"]
    by_question = {row["question"]: row for row in found["answers"]}
    assert by_question["name"]["text"] == OWN_WORDS
    assert by_question["age"]["number"] == 31
    assert by_question["devices"]["chosen"] == ["computer", "=cmd"]
    assert {by_question["skipped"][key] for key in ("text", "number", "chosen")} == {None}
    [judged] = found["comparisons"]
    assert (judged["answer"], judged["preferred"], judged["plays"]) == ("tie", None, 2)
    assert (judged["first"], judged["second_data"]) == ("fast", "2" * 64)
    [played] = found["episodes"]
    assert (played["seed"], played["steps"], played["episode_return"]) == (7, 3, math.inf)
    assert (played["late"], played["intervals"]) == (1, 4)
    assert json.loads(played["observation_layout"]) == CART["observation"]
    assert [step["action"] for step in found["steps"]] == [1, 0, 1]
    assert [step["reward"] for step in found["steps"]] == [1.0, math.inf, -0.5]
    assert [step["source"] for step in found["steps"]] == ["default", "device", "default"]
    assert [step["input_t_ms"] for step in found["steps"]] == [None, 5.5, None]
    assert [step["drawn_ms"] for step in found["steps"]] == [1, None, 3]
    assert [step["info"] for step in found["steps"]] == [None, '{"a":1}', None]
    assert [row["index"] for row in found["observations"]] == [0, 1, 2, 3]
    assert found["observations"][3]["values"] == [8, 9, 10, 11]
    assert [row["code"] for row in found["inputs"]] == ["KeyA", "=1+1"]


def test_all_forms_say_the_same(tmp_path: Path) -> None:
    save(tmp_path / "data", *full_session())
    for form in FORMATS:
        export(tmp_path / "data", tmp_path / form, form)
    for name, table in tables().items():
        typed = read_parquet(tmp_path / "parquet", name)
        lines = (tmp_path / "jsonl" / f"{name}.jsonl").read_text().splitlines()
        assert [alike(json.loads(line)) for line in lines] == [alike(row) for row in typed]
        cells = read_csv(tmp_path / "csv" / f"{name}.csv")
        assert len(cells) == len(typed)
        assert list(cells[0]) == [column.name for column in table.columns]


def alike(row: Mapping[str, Any]) -> dict[str, Any]:
    """What JSON can't say, as it says it."""
    names = {math.inf: "Infinity", -math.inf: "-Infinity"}
    plain: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, float) and value in names:
            plain[name] = names[value]
        elif isinstance(value, datetime):
            plain[name] = value.isoformat(timespec="milliseconds")
        elif isinstance(value, str) and value[:1] in ("{", "["):
            plain[name] = json.loads(value)
        else:
            plain[name] = str(value) if name == "date" else value
    return plain


def test_parquet_lies_by_study_and_day(tmp_path: Path) -> None:
    strange = "../../etc?x=1 " + "é" * 500
    for name, day, experiment in (
        ("a", 0, "one"),
        ("b", 1, "one"),
        ("c", 1, "two"),
        ("d", 0, strange),
    ):
        save(tmp_path / "data", *full_session(name, STARTED_MS + day * DAY_MS, experiment))
    export(tmp_path / "data", tmp_path / "out", "parquet")
    files = {
        file.relative_to(tmp_path / "out")
        for file in (tmp_path / "out" / "steps").rglob("*.parquet")
    }
    first, second = (
        f"{datetime.fromtimestamp(STARTED_MS / 1000 + d * 86_400, UTC):%Y-%m-%d}" for d in (0, 1)
    )
    assert {Path(f"steps/experiment=one/date={first}/part-0.parquet"),
            Path(f"steps/experiment=one/date={second}/part-0.parquet"),
            Path(f"steps/experiment=two/date={second}/part-0.parquet")} < files  # fmt: skip
    assert len(files) == 4
    assert all(len(part) < 200 and part != ".." for file in files for part in file.parts)
    rows = read_parquet(tmp_path / "out", "sessions")
    assert {row["session"][0] for row in rows if row["experiment"] == "one"} == {"a", "b"}


def test_a_session_without_a_date_is_exported_too(tmp_path: Path) -> None:
    game = Writer("game-1", layouts={"main": {"player": CART}})
    save(tmp_path / "data", game.seal(episode({"player": pack([0] * 4, "<f4")})))
    save(tmp_path / "data", *full_session("b", 1e300))
    export(tmp_path / "data", tmp_path / "out", "parquet")
    rows = read_parquet(tmp_path / "out", "sessions")
    assert [(row["experiment"], row["date"], row["started"]) for row in rows] == [
        ("cartpole", None, None),
        ("cartpole", None, None),
    ]


def test_damaged_sessions_say_so_and_lose_nothing_else(tmp_path: Path) -> None:
    page = Writer("page-1")
    game = Writer("game-1", layouts={"main": {"player": CART}})
    begun = episode({"player": pack([0] * 4, "<f4")})
    again = {"episode": 1}
    save(
        tmp_path / "data",
        page.seal(session(), end({"page-1": 2})),
        game.seal(begun, cart_steps(1, [1.0]), {**begun, **again}, cart_steps(0, [2.0], **again)),
    )
    exported = export(tmp_path / "data", tmp_path / "out", "parquet")
    assert exported.damaged == 1
    [row] = read_parquet(tmp_path / "out", "sessions")
    assert row["state"] == "damaged"
    broken, whole = read_parquet(tmp_path / "out", "episodes")
    assert "steps begin at 1, not at 0" in broken["problem"]
    assert broken["problem"] in row["problems"]
    assert (whole["problem"], whole["episode_return"]) == (None, 2.0)
    assert [step["episode"] for step in read_parquet(tmp_path / "out", "steps")] == [1]
    assert "damaged" in run(tmp_path / "data", "-o", tmp_path / "again").stdout


def test_actions_and_observations_of_every_shape(tmp_path: Path) -> None:
    layout = {
        "observation": [
            array("|u1", 2, 2, path=["screen"]),
            array("<f8", path=["speed"]),
            array("exact", path=["words"]),
        ],
        "action": [array("<f4", 2)],
        "output": [array("<f4", 3)],
    }
    text = b'"hm"'
    row = bytes([1, 2, 3, 255]) + np.float64(0.1).tobytes()
    row += len(text).to_bytes(4, "little") + text
    observation = parquet_base64(row)
    rule = {"player": {"keep": "key_frames", "every": 2, "downsample": 1}}
    digest = "ab" * 32
    packed_digest = parquet_base64(bytes.fromhex(digest))
    begun = episode({"player": observation}, recorded=rule, digest={"player": packed_digest})
    player = columns(
        "",
        pack([0.5, -1.5], "<f4"),
        [1.0],
        output=pack([1, 2, 3], "<f4"),
        observed=pack([0], "|u1"),
        digest=packed_digest,
    )
    game = Writer("game-1", layouts={"main": {"player": layout}})
    save(tmp_path / "data", game.seal(begun, steps(0, 1, {"player": player})))
    export(tmp_path / "data", tmp_path / "out", "parquet")
    [step] = read_parquet(tmp_path / "out", "steps")
    assert (step["action"], step["action_values"]) == (None, [0.5, -1.5])
    assert step["output"] == [1, 2, 3]
    first, second = read_parquet(tmp_path / "out", "observations")
    assert (first["values"], first["texts"]) == ([1, 2, 3, 255, 0.1], ['"hm"'])
    assert (second["index"], second["values"], second["digest"]) == (1, None, digest)


def test_a_decision_that_draws_several_numbers_has_all_of_them(tmp_path: Path) -> None:
    layout = {**CART, "action": [array("<i8", 2)], "uniforms": 2}
    start = episode({"player": pack([0, 0, 0, 0], "<f4")})
    drawn = pack([0.25, 0.75, NAN, NAN], "<f8")
    chosen = pack([1, 0, 0, 2], "<i8")
    player = columns(pack(np.arange(8), "<f4"), chosen, [1.0, 1.0], uniform=drawn)
    game = Writer("game-1", layouts={"main": {"player": layout}})
    save(tmp_path / "data", game.seal(start, steps(0, 2, {"player": player})))
    for form in FORMATS:
        export(tmp_path / "data", tmp_path / form, form)
    rows = read_parquet(tmp_path / "parquet", "steps")
    assert [row["uniform"] for row in rows] == [None, None]
    assert str([row["uniform_values"] for row in rows]) == "[[0.25, 0.75], [nan, nan]]"
    lines = (tmp_path / "jsonl" / "steps.jsonl").read_text().splitlines()
    said = [json.loads(line)["uniform_values"] for line in lines]
    assert said == [[0.25, 0.75], ["NaN", "NaN"]]
    cells = [row["uniform_values"] for row in read_csv(tmp_path / "csv" / "steps.csv")]
    assert cells == ["[0.25,0.75]", '["NaN","NaN"]']
    assert load(tmp_path / "data").steps.pandas()["uniform_values"][0] == [0.25, 0.75]


@pytest.mark.parametrize("part", ["observation", "action"])
def test_a_space_of_nothing_has_rows_of_nothing(part: str, tmp_path: Path) -> None:
    """`Dict({})` is a space like any other."""
    layout = {**CART, part: []}
    seen, later = ("" if part == "observation" else pack([0] * n, "<f4") for n in (4, 8))
    player = columns(later, "" if part == "action" else pack([1, 0], "<i8"), [1.0, 1.0])
    game = Writer("game-1", layouts={"main": {"player": layout}})
    save(tmp_path / "data", game.seal(episode({"player": seen}), steps(0, 2, {"player": player})))
    for form in FORMATS:
        assert export(tmp_path / "data", tmp_path / form, form).rows["steps"] == 2
    rows = read_parquet(tmp_path / "parquet", "steps")
    acted = [row["action_values"] for row in rows]
    assert acted == [[] if part == "action" else None] * 2
    assert [row["reward"] for row in rows] == [1.0, 1.0]


def parquet_base64(data: bytes) -> str:
    return pack(np.frombuffer(data, "|u1"), "|u1")


@pytest.mark.parametrize("form", FORMATS)
def test_a_public_export_tells_nobodys_name_and_none_of_their_words(
    form: Format, tmp_path: Path
) -> None:
    site = make_site(tmp_path / "site")
    said = manifest("live")
    options = [Option(value=value, label=value) for value in ("none", "computer")]
    questions = [
        ChoiceQuestion(kind="choice", name=name, prompt="", required=False, options=options,
                       multiple=True)
        for name in ("gender", "devices")
    ]  # fmt: skip
    form_step = FormStep(kind="form", id="about", html="", questions=list(questions))
    changed = said.model_copy(update={"steps": [form_step, *said.steps]})
    next(site.glob("v/*/manifest.json")).write_text(changed.model_dump_json())
    save(tmp_path / "data", *full_session())
    out = tmp_path / "out"
    result = run(tmp_path / "data", "-o", out, "--format", form, "--public", "--site", site)
    assert result.exit_code == 0, result.output
    if form == "parquet":
        rows = {name: read_parquet(out, name) for name in tables()}
        text = repr(rows)
    else:
        text = "".join(file.read_text() for file in out.glob(f"*.{form}"))
    for secret in ("anna", "Anna", "HYPERLINK", "cmd", "test", "1280"):
        assert secret not in text
    assert "computer" in text
    assert "none" in text
    dictionary = json.loads((out / "data-dictionary.json").read_text())
    assert dictionary["public"] is True
    named = {c["name"] for table in dictionary["tables"] for c in table["columns"]}
    assert not named & {"participant", "params", "user_agent", "started", "screen"}
    again = run(tmp_path / "data", "-o", tmp_path / "less", "--format", "jsonl", "--public")
    assert "with --site, options are kept" in again.stdout
    assert "computer" not in (tmp_path / "less" / "answers.jsonl").read_text()


@pytest.mark.parametrize("public", [True, False])
def test_what_an_environment_says_of_a_text_that_it_was_given(public: bool, tmp_path: Path) -> None:
    text = json.dumps(OWN_WORDS).encode()
    row = parquet_base64(len(text).to_bytes(4, "little") + text)
    layout = {**CART, "action": [array("exact")]}
    player = columns(pack([0] * 4, "<f4"), row, [1.0])
    heard = {"0": json.dumps({"heard": OWN_WORDS})}
    game = Writer("game-1", layouts={"main": {"player": layout}})
    start = episode({"player": pack([0] * 4, "<f4")})
    save(tmp_path / "data", game.seal(start, steps(0, 1, {"player": player}, info=heard)))
    export(tmp_path / "data", tmp_path / "out", "jsonl", public=public)
    said = "".join(path.read_text() for path in (tmp_path / "out").glob("*.jsonl"))
    assert ("Anna" in said) is not public


def test_an_answer_has_its_times_its_check_and_the_scores_beside_it(tmp_path: Path) -> None:
    times = {"first_ms": 100.5, "last_ms": 900, "changes": 3, "focus_ms": 850}
    quiz = {
        **answers(goal="exit", why=None),
        "times": {"goal": times},
        "checks": {"goal": True},
        "attempt": 2,
        "scores": {"sum": 3, "mean": None},
    }
    page = Writer("page-1", "a" * 32)
    save(tmp_path / "data", page.seal(session(session="a" * 32), enter("about", 0), quiz))
    export(tmp_path / "data", tmp_path / "out", "jsonl")
    lines = (tmp_path / "out" / "answers.jsonl").read_text().splitlines()
    rows = {row["question"]: row for row in map(json.loads, lines)}
    goal, why, total, mean = (rows[name] for name in ("goal", "why", "sum", "mean"))
    assert times.items() <= goal.items()
    assert (goal["passed"], goal["attempt"], goal["calculated"]) == (True, 2, False)
    assert (why["passed"], why["attempt"], why["first_ms"]) == (None, 2, None)
    assert (total["number"], total["calculated"], total["duration_ms"]) == (3, True, 1500.5)
    assert (mean["number"], mean["calculated"]) == (None, True)


def test_no_cell_of_csv_is_a_formula_and_each_can_be_read_back(tmp_path: Path) -> None:
    save(tmp_path / "data", *full_session())
    export(tmp_path / "data", tmp_path / "out", "csv", identities=True)
    for table in tables().values():
        texts = [c.name for c in table.columns if c.kind not in ("number", "integer")]
        for row in read_csv(tmp_path / "out" / f"{table.name}.csv"):
            assert not [cell for cell in texts if row[cell].startswith(tuple("=+-@\t\r"))]
    [said, *_] = read_csv(tmp_path / "out" / "answers.csv")
    assert said["text"] == f"'{OWN_WORDS}"
    steps_read = read_csv(tmp_path / "out" / "steps.csv")
    assert [float(row["reward"]) for row in steps_read] == [1.0, math.inf, -0.5]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "＝1", "'=1", "'"])
def test_a_text_is_unarmed_so_that_it_can_be_armed_again(text: str) -> None:
    assert unarmed(text) == f"'{text}"
    assert unarmed(f"a{text}") == f"a{text}"


def test_the_dictionary_says_what_every_column_is(tmp_path: Path) -> None:
    save(tmp_path / "data", *full_session())
    export(tmp_path / "data", tmp_path / "out", "parquet")
    said = json.loads((tmp_path / "out" / "data-dictionary.json").read_text())
    markdown = (tmp_path / "out" / "data-dictionary.md").read_text()
    for table in said["tables"]:
        assert table["rows"] == len(read_parquet(tmp_path / "out", table["name"]))
        assert f"## {table['name']}" in markdown
        schema = pq.read_schema(next((tmp_path / "out" / table["name"]).rglob("*.parquet")))
        for column in table["columns"]:
            assert len(column["description"]) > 5
            assert f"| `{column['name']}` |" in markdown
            if column["name"] not in ("experiment", "date"):
                metadata = schema.field(column["name"]).metadata
                assert metadata[b"description"].decode() == column["description"]
    seed = next(c for c in said["tables"][0]["columns"] if c["name"] == "seed")
    # The contract's own words: js/src and the records' reference have the same.
    assert seed["description"].startswith("128 bits from which every random choice")


def test_memory_does_not_grow_with_the_sessions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "ROW_GROUP_BYTES", 20_000)
    for name in "01234567":
        save(tmp_path / "many", *long_session(name))
    save(tmp_path / "few", *long_session("0"), *long_session("1"))
    peaks = [peak_of(tmp_path / folder, tmp_path / f"{folder}-out") for folder in ("few", "many")]
    assert peaks[1] < 1.5 * peaks[0]
    [file] = (tmp_path / "many-out" / "steps").rglob("*.parquet")
    assert pq.read_metadata(file).num_row_groups > 1
    assert pq.read_metadata(file).num_rows == 8 * 500


def long_session(name: str) -> list[Any]:
    game = Writer("game-1", name * 32, layouts={"main": {"player": CART}})
    begun = episode({"player": pack([0] * 4, "<f4")}, recorded={"player": EACH})
    page = Writer("page-1", name * 32)
    return [
        page.seal(session(session=name * 32)),
        game.seal(begun, *(cart_steps(first, [1.0] * 100) for first in range(0, 500, 100))),
    ]


def peak_of(data: Path, out: Path) -> int:
    """Bytes that Python, with NumPy, held at most."""
    tracemalloc.start()
    try:
        export(data, out, "parquet")
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_failed_export_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path / "data", *full_session())

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "disk")

    monkeypatch.setattr("gymbrowser.data.tables.export.write_dictionary", fail)
    result = run(tmp_path / "data", "-o", tmp_path / "out", "--format", "csv")
    assert result.exit_code == 1
    assert "disk: No space left on device" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_a_place_that_nobody_may_write_to_is_named_as_it_was_given(tmp_path: Path) -> None:
    save(tmp_path / "data", *full_session())
    (tmp_path / "file").touch()
    result = run(tmp_path / "data", "-o", tmp_path / "file" / "out", "--format", "csv")
    assert result.exit_code == 2
    assert f"{tmp_path / 'file' / 'out'}: Not a directory" in result.stderr
    assert "name another place" in result.stderr


def test_it_can_fill_the_empty_folder_that_one_is_in(tmp_path: Path) -> None:
    save(tmp_path / "data", *full_session())
    here = tmp_path / "here"
    here.mkdir()
    before = here.stat().st_ino
    with contextlib.chdir(here):
        result = run(tmp_path / "data", "-o", ".", "--format", "csv")
    assert result.exit_code == 0, result.stderr
    assert here.stat().st_ino == before
    assert (here / "steps.csv").is_file()
    assert {path.name for path in tmp_path.iterdir()} == {"data", "here"}


def test_a_mode_without_sessions_gives_empty_tables_and_says_so(tmp_path: Path) -> None:
    save(tmp_path / "data", *cart_session(mode="dev"))
    result = run(tmp_path / "data", "-o", tmp_path / "out", "--format", "csv")
    assert result.exit_code == 0
    assert "There are no live sessions: name others with --mode." in result.stdout
    assert read_csv(tmp_path / "out" / "steps.csv") == []


@pytest.mark.parametrize("form", FORMATS)
def test_a_strangers_numbers_and_texts_do_not_stop_an_export(form: Format, tmp_path: Path) -> None:
    page, game = Writer("page-1"), Writer("game-1", layouts={"main": {"player": CART}})
    odd = "\0\n\u2028\u202e" + "x" * 70_000
    clock = {"type": "clock", "offset_ms": HUGE, "round_trip_ms": -HUGE}
    event = {"type": "event", "event": "resize", "detail": {odd: [HUGE, 10**400]}}
    given = answers(**{odd: HUGE, "number": 10**400})
    played = cart_steps(0, [NAN], info={"0": '{"a":1e999}'})
    begun = episode({"player": pack([NAN] * 4, "<f4")}, seed=2**53 - 1)
    save(
        tmp_path / "data",
        huge(page.seal(session(pixel_ratio=HUGE, user_agent=odd), clock, event)),
        huge(page.seal(given, previous=None)),
        game.seal(begun, played, inputs(0, [odd])),
    )
    exported = export(tmp_path / "data", tmp_path / "out", form)
    assert (exported.rows["sessions"], exported.rows["steps"]) == (1, 1)
    assert exported.rows["events"] == 2


HUGE = 987654321.5
"""Stands for 1e999, which `json.dumps` can't write."""


def huge(sealed: Sealed) -> Sealed:
    """A chunk with numbers that no float64 holds."""
    lines = gzip.decompress(sealed.data).replace(b"987654321.5", b"1e999")
    header = json.loads(lines.split(b"\n", 1)[0])
    return stored(gzip.compress(lines, mtime=0), header)


def test_without_pyarrow_parquet_is_refused_and_csv_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    save(tmp_path / "data", *cart_session())
    with pytest.raises(UserError, match=r"gymbrowser\[export\]"):
        export(tmp_path / "data", tmp_path / "out", "parquet")
    export(tmp_path / "data", tmp_path / "out", "csv")
    assert len(read_csv(tmp_path / "out" / "steps.csv")) == 5


def test_a_notebook_has_typed_tables(tmp_path: Path) -> None:
    save(tmp_path, *full_session())
    data = gymbrowser.load(tmp_path, identities=True)
    assert data.sessions["participant"] == ["anna"]
    assert load(tmp_path).sessions["participant"] == [None]
    assert data.steps["action"] == [1, 0, 1]
    assert [row["code"] for row in data.inputs.rows()] == ["KeyA", "=1+1"]
    assert (len(data.observations), len(data.events), len(data.answers)) == (4, 4, 5)
    frame = data.steps.pandas()
    assert frame["action"].dtype == "Int64"
    assert frame["reward"].tolist() == [1.0, math.inf, -0.5]
    assert frame["drawn_ms"].isna().tolist() == [False, True, False]
    assert data.episodes.pandas()["episode_return"].tolist() == [math.inf]
    assert data.steps.arrow()["info"].to_pylist() == [None, '{"a":1}', None]
    assert data.sessions.arrow().schema.names[:3] == ["experiment", "date", "session"]
    with pytest.raises(UserError, match="There is no folder"):
        gymbrowser.load(tmp_path / "nowhere")
