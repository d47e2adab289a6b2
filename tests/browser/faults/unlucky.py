"""A participant whom kills and reloads throw out of the study, and who comes back each time."""

import contextlib
import json
import random
import re
import secrets
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from playwright.sync_api import ConsoleMessage, Error, Page, expect

type Moment = Literal["loading", "playing"]

AFTER_OPENING_S = 6.0
"""Every other kill is so long after the page was opened, at most: it loads, is read, plays."""
AFTER_START_S = 3.0
"""The others are so long after a game was started, at most: that is how long it lasts."""
WITHIN_MS = 60_000
RELOADED_S = 1.2
"""So long after a round was started a reload is, at most."""
WAY_ON = re.compile("^(Start|Next round|Continue)")
"""Of a page, and of a game between its rounds and after them."""
RELOAD_AFTER = "(delay) => { setTimeout(() => location.reload(), delay); }"


@dataclass
class Witness:
    """What the participant has seen, over all visits."""

    answers: list[str] = field(default_factory=list)
    """Confirmed: the page has gone on."""
    steps: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    """Seed of an episode to its steps that were drawn.

    The environment itself tells of each frame: what a tab has said before it was killed has reached
    this process.
    """

    def hear(self, message: ConsoleMessage) -> None:
        if message.text.startswith('{"seed"'):
            said = json.loads(message.text)
            self.steps[said["seed"]] = max(self.steps[said["seed"]], said["steps"])


class Unlucky:
    """Does whatever the page asks for, until the end or until a kill."""

    def __init__(self, origin: str, chance: random.Random) -> None:
        self.name = secrets.token_hex(8)
        self.witness = Witness()
        self._address = f"{origin}/?participant={self.name}"
        self._chance = chance
        self._at_starts: deque[Callable[[], object]] = deque()
        """What happens when rounds are begun, one after the other."""

    def visit(self, page: Page, kill: Callable[[], int], moment: Moment) -> None:
        """Goes on with the study until the kill, which says how many processes it has killed."""
        longest = AFTER_OPENING_S if moment == "loading" else AFTER_START_S
        killed: list[int] = []
        killer = threading.Timer(self._chance.uniform(0.05, longest), lambda: killed.append(kill()))
        if moment == "loading":
            killer.start()
        else:
            self._at_starts = deque([killer.start])
        # What the kill makes fail; any other failure shows at the last visit.
        with contextlib.suppress(Error, AssertionError):
            self._go_on(page)
        self._at_starts.clear()
        if killer.ident is None:
            killer.start()  # all games were over
        killer.join()
        assert sum(killed) > 0

    def finish(self, page: Page, reloads: Sequence[int] = ()) -> None:
        """Goes on with the study until the end.

        Args:
            page: An empty one.
            reloads: How many rounds are left alone before each reload, which is at a random moment
                of the round after them.
        """
        for rounds in reloads:
            self._at_starts += [nothing] * rounds
            self._at_starts.append(partial(page.evaluate, RELOAD_AFTER, self._delay_ms()))
        self._go_on(page)
        saved = page.get_by_role("paragraph").filter(has_text="Everything was sent and saved.")
        expect(saved).to_be_visible(timeout=WITHIN_MS)

    def _go_on(self, page: Page) -> None:
        page.on("console", self.witness.hear)
        page.goto(self._address)
        for _ in until_the_end(page):
            self._do_next(page)

    def _do_next(self, page: Page) -> None:
        # A button that was pressed is disabled, and may stay in sight for a while.
        pressable = page.locator("button:enabled:visible")
        agree, way_on = pressable.filter(has_text="I agree"), pressable.filter(has_text=WAY_ON)
        if agree.is_visible():
            agree.click()
        elif page.get_by_label("Say something").is_visible():
            self._say(page)
        elif way_on.is_visible():
            begins = not way_on.inner_text().startswith("Continue")
            way_on.click(timeout=WITHIN_MS)
            if begins and self._at_starts:
                self._at_starts.popleft()()

    def _delay_ms(self) -> float:
        return 1000 * self._chance.uniform(0.05, RELOADED_S)

    def _say(self, page: Page) -> None:
        words = secrets.token_hex(8)
        field = page.get_by_label("Say something")
        field.fill(words)
        page.get_by_role("button", name="Continue").click()
        expect(field).to_be_hidden(timeout=WITHIN_MS)
        self.witness.answers.append(words)


def until_the_end(page: Page) -> Iterator[None]:
    """Once for each thing that the page asks for."""
    end = page.get_by_role("heading", name="Thank you")
    anything = page.locator("button:enabled:visible").or_(end).first
    anything.wait_for(timeout=WITHIN_MS)
    while not end.is_visible():
        yield
        anything.wait_for(timeout=WITHIN_MS)


def nothing() -> None:
    pass
