"""Makes sessions and a site with something for every part of a report."""

import math
from pathlib import Path
from typing import Any

from gymbrowser.contract.exclusions import Exclusion
from gymbrowser.contract.flow import Factor
from gymbrowser.contract.manifest import Manifest
from gymbrowser.contract.questions import (
    ChoiceQuestion,
    LikertQuestion,
    NumberQuestion,
    Option,
    Question,
    TextQuestion,
)
from gymbrowser.contract.steps import EndStep, FormStep, PageStep
from gymbrowser.flow.parse import parse
from tests.chunks import (
    CART,
    SITE,
    STARTED_MS,
    Plain,
    Sealed,
    Writer,
    cart_steps,
    end,
    enter,
    episode,
    episode_end,
    identified,
    pack,
    session,
    spread,
    timing,
)
from tests.sites import HASH, make_site, manifest

DAY_MS = 86_400_000
START = {"player": pack([0, 0, 0, 0], "<f4")}


def played(index: int, rewards: list[float], step: str = "main", late: int = 0) -> list[Plain]:
    """One episode."""
    here = {"step": step, "episode": index}
    said = sum(rewards) if math.isfinite(sum(rewards)) else None
    return [
        {**episode(START), **here},
        cart_steps(0, rewards, **here),
        timing(index, step=step, late=late, interval=spread(100, 16.7)),
        {**episode_end(len(rewards), {}, **here), "returns": {"player": said}},
    ]


def made(
    number: int,
    returns: list[float],
    *,
    level: str = "naive",
    day: int = 0,
    outcome: str | None = "done",
    late: int = 0,
    stays: int = 2,
    **answers: object,
) -> list[Sealed]:
    """A session that came through `stays` steps, played, and answered."""
    name = f"{number:032x}"
    t = STARTED_MS + day * DAY_MS
    page = Writer("page-1", name)
    game = Writer("game-1", name, layouts={"main": {"player": CART}})
    records = [
        session(session=name),
        {"type": "condition", "factor": "partner", "level": level, "by": "hash"},
    ]
    for index, step in enumerate(["welcome", "main", "about"][:stays]):
        records += [enter(step, index)]
        records += [{"type": "leave", "step": step, "index": index, "duration_ms": 60_000}]
    if answers:
        form = {"type": "answers", "step": "about", "answers": answers, "duration_ms": 900}
        records.append(form)
    plays = [one for i, value in enumerate(returns) for one in played(i, [value], late=late)]
    counts = {"page-1": len(records) + 1, "game-1": len(plays)}
    last = [] if outcome is None else [{**end(counts, outcome), "t": t + 600_000}]
    chunks = [page.seal(*({"t": t, **record} for record in [*records, *last]))]
    if plays:
        chunks.append(game.seal(*plays))
    return [*chunks, identified(name, participant=f"anna-{number}")]


def exclusion(name: str, text: str) -> Exclusion:
    return Exclusion(name=name, text=text, when=parse(text).tree)


def declared(*exclusions: Exclusion) -> Manifest:
    options = [Option(value="never", label="Never <b>"), Option(value="often", label="Often")]
    ask: dict[str, Any] = {"prompt": "How <em>often</em> do you play?", "required": True}
    questions: list[Question] = [
        ChoiceQuestion(kind="choice", name="plays", options=options, multiple=False, **ask),
        LikertQuestion(kind="likert", name="fun", points=5, low="none", high="much", **ask),
        NumberQuestion(kind="number", name="age", min=None, max=None, integer=True, **ask),
        TextQuestion(kind="text", name="words", multiline=True, max_length=100, **ask),
    ]
    return manifest("live").model_copy(
        update={
            "steps": [
                PageStep(id="welcome", kind="page", html=""),
                FormStep(id="about", kind="form", html="", questions=questions),
                EndStep(id="end", kind="end", html="", code=None, redirect=None, outcome="done"),
            ],
            "factors": [
                Factor(
                    name="partner",
                    levels=["skilled", "naive"],
                    weights=[3, 1],
                    assign="hash",
                    by=None,
                )
            ],
            "exclusions": list(exclusions),
        }
    )


def site_of(root: Path, *exclusions: Exclusion) -> Path:
    """A site, which sessions began on by the hash that `tests.chunks` gives them."""
    make_site(root)
    for version in (HASH, SITE):
        file = root / "v" / version / "manifest.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(declared(*exclusions).model_dump_json())
    return root
