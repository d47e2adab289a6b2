"""A bonus: read from exp.yml, calculated as the page does it, and paid by the records."""

import json
import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from gymbrowser.contract.bonus import Bonus
from gymbrowser.contract.expressions import Constant
from gymbrowser.contract.manifest import Manifest
from gymbrowser.data.bonus import facts_of
from gymbrowser.data.completions import completions, write_completions
from gymbrowser.data.submissions import MTURK, PROLIFIC
from gymbrowser.flow.bonus import amount_text, bonus_of
from gymbrowser.flow.evaluate import evaluate
from gymbrowser.flow.parse import parse
from tests.chunks import Writer, end, identified, save, session
from tests.sites import make_site, manifest

RESULTS = ("return", "mean", "best", "last", "steps")
CASES = json.loads((Path(__file__).parents[1] / "data" / "bonus.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_is_the_same_number_as_in_the_page(case: dict[str, Any]) -> None:
    value = float(case["value"]) if type(case["value"]) is int else case["value"]
    constant = Constant(kind="constant", value=value)
    bonus = Bonus(amount=constant, cap=case["cap"], currency="EUR", decimals=case["decimals"])
    assert bonus_of(bonus, {}) == case["amount"]


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_a_number_that_is_not_finite_earns_nothing(number: float) -> None:
    bonus = Bonus(amount=parse("results.main.return").tree, cap=5, currency="EUR", decimals=2)
    assert bonus_of(bonus, {"results": {"main": {"return": number}}}) == 0


def test_an_amount_is_written_with_all_its_decimals() -> None:
    bonus = Bonus(amount=parse("1").tree, cap=9, currency="EUR", decimals=2)
    assert amount_text(bonus, 1.5) == "1.50"
    assert amount_text(bonus.model_copy(update={"decimals": 0}), 120) == "120"


def paying_site(root: Path, amount: str) -> Path:
    """A site whose bonus is this, in the version that the sessions of these tests were on."""
    site = make_site(root)
    bonus = Bonus(amount=parse(amount).tree, cap=3, currency="EUR", decimals=2)
    text = manifest("live").model_copy(update={"bonus": bonus}).model_dump_json()
    Manifest.model_validate_json(text)
    for folder in (next(site.glob("v/*")), site / "v" / str(session()["site"])):
        folder.mkdir(exist_ok=True)
        (folder / "manifest.json").write_text(text, encoding="utf-8")
    return site


def test_a_return_that_is_not_finite_is_unknown_as_it_is_in_the_page() -> None:
    def over(score: float | None, episode: int) -> Any:
        start = SimpleNamespace(step="main", episode=episode, actors={"player": "human"})
        ended = SimpleNamespace(steps=3, returns={"player": score})
        return SimpleNamespace(start=start, end=ended, is_over=True)

    episodes = [over(None, 0), over(2, 1)]
    played: Any = SimpleNamespace(records=lambda _: [], params={}, episodes=episodes)
    facts = facts_of(played)
    known = {name: evaluate(parse(f"results.main.{name}").tree, facts) for name in RESULTS}
    assert known == dict.fromkeys(RESULTS) | {"last": 2, "steps": 6}


def submitted(folder: Path, *people: str) -> Path:
    file = folder / "prolific.csv"
    rows = "".join(f"{who},AWAITING REVIEW,\n" for who in people)
    file.write_text(f"Participant id,Status,Completion code\n{rows}", encoding="utf-8")
    return file


def answering(name: str, who: str, age: int, *, shown: float, outcome: str = "done") -> Any:
    page = Writer("page-0", name * 32)
    answers = {"type": "answers", "step": "you", "answers": {"age": age}, "duration_ms": 5}
    read = {"type": "bonus", "amount": shown, "currency": "EUR"}
    records = [session(session=name * 32), answers, read, end({"page-0": 4}, outcome)]
    return page.seal(*records), identified(name * 32, participant=who)


def test_it_is_paid_by_the_records_and_not_by_what_the_page_has_said(tmp_path: Path) -> None:
    data, site = tmp_path / "data", paying_site(tmp_path / "site", "answers.you.age / 20")
    save(data, *answering("a", "anna", 30, shown=1.5))
    save(data, *answering("b", "bert", 50, shown=99))
    save(data, *answering("c", "cleo", 90, shown=3))
    save(data, *answering("d", "dora", 0, shown=0))
    save(data, *answering("e", "emil", 40, shown=2, outcome="timed_out"))
    people = ("anna", "bert", "cleo", "dora", "emil")
    found = completions(data, submitted(tmp_path, *people), site=site)
    assert found.bonuses == (("anna", "1.50"), ("bert", "2.50"), ("cleo", "3.00"))
    assert found.disputed == ("bert",)
    assert [one.participant for one in found.by_hand] == ["emil"]
    written = write_completions(found, tmp_path / "lists")
    assert [path.name for path in written][-1] == "bonus.csv"
    assert (tmp_path / "lists" / "bonus.csv").read_text() == "anna,1.50\nbert,2.50\ncleo,3.00\n"


def test_what_a_form_has_calculated_is_paid(tmp_path: Path) -> None:
    amount = "scores.quiz.points / 2 - checks.quiz.failed"
    data, site = tmp_path / "data", paying_site(tmp_path / "site", amount)
    form = {"type": "answers", "step": "quiz", "answers": {}, "duration_ms": 5}
    first = {**form, "attempt": 1, "scores": {"points": 0.0}, "checks": {"goal": False}}
    second = {**form, "attempt": 2, "scores": {"points": 5.0}, "checks": {"goal": True}}
    read = {"type": "bonus", "amount": 2.5, "currency": "EUR"}
    page = Writer("page-0", "a" * 32)
    sent = page.seal(session(), first, second, read, end({"page-0": 5}))
    save(data, sent, identified(participant="anna"))
    found = completions(data, submitted(tmp_path, "anna"), site=site)
    assert (found.bonuses, found.disputed) == ((("anna", "2.50"),), ())


def test_on_mturk_a_worker_is_paid_for_an_assignment(tmp_path: Path) -> None:
    data, site = tmp_path / "data", paying_site(tmp_path / "site", "answers.you.age / 20")
    save(data, *answering("a", "W1", 30, shown=1.5))
    file = tmp_path / "batch.csv"
    names = "AssignmentId,WorkerId,AssignmentStatus,Answer.code"
    file.write_text(f"{names}\nA1,W1,Submitted,\n", encoding="utf-8")
    found = completions(data, file, site=site, service=MTURK)
    assert (found.approve, found.bonuses) == (("A1",), (("W1,A1", "1.50"),))


@pytest.mark.parametrize("first", ["Submitted", "Approved"])
def test_a_second_assignment_without_a_session_of_its_own_is_not_paid(
    first: str, tmp_path: Path
) -> None:
    data, site = tmp_path / "data", paying_site(tmp_path / "site", "answers.you.age / 20")
    save(data, *answering("a", "W1", 30, shown=1.5))
    save(data, *answering("b", "W2", 30, shown=1.5))
    file = tmp_path / "batch.csv"
    rows = [f"A1,W1,{first},", "A2,W1,Submitted,", "A3,W2,Rejected,", "A4,W2,Submitted,"]
    names = "AssignmentId,WorkerId,AssignmentStatus,Answer.code"
    file.write_text("\n".join([names, *rows, ""]), encoding="utf-8")
    found = completions(data, file, site=site, service=MTURK)
    assert (found.approve, found.bonuses) == (("A4",), (("W2,A4", "1.50"),))
    assert {(one.participant, one.why) for one in found.by_hand} == {
        ("W1", "there are 2 submissions of this id, and one session")
    }


def test_a_study_without_a_bonus_has_no_such_list(tmp_path: Path) -> None:
    data = tmp_path / "data"
    save(data, *answering("a", "anna", 30, shown=1.5))
    file = submitted(tmp_path, "anna")
    for site in (None, make_site(tmp_path / "site")):
        found = completions(data, file, site=site)
        assert found.bonuses is None
        assert len(write_completions(found, tmp_path / "lists")) == 3


def test_who_was_on_a_version_that_is_not_here_is_left_to_the_study(tmp_path: Path) -> None:
    """A stranger may write any version, and a session may be of no visit: the others are paid."""
    data, site = tmp_path / "data", paying_site(tmp_path / "site", "answers.you.age / 20")
    save(data, *answering("a", "anna", 30, shown=1.5))
    other = session(session="b" * 32, site="b" * 64)
    for name, first in (("b", [other]), ("c", [])):
        page = Writer("page-0", name * 32)
        records = [*first, end({"page-0": len(first) + 1})]
        save(data, page.seal(*records), identified(name * 32, participant=name * 4))
    found = completions(data, submitted(tmp_path, "anna", "bbbb", "cccc"), site=site)
    assert (found.approve, found.bonuses) == (("anna",), (("anna", "1.50"),))
    assert [one.participant for one in found.by_hand] == ["bbbb", "cccc"]
    assert all("its version of the site is not here" in one.why for one in found.by_hand[:1])


@pytest.mark.parametrize(
    ("newest", "paid", "by_hand"),
    [
        pytest.param(None, (("anna", "2.50"),), [], id="without-a-bonus"),
        pytest.param({"decimals": 0}, (("anna", "2.50"),), [], id="in-whole-euros"),
        pytest.param({"currency": "GBP"}, (), ["anna"], id="in-another-currency"),
    ],
)
def test_an_earlier_version_of_the_study_pays_what_it_has_promised(
    newest: dict[str, Any] | None,
    paid: tuple[tuple[str, str], ...],
    by_hand: list[str],
    tmp_path: Path,
) -> None:
    data, site = tmp_path / "data", paying_site(tmp_path / "site", "answers.you.age / 20")
    save(data, *answering("a", "anna", 50, shown=2.5))
    for file in site.glob("v/*/manifest.json"):
        if file.parent.name != session()["site"]:
            study = json.loads(file.read_text("utf-8"))
            study["bonus"] = newest and {**study["bonus"], **newest}
            file.write_text(json.dumps(study), encoding="utf-8")
    found = completions(data, submitted(tmp_path, "anna"), site=site)
    assert (found.bonuses, found.disputed) == (paid, ())
    assert [one.participant for one in found.by_hand] == by_hand


def test_no_list_of_an_earlier_run_is_left(tmp_path: Path) -> None:
    data, site = tmp_path / "data", paying_site(tmp_path / "site", "1")
    save(data, *answering("a", "anna", 30, shown=1))
    file = submitted(tmp_path, "anna")
    write_completions(completions(data, file, site=site), tmp_path / "lists")
    write_completions(completions(data, file), tmp_path / "lists")
    names = sorted(path.name for path in (tmp_path / "lists").iterdir())
    assert names == ["approve.txt", "check-by-hand.csv", "screened-out.txt"]


def test_an_id_of_an_address_writes_no_line_of_its_own(tmp_path: Path) -> None:
    data, site = tmp_path / "data", paying_site(tmp_path / "site", "1")
    save(data, *answering("a", "4711,99.00\n4712", 30, shown=1))
    save(data, *answering("b", "lab 7", 30, shown=1))
    found = completions(data, None, site=site, service=PROLIFIC)
    assert found.bonuses == (("lab 7", "1.00"),)
    assert [one.why for one in found.by_hand] == ["no id has such characters"]
