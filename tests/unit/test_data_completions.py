"""Whom to pay: submissions held against the data."""

import csv
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from gymbrowser.cli import main
from gymbrowser.data.completions import completions
from gymbrowser.data.paying import mturk_lists
from gymbrowser.data.submissions import MTURK
from gymbrowser.errors import UserError
from tests.chunks import Writer, cart_session, end, identified, save, session
from tests.sites import make_site, manifest

HEADER = "Submission id,Participant id,Status,Started at,Completion code\n"


def submissions(folder: Path, *rows: tuple[str, str, str]) -> Path:
    file = folder / "prolific.csv"
    lines = [f"S{n},{who},{status},2026-11-21,{code}\n" for n, (who, status, code) in
             enumerate(rows)]  # fmt: skip
    file.write_text(HEADER + "".join(lines), encoding="utf-8-sig")
    return file


def ended(folder: Path, name: str, who: str, outcome: str | None) -> None:
    """A session that ended so; None: it did not."""
    page = Writer("page-0", name * 32)
    records = [session(session=name * 32)]
    if outcome is not None:
        records.append(end({"page-0": 2}, outcome))
    save(folder, page.seal(*records), identified(name * 32, participant=who))


def test_each_goes_where_the_data_say(tmp_path: Path) -> None:
    data = tmp_path / "data"
    save(data, *cart_session("a" * 32), identified("a" * 32, participant="done"))
    ended(data, "b", "screened", "screened_out")
    ended(data, "c", "left", None)
    ended(data, "d", "withdrew", "withdrawn")
    ended(data, "e", "twice", "done")
    ended(data, "f", "twice", "done")
    ended(data, "1", "again", "superseded")
    ended(data, "2", "again", "done")
    damaged = cart_session("3" * 32)
    save(data, *damaged[:2], damaged[3], identified("3" * 32, participant="damaged"))
    ended(data, "4", "unasked", "done")
    people = ["done", "screened", "left", "withdrew", "twice", "again", "damaged", "nobody"]
    file = submissions(
        tmp_path,
        *((who, "AWAITING REVIEW", "") for who in people),
        ("paid", "APPROVED", "X"),
    )
    found = completions(data, file)
    assert found.approve == ("done", "again")
    assert found.screened_out == ("screened",)
    why = {one.participant: one.why for one in found.by_hand}
    assert why == {
        "left": "session cccccccc has no end",
        "withdrew": "session dddddddd ended as withdrawn",
        "twice": "there are 2 sessions: eeeeeeee, ffffffff",
        "damaged": "session 33333333 is damaged, see `gymbrowser data check`",
        "nobody": "no session has this id",
    }
    assert (found.decided, found.unknown) == (1, ("unasked",))


def test_a_code_that_speaks_against_the_data_is_checked_by_hand(tmp_path: Path) -> None:
    data, site = tmp_path / "data", make_site(tmp_path / "site")
    path = next(site.glob("v/*/manifest.json"))
    said = manifest("live")
    [last] = said.steps
    ends = [last.model_copy(update={"redirect": "https://example.org/complete?cc=GOOD"})]
    path.write_text(said.model_copy(update={"steps": ends}).model_dump_json())
    for name, who in ("a", "right"), ("b", "wrong"), ("c", "none"):
        ended(data, name, who, "done")
    file = submissions(
        tmp_path,
        ("right", "AWAITING REVIEW", "GOOD"),
        ("wrong", "AWAITING REVIEW", "BAD"),
        ("none", "AWAITING REVIEW", "NOCODE"),
    )
    found = completions(data, file, site=site)
    assert found.approve == ("right", "none")
    [one] = found.by_hand
    assert (one.participant, one.why) == ("wrong", "the data say done, the code is none of it")
    assert completions(data, file).approve == ("right", "wrong", "none")


def test_the_lists_are_files_that_no_spreadsheet_runs(tmp_path: Path) -> None:
    data = tmp_path / "data"
    save(data, *cart_session(), identified(participant="P1"))
    file = submissions(
        tmp_path, ("P1", "AWAITING REVIEW", "C1"), ("P2", "AWAITING REVIEW", '"=HYPERLINK(""x"")"')
    )
    words = ["data", "completions", data, "--prolific", file, "-o", tmp_path / "lists"]
    result = CliRunner().invoke(main, list(map(str, words)))
    assert result.exit_code == 0, result.output
    assert (tmp_path / "lists" / "approve.txt").read_text() == "P1\n"
    assert (tmp_path / "lists" / "screened-out.txt").read_text() == ""
    by_hand = (tmp_path / "lists" / "check-by-hand.csv").read_text()
    assert '"P2","\'=HYPERLINK(""x"")","no session has this id"' in by_hand
    assert "P2: no session has this id." in result.stdout


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a,b\n1,2\n", "the columns `participant id`, `status`, `completion code` are missing"),
        (b"", "there are no rows in it"),
        (b"Participant id\n\xff\xfe\n", "it is not a CSV file in UTF-8"),
    ],
)
def test_a_file_that_is_none_is_told(content: bytes, words: str, tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "export.csv"
    save(data, *cart_session(), identified())
    file.write_bytes(content)
    with pytest.raises(UserError, match=words):
        completions(data, file)


def test_without_identities_nothing_can_be_matched(tmp_path: Path) -> None:
    save(tmp_path / "data", *cart_session())
    with pytest.raises(UserError, match="says who took part"):
        completions(tmp_path / "data", submissions(tmp_path, ("P1", "AWAITING REVIEW", "")))


def test_on_mturk_assignments_are_decided_and_not_workers(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "batch.csv"
    for name, who in ("a", "W1"), ("b", "W2"):
        ended(data, name, who, "done")
    file.write_text(
        '"HITId","AssignmentId","WorkerId","AssignmentStatus","Answer.code"\n'
        '"H","A1","W1","Submitted","X"\n"H","A2","W2","Approved","X"\n"H","A3","W3","Submitted",""\n',
        encoding="utf-8",
    )
    found = completions(data, file, service=MTURK)
    assert (found.approve, found.decided) == (("A1",), 1)
    assert [(one.participant, one.why) for one in found.by_hand] == [
        ("W3", "no session has this id")
    ]
    with pytest.raises(UserError, match="the columns `participant id`"):
        completions(data, file)


def test_one_service_is_named(tmp_path: Path) -> None:
    save(tmp_path / "data", *cart_session(), identified(participant="P1"))
    file = submissions(tmp_path, ("P1", "AWAITING REVIEW", "C1"))
    for words in ([], ["--prolific", str(file), "--mturk", str(file)], ["--mturk", "x", "--sona"]):
        result = CliRunner().invoke(main, ["data", "completions", str(tmp_path / "data"), *words])
        assert result.exit_code == 2
        assert "Name one service: --prolific, --mturk or --sona." in result.stderr


def test_mturk_takes_back_its_own_table_with_an_x_for_whom_to_approve(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "batch.csv"
    ended(data, "a", "W1", "done")
    rows = [
        ["HITId", "AssignmentId", "WorkerId", "AssignmentStatus", "Answer.code", "Answer.note"],
        ["H", "A1", "W1", "Submitted", "X", "=1+1"],
        ["H", "A2", "W2", "Submitted", "X", "two\nlines"],
    ]
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
    words = ["data", "completions", data, "--mturk", file, "-o", tmp_path / "lists"]
    result = CliRunner().invoke(main, list(map(str, words)))
    assert result.exit_code == 0, result.output
    with (tmp_path / "lists" / "mturk-review.csv").open(newline="", encoding="utf-8") as reviewed:
        header, first, second = csv.reader(reviewed)
    assert header == [*rows[0], "Approve", "Reject"]
    assert first == [*rows[1], "X", ""]
    assert second == [*rows[2], "", ""]
    assert not (tmp_path / "lists" / "send-bonus.sh").exists()


def test_bonuses_on_mturk_are_paid_once_and_by_no_other_command(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "batch.csv"
    worker = "W1'; touch stolen; '"
    ended(data, "a", worker, "done")
    file.write_text(
        f'AssignmentId,WorkerId,AssignmentStatus,Answer.code\nA1,"{worker}",Submitted,X\n',
        encoding="utf-8",
    )
    found = completions(data, file, service=MTURK)
    paid = replace(found, bonuses=((f"{worker},A1", "0.75"),))
    script = mturk_lists(file, paid, "It's yours")["send-bonus.sh"]
    (tmp_path / "aws").write_text('#!/bin/sh\nprintf "%s\\n" "$@" >> asked\n')
    (tmp_path / "aws").chmod(0o755)
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    for _ in range(2):
        subprocess.run(["sh", "-c", script], cwd=tmp_path, env=environment, check=True)
    asked = (tmp_path / "asked").read_text().splitlines()
    assert asked[: len(asked) // 2] == asked[len(asked) // 2 :]  # the same token both times
    assert asked[:8] == ["mturk", "send-bonus", "--worker-id", worker, "--assignment-id", "A1",
                         "--bonus-amount", "0.75"]  # fmt: skip
    assert "It's yours" in asked
    assert not (tmp_path / "stolen").exists()


def test_sona_needs_no_table_and_gets_links_that_give_the_credit(tmp_path: Path) -> None:
    data, site = tmp_path / "data", make_site(tmp_path / "site")
    path = next(site.glob("v/*/manifest.json"))
    said = manifest("live")
    [last] = said.steps
    url = "https://school.sona-systems.com/webstudy_credit.aspx?credit_token=9&survey_code="
    ends = [last.model_copy(update={"redirect": f"{url}{{participant}}"})]
    path.write_text(said.model_copy(update={"steps": ends}).model_dump_json())
    ended(data, "a", "10 1", "done")
    ended(data, "b", "102", "screened_out")
    ended(data, "c", "103", None)
    words = ["data", "completions", data, "--sona", "--site", site, "-o", tmp_path / "lists"]
    result = CliRunner().invoke(main, list(map(str, words)))
    assert result.exit_code == 0, result.output
    lists = tmp_path / "lists"
    assert (lists / "approve.txt").read_text() == "10 1\n"
    assert (lists / "screened-out.txt").read_text() == "102\n"
    assert '"103"' in (lists / "check-by-hand.csv").read_text()
    assert (lists / "credit-links.txt").read_text() == f"{url}10%201\n"
    assert "credit-links.txt" in result.stdout
