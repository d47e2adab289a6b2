"""How a running study stands: counts by condition, and results only where they may be seen."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gymbrowser.cli.watch import _shown
from gymbrowser.data.pull import Pulled
from gymbrowser.errors import GymbrowserError
from gymbrowser.show.standing import print_standing
from gymbrowser.watch import Standing, Watched, look, watch
from gymbrowser.watch.model import Counts, Result
from tests.chunks import (
    CART,
    STARTED_MS,
    Writer,
    cart_session,
    cart_steps,
    end,
    episode,
    episode_end,
    pack,
    save,
    session,
    withdrawal,
)

NOW = datetime.fromtimestamp(STARTED_MS / 1000, UTC) + timedelta(minutes=30)


def condition(level: str) -> dict[str, Any]:
    return {"type": "condition", "factor": "partner", "level": level, "by": "hash"}


def came(folder: Path, name: str, level: str, outcome: str | None, *, minutes: float = 0) -> None:
    """A session of `level` that came so many minutes after the beginning, by whichever clock."""
    slow_ms = -5 * 3_600_000 if name == "b" else 5 * 3_600_000
    last = {"type": "enter", "step": "main", "index": 1, "t": STARTED_MS + slow_ms}
    records = [session(session=name * 32), condition(level), last]
    if outcome is not None:
        records.append({**end({"page-0": 4}, outcome), "t": last["t"]})
    save(folder, Writer("page-0", name * 32).seal(*records))
    for file in folder.glob(f"live/{name * 32}/**/*.gz"):
        os.utime(file, times=(STARTED_MS / 1000 + minutes * 60,) * 2)


def watched(folder: Path, **other: Any) -> Watched:
    site = folder.parent / "site"
    given = {"idle": timedelta(minutes=15), "fetch": Pulled, **other}
    return Watched("cartpole", "live", folder, site, **given)


def stand(folder: Path, now: datetime = NOW, **other: Any) -> Standing:
    them = watched(folder, **other)
    return look(them, them.sessions(), now)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


def test_everybody_is_counted_once_and_by_condition(data: Path) -> None:
    came(data, "a", "skilled", "done")
    came(data, "b", "skilled", None, minutes=20)
    came(data, "c", "naive", None, minutes=5)
    came(data, "d", "naive", "screened_out")
    save(data, Writer("withdrawal-1", "e" * 32).seal(withdrawal("delete")))
    found = stand(data)
    assert found.total == Counts(active=1, finished=1, abandoned=1, other=1)
    assert [(level.level, level.counts) for level in found.levels] == [
        ("naive", Counts(abandoned=1, other=1)),
        ("skilled", Counts(active=1, finished=1)),
    ]
    assert found.outcomes == {"done": 1, "screened_out": 1}
    assert (found.to_erase, found.errors, found.damaged) == (1, 0, 0)
    assert json.loads(json.dumps(found.told()))["levels"][0]["counts"]["abandoned"] == 1


def test_a_strangers_level_is_shown_as_it_is(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    came(data, "a", "[/bold] [red]\x1b[31m", "done")
    print_standing(stand(data), as_json=False)
    print_standing(stand(data), as_json=True)
    table, told = capsys.readouterr().out.rsplit("\n", 2)[:2]
    assert "partner: [/bold] [red]\\x1b[31m" in table
    assert json.loads(told)["levels"][0]["level"] == "[/bold] [red]\x1b[31m"


@pytest.mark.parametrize("as_json", [False, True])
def test_a_pipe_is_told_why_a_look_failed(
    data: Path, capsys: pytest.CaptureFixture[str], as_json: bool
) -> None:
    with _shown(as_json=as_json) as show:
        show(stand(data), "the store cannot be reached")
    told = capsys.readouterr()
    sentence = "This look failed, and another one follows: the store cannot be reached"
    assert sentence in (told.err if as_json else told.out)
    assert not as_json or json.loads(told.out)["experiment"] == "cartpole"


def test_what_goes_wrong_is_counted(data: Path) -> None:
    failure = {"type": "error", "where": "game", "message": "boom", "detail": ""}
    save(data, Writer("page-0", "a" * 32).seal(session(), failure, end({"page-0": 9}, "failed")))
    found = stand(data)
    assert (found.errors, found.damaged) == (1, 1)


def test_results_are_blinded_until_the_study_is_closed(data: Path) -> None:
    save(data, *cart_session("a" * 32))
    save(data, Writer("page-1", "a" * 32).seal(condition("skilled")))
    assert stand(data).results is None
    shown = stand(data, unblind=True).results
    assert shown is not None
    broke = {**episode_end(1, {"player": 99.0}), "reason": "error"}
    game = Writer("game-2", "a" * 32, layouts={"main": {"player": CART}})
    save(
        data,
        game.seal(episode({"player": pack([0, 0, 0, 0], "<f4")}), cart_steps(0, [99.0]), broke),
    )
    assert stand(data, unblind=True).results == shown
    assert [type(one) for one in shown] == [Result]
    assert (shown[0].condition, shown[0].level, shown[0].sessions) == ("partner", "skilled", 1)
    site = data.parent / "site"
    site.mkdir()
    (site / "study.json").write_text('{"open": true}')
    assert stand(data).results is None
    (site / "study.json").write_text('{"open": false}')
    assert stand(data).results == shown


def test_until_when_the_site_may_upload(data: Path) -> None:
    assert stand(data).expiry is None
    site = data.parent / "site"
    site.mkdir()
    (site / "upload.json").write_text('{"kind": "none"}')
    told = stand(data).expiry
    assert told is not None
    assert (told.at, told.by_endpoint) == (None, False)


class StopError(Exception):
    """Ends a watch, as Ctrl-C does."""


def test_a_watch_reads_only_what_is_new_and_outlives_a_store_that_is_away(data: Path) -> None:
    came(data, "a", "skilled", None)
    steps: list[str] = ["away", "more", "same", "stop"]
    shown: list[tuple[int, str | None]] = []
    fails = False

    def fetch() -> Pulled:
        if fails:
            raise GymbrowserError("the store cannot be reached")
        return Pulled()

    def wait() -> None:
        nonlocal fails
        step = steps.pop(0)
        fails = step == "away"
        if step == "more":
            came(data, "b", "naive", "done")
        elif step == "same":
            # A file that is known already is not opened again, or this would be damage.
            next(data.glob(f"live/{'a' * 32}/**/*.gz")).write_bytes(b"")
        elif step == "stop":
            raise StopError

    with pytest.raises(StopError):
        watch(
            watched(data, fetch=fetch),
            lambda standing, trouble: shown.append((standing.total.all, trouble)),
            lambda: NOW,
            wait,
        )
    assert shown == [(1, None), (1, "the store cannot be reached"), (2, None), (2, None)]


def test_a_first_look_that_fails_is_told(data: Path) -> None:
    def fetch() -> Pulled:
        raise GymbrowserError("no such bucket")

    with pytest.raises(GymbrowserError, match="no such bucket"):
        watch(watched(data, fetch=fetch), lambda *_: None, lambda: NOW, lambda: None)
