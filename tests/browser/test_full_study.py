"""examples/full-study, as people take it: by mouse in three engines, by keyboard alone, by touch,
and with a reload at every step. One site for all of it.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route, expect

from gymbrowser.contract.records import (
    AnswersRecord,
    BonusRecord,
    ConditionRecord,
    ConsentRecord,
    OrderRecord,
)
from gymbrowser.data.sessions import Session
from tests import engines
from tests.browser.conftest import ROOT, Publish, Study
from tests.browser.participant import Witness
from tests.browser.test_questions import look
from tests.browser.volunteer import (
    GAMES,
    LOADS,
    ROUNDS,
    TRUST,
    Finger,
    Hand,
    Keyboard,
    Mouse,
    Stage,
    Volunteer,
)
from tests.engines import ENGINES, Engine

FULL = ROOT / "examples" / "full-study"
PROLIFIC = "https://app.prolific.com/submissions/complete?cc="
BOOT_S = 120
MOVES = 4
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
ANSWERS: dict[str, dict[str, Any]] = {
    "about-you": {
        "age": 31,
        "gender": "woman",
        "gender_other": None,
        "plays": "every month",
        "worked_with": ["robot"],
    },
    "understood": {"moves": "with-me", "apples": "both", "length": 20},
    **{f"round-{game}": {"together": 50} for game in GAMES},
    **{f"load-{game}": dict.fromkeys(LOADS, 50) for game in GAMES},
    "looking-back": {
        "preferred": "first",
        "matters": ["apples", "space", "sense"],
        "attentive": 2,
        "comment": None,
    },
    "why": {"what": "It saw me."},
    "trust": {f"trust_{name}": point for name, point in TRUST.items()},
}
SCORES = {"load-considerate": {"tlx": 50}, "load-greedy": {"tlx": 50}, "trust": {"trust": 6}}


@pytest.fixture(scope="module")
def study(publish: Publish) -> Study:
    """The example as it is, but live, and with short rounds."""
    text = (FULL / "exp.yml").read_text(encoding="utf-8")
    for old, new in (("mode: dev\n", ""), ("limit: 20", f"limit: {MOVES}")):
        assert text.count(old) == 1
        text = text.replace(old, new)
    return publish(text, example=FULL)


def address_of(study: Study, number: int) -> str:
    """As Prolific opens it."""
    return f"{study.origin}/?PROLIFIC_PID={number:024x}&STUDY_ID=s1&SESSION_ID=t{number}"


@pytest.fixture
def prolific() -> list[str]:
    """The addresses there that somebody came to."""
    return []


@pytest.fixture(params=["keyboard", "touch"])
def came(
    request: pytest.FixtureRequest, browser: Browser, prolific: list[str]
) -> Iterator[tuple[BrowserContext, Hand]]:
    is_phone = request.param == "touch"
    context = browser.new_context(**PHONE) if is_phone else browser.new_context()  # type: ignore[arg-type]
    watch_prolific(context, prolific)
    yield context, Finger() if is_phone else Keyboard()
    context.close()


def watch_prolific(context: BrowserContext, came: list[str]) -> None:
    def welcome(route: Route) -> None:
        came.append(route.request.url)
        route.fulfill(body="Thank you", content_type="text/html")

    context.route("https://app.prolific.com/**", welcome)


def test_by_keyboard_alone_and_by_touch(
    came: tuple[BrowserContext, Hand],
    study: Study,
    prolific: list[str],
    tmp_path: Path,
) -> None:
    context, hand = came
    number = 1 if isinstance(hand, Keyboard) else 2
    page, witness = context.new_page(), Witness()
    witness.watch(page)
    page.goto(address_of(study, number))
    findings: dict[str, list[str]] = {}

    def photograph(stage: Stage) -> None:
        if isinstance(hand, Finger):
            findings[stage.name] = look(page, tmp_path / f"{stage.name}.png")

    Volunteer(page, hand).take_part(photograph)
    page.wait_for_url(f"{PROLIFIC}C1DONE")
    assert prolific == [f"{PROLIFIC}C1DONE"]
    assert not any(findings.values()), findings
    assert (witness.violations, witness.errors) == ([], [])
    judge(session_of(study, number, tmp_path))


@pytest.mark.parametrize("engine", ENGINES)
def test_by_mouse_in_every_engine(
    engine: Engine, playwright: Playwright, study: Study, tmp_path: Path
) -> None:
    number = 10 + ENGINES.index(engine)
    with engines.start(engine, playwright) as page:
        take_part(page, address_of(study, number))
    judge(session_of(study, number, tmp_path))


def take_part(page: engines.Page, address: str) -> None:
    """The same way as `Volunteer` goes it."""
    page.goto(address)
    page.click("button", "Continue", timeout_s=BOOT_S)
    page.click("label", "I am 18")
    page.click("label", "I take part of my own")
    page.click("button", "I agree")
    page.click("label", "How old are you?")
    page.type("31")
    for label in ("Woman", "every month", "A robot"):
        page.click("label", label)
    page.click("button", "Continue")
    for heading in ("How to play", "Your partners"):
        page.wait_for_text(heading)
        page.click("button", "Continue")
    for label in ("Whenever I move", "For both", "How many moves"):
        page.click("label", label)
    page.type("20")
    page.click("button", "Continue")
    page.wait_for_text("All of your answers are right.")
    page.click("button", "Continue")
    play(page)
    page.click("button", "Continue")
    for _ in GAMES:
        for begin in ("Start", "Next round"):
            play(page, begin)
            if begin == "Next round":
                page.click("button", "Continue")
            page.wait_for_text("This round")
            page.click("[name=together]")
            page.click("button", "Continue")
        page.wait_for_text("The task")
        for name in LOADS:
            page.click(f"[name={name}]")
        page.click("button", "Continue")
    page.click("label", "The first partner")
    page.click("button", "It is right as it is")
    page.click("label:has([name=attentive])", "2")
    page.click("button", "Continue")
    page.click("label", "What did the partner")
    page.type("It saw me.")
    page.click("button", "Continue")
    for name, point in TRUST.items():
        page.click(f"label:has([name=trust_{name}])", str(point))
    page.click("button", "Continue")
    page.wait_for_text("Everything was sent and saved.", timeout_s=60)


PLAYING = """() => ![...document.querySelectorAll("button")].some(
  (button) => button.checkVisibility() && button.textContent.startsWith("Continue"))"""


def play(page: engines.Page, begin: str = "Start") -> None:
    page.click(".bar button", begin, timeout_s=BOOT_S)
    while page.evaluate(PLAYING):
        page.press("ArrowRight")


def test_a_reload_at_every_step_changes_nothing(
    page: Page, study: Study, tmp_path: Path, prolific: list[str]
) -> None:
    watch_prolific(page.context, prolific)
    page.goto(address_of(study, 3))
    volunteer = Volunteer(page, Mouse())
    reloads = 0

    def reload(stage: Stage) -> None:
        nonlocal reloads
        page.reload()
        if stage.name == "consent":
            # Nothing is kept of who has not agreed: the way begins anew.
            expect(page.get_by_role("heading", name="Picking together")).to_be_visible()
            volunteer.go_on()
        elif stage.name != "welcome":
            reloads += 1
        volunteer.sees(stage)

    volunteer.take_part(reload)
    page.wait_for_url(f"{PROLIFIC}C1DONE")
    session = session_of(study, 3, tmp_path)
    judge(session)
    assert len({visit.seed for visit in session.visits}) == 1
    # The last page sends no visit's record any more: the session has ended.
    assert len(session.visits) in (reloads, reloads + 1)
    assert session.steps.count("considerate") >= 1


def session_of(study: Study, number: int, into: Path) -> Session:
    [session] = [s for s in study.sessions(into / "data") if s.participant == f"{number:024x}"]
    return session


def judge(session: Session) -> None:
    """All that was entered is there, once, with the way that was drawn."""
    assert session.problems == ()
    assert session.end is not None
    assert session.end.outcome == "done"
    [consent] = session.records(ConsentRecord)
    assert consent.items == {"adult": True, "voluntary": True, "share": False}
    [condition] = session.records(ConditionRecord)
    [order] = session.records(OrderRecord)
    first, second = (GAMES[position] for position in order.order)
    judge_way(list(session.steps), condition.level, first, second)
    judge_answers(list(session.records(AnswersRecord)))
    judge_rounds(session)


def judge_way(steps: list[str], told: str, first: str, second: str) -> None:
    entered = list(dict.fromkeys(steps))
    assert entered == [
        *("welcome", "consent", "about-you", "instructions", f"told-{told}", "understood"),
        *("practice", first, f"load-{first}", second, f"load-{second}"),
        *("looking-back", "why", "trust", "end"),
    ]


def judge_answers(records: list[AnswersRecord]) -> None:
    counted = Counter(record.step for record in records)
    assert counted == {step: ROUNDS if "round-" in step else 1 for step in ANSWERS}
    for record in records:
        assert record.answers == ANSWERS[record.step], record.step
        assert record.scores == SCORES.get(record.step)
        if record.within is not None:
            assert record.step == f"round-{record.within.game}"


def judge_rounds(session: Session) -> None:
    """Each was played to its end once; the bonus is what they brought."""
    ends = [
        (episode.start.step, episode.start.episode, episode.end)
        for episode in session.episodes
        if episode.end is not None
    ]
    played = Counter((step, number) for step, number, _ in ends)
    rounds = [("practice", 0), *((game, number) for game in GAMES for number in range(ROUNDS))]
    assert played == Counter(rounds)
    picked = sum(end.returns["you"] or 0 for step, _, end in ends if step in GAMES)
    # Whoever loads the last page again reads the same amount, which is recorded again.
    (amount,) = {record.amount for record in session.records(BonusRecord)}
    assert amount == pytest.approx(0.02 * picked)
