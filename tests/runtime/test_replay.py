"""`gymbrowser replay`, without its page: which session, of which site, what of it, and for whom."""

import base64
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from gymbrowser.cli import main
from gymbrowser.contract.replay import ReplayEpisode, ReplayIndex
from gymbrowser.local_server import served
from gymbrowser.replay.app import POLICY
from gymbrowser.replay.choose import choose_sessions
from gymbrowser.replay.material import gather
from gymbrowser.replay.serve import prepare
from gymbrowser.replay.tape import LONGEST_WAIT_MS, USUAL_WAIT_MS, times_ms
from gymbrowser.store.site import read_site
from tests.chunks import CART, Writer, inputs, save, session, withdrawn
from tests.runtime.test_verify import ACTIONS, recorded, site

__all__ = ["site"]

WHOLE, TWIN, EMPTY, GONE, BROKEN, OTHER = "a1b2", "a1c3", "e5e5", "90de", "b40c", "0ff0"
"""What the ids of the sessions are made of."""


@pytest.fixture(scope="module")
def data(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with something to complain about."""
    folder = tmp_path_factory.mktemp("data")

    def cut(record: dict[str, Any]) -> None:
        record["agents"]["player"]["reward"] = ""

    for start in (WHOLE, TWIN, GONE):
        save(folder, *recorded(site, start))
    save(folder, withdrawn(GONE * 8))
    save(folder, *recorded(site, BROKEN, spoil=cut))
    save(folder, *recorded(site, OTHER, version="7" * 64))
    save(folder, Writer("page-1", EMPTY * 8).seal(session(session=EMPTY * 8)))
    return folder


WRONG = [
    ([WHOLE, "--data", "nowhere"], 2, "There is no folder nowhere."),
    (["ffff"], 2, "No session in DATA begins with `ffff`."),
    (["ffff"], 2, f"There are: {OTHER * 8} (live), "),
    (["A1"], 2, "2 sessions in DATA begin with `a1`."),
    (["A1"], 2, f"There are: {WHOLE * 8} (live), {TWIN * 8} (live)."),
    ([GONE], 2, f"The participant of session {GONE * 8} asked that it be deleted."),
    ([EMPTY], 2, f"Session {EMPTY * 8} has no episode that could be replayed."),
    ([WHOLE, "--site", "."], 2, ". is not a site: it has no index.html that can be read."),
    ([OTHER], 2, f"Session {OTHER * 2} was recorded by another version of the site."),
    ([OTHER], 2, "It was version 77777777; SITE has "),
    ([BROKEN], 1, f"No episode of session {BROKEN * 8} can be replayed"),
    ([BROKEN], 1, "play, attempt 1, episode 0: 'reward' has 0 bytes, not 56."),
    ([WHOLE, "--episode", "play/3"], 2, f"Session {WHOLE * 2} has no episode `play/3`."),
    ([WHOLE, "--episode", "watch"], 2, "It has: play/0."),
    ([WHOLE, "--video", "film.avi"], 2, "film.avi is neither .mp4 nor .webm."),
    ([WHOLE, "--video", "nowhere/film.mp4"], 2, "There is no folder nowhere."),
    ([WHOLE, TWIN, "--video", "film.mp4"], 2, "--video films one session."),
    ([WHOLE, WHOLE, WHOLE], 2, "Name one session, or two."),
    ([], 2, "Missing argument 'SESSION [OTHER]'."),
]


@pytest.mark.parametrize(("words", "code", "said"), WRONG)
def test_what_is_wrong_is_said(
    words: list[str],
    code: int,
    said: str,
    site: Path,
    data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    given = [*words, "--no-open"]
    for option, value in (("--data", data), ("--site", site)):
        given += [] if option in words else [option, str(value)]
    result = CliRunner().invoke(main, ["replay", *given])
    assert result.exit_code == code, result.output
    assert said.replace("DATA", str(data)).replace("SITE", str(site)) in result.stderr
    assert "Traceback" not in result.output
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def address(site: Path, data: Path) -> Iterator[str]:
    """A replay of two sessions."""
    app, _ = prepare([WHOLE, TWIN], data=data, site=site)
    with served(app) as address:
        yield address


def get(address: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(), dict(error.headers)


def test_the_page_is_served_with_what_guards_the_data(site: Path, address: str) -> None:
    version = read_site(site).version.name
    paths = ["", "replay.js", "replay-worker.js", "base.css", "replay.css", "sessions.json"]
    paths += ["sessions/1/0.json", f"sites/0/v/{version}/manifest.json"]
    for path in paths:
        status, body, headers = get(address + path)
        assert (status, bool(body)) == (200, True), path
        headers = {name.lower(): value for name, value in headers.items()}
        assert headers["content-security-policy"] == POLICY, path
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
    assert get(address, Host="evil.example")[0] == 400, "a name that only looks like this machine"


@pytest.mark.parametrize(
    "path", ["sessions/2/0.json", "sessions/0/1.json", "sites/2/index.html", "sites/0/../x"]
)
def test_what_is_not_there_is_not_found(path: str, address: str) -> None:
    assert get(address + path)[0] == 404


def test_a_tape_holds_the_record_bit_by_bit(address: str) -> None:
    index = ReplayIndex.model_validate_json(get(f"{address}sessions.json")[1])
    assert [one.id for one in index.sessions] == [WHOLE * 8, TWIN * 8]
    assert index.first == [0, 0]
    [head] = index.sessions[0].episodes
    assert (head.step, head.steps, head.why) == ("play", len(ACTIONS), None)
    tape = ReplayEpisode.model_validate_json(get(f"{address}sessions/0/0.json")[1])
    player = tape.agents["player"]
    assert (tape.seed, player.actions) == (11, ACTIONS)
    rewards = np.frombuffer(base64.b64decode(player.rewards), "<f8")
    assert rewards.tolist() == [1.0] * len(ACTIONS)
    observed = np.frombuffer(base64.b64decode(player.observations), "<f4").reshape(-1, 4)
    assert observed.shape == (len(ACTIONS) + 1, 4)
    assert len(tape.infos) == len(tape.times_ms) == len(ACTIONS) + 1


def test_what_happened_around_it_stands_at_its_picture(site: Path, tmp_path: Path) -> None:
    name = "c" * 32
    chunks = recorded(site, "c")
    writer = Writer("game-1", name, layouts={"play": {"player": CART}}, number=1, first=2)
    writer.previous = chunks[-1].key.sha256
    here = {"step": "play", "attempt": 1, "episode": 0}
    signal = {
        "type": "signal",
        **here,
        "after": 3,
        "kind": "feedback",
        "name": "good",
        "value": 1,
        "event_t": 1.0,
        "received_t": 2.0,
        "source": "device",
    }
    pause = {"type": "pause", **here, "steps": 99, "paused": True, "why": "hidden", "pauses": 1}
    keys = inputs(0, ["ArrowLeft", "ArrowRight"], step="play")
    header = {"site": read_site(site).version.name}
    page = Writer("page-2", name)
    blur = {"type": "event", "event": "blur", "detail": {}}
    before = {**blur, "event": "focus", "t": 1.0}
    save(tmp_path, *chunks, writer.seal(pause, keys, signal, **header))
    save(tmp_path, page.seal(session(session=name), before, blur, **header))
    [found] = choose_sessions(tmp_path, ["c"])
    tape = gather(found, site).tape(0)
    assert [(event.at, event.kind, event.text) for event in tape.events] == [
        (3, "feedback", "good = 1"),
        (7, "pause", "the game waits: hidden"),
        (7, "page", "blur"),
    ]
    assert [(one.after, one.kind, one.code) for one in tape.inputs] == [
        (0, "down", "ArrowLeft"),
        (1, "down", "ArrowRight"),
    ]


@pytest.mark.parametrize(
    ("stepped", "times"),
    [
        ([], [0]),
        ([5.0], [0, USUAL_WAIT_MS]),
        ([5.0, 25.0, 45.0], [0, 20, 40, 60]),
        ([5.0, 25.0, 45.0, 90_000.0], [0, 20, 40, 60, 60 + LONGEST_WAIT_MS]),
        ([5.0, 5.0, 5.0], [0, 100, 200, 300]),
        ([5.0, float("nan"), 4.0, 8.0], [0, 4, 8, 12, 16]),
        ([float("nan"), float("nan"), 10.0, 30.0], [0, 20, 40, 60, 80]),  # the first two again
        ([5.0, float("inf"), 30.0, 50.0], [0, 20, 1020, 1020, 1040]),
    ],
)
def test_pictures_come_when_they_came_but_nobody_waits_for_long(
    stepped: list[float], times: list[float]
) -> None:
    assert times_ms(np.array(stepped)).tolist() == times
