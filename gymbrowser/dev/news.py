"""What the pages of a preview are told: js/src/dev/news.ts is its other side."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

from gymbrowser.errors import Problem

_PULSE_S = 0.5
"""So often a page that is waited for is looked after: it may be gone, or the server is to end."""


@dataclass(frozen=True)
class News:
    """How the last build went."""

    site: str | None = None
    """Hash of the site that is served now; None: none was built yet."""
    problems: Sequence[Problem] = ()
    """What is wrong with the files as they are."""

    def text(self) -> str:
        """As JSON."""
        return json.dumps({"site": self.site, "problems": [_told(one) for one in self.problems]})


def _told(problem: Problem) -> dict[str, str | None]:
    where = None if problem.where is None else str(problem.where)
    what, why, remedy, quote = problem.what, problem.why, problem.remedy, problem.quote
    return {"what": what, "where": where, "why": why, "remedy": remedy, "quote": quote}


class Bulletin:
    """The newest news, and everybody who waits for the next."""

    def __init__(self, news: News) -> None:
        self.news = news
        self._changed = asyncio.Event()

    def publish(self, news: News) -> None:
        """Tell everybody."""
        self.news = news
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def stream(self, is_over: Callable[[], bool]) -> AsyncIterator[str]:
        """Server-sent events (HTML Standard, section 9.2): the news as they are, then as they come.

        Args:
            is_over: Whether the server is to end: it would wait for every stream.
        """
        told: News | None = None
        while not is_over():
            changed = self._changed
            if told is not self.news:
                told = self.news
                yield f"data: {told.text()}\n\n"
            try:
                await asyncio.wait_for(changed.wait(), _PULSE_S)
            except TimeoutError:
                yield ": nothing new\n\n"
