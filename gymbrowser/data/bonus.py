"""What a session has earned, calculated from its records as its page did it from what it saw."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from gymbrowser.contract.bonus import Bonus
from gymbrowser.contract.manifest import Manifest
from gymbrowser.contract.records import BonusRecord
from gymbrowser.data.facts import known_of
from gymbrowser.data.sessions import Session
from gymbrowser.errors import UserError
from gymbrowser.flow.bonus import amount_text, bonus_of
from gymbrowser.flow.evaluate import Facts
from gymbrowser.store.site import read_site

_HALF = 0.5


class UnpayableError(Exception):
    """What a session has earned can't be calculated here; the message says why."""


@dataclass(frozen=True)
class Earned:
    """What one session has earned."""

    bonus: Bonus
    """Of the version of the site that it was on."""
    amount: float
    """By the records."""
    shown: float | None
    """What the participant read; None: the record of it has not arrived."""

    @property
    def text(self) -> str:
        """The amount, as a recruiting service takes it."""
        return amount_text(self.bonus, self.amount)

    @property
    def is_disputed(self) -> bool:
        """Whether the participant read another amount: by half of the last decimal or more."""
        if self.shown is None:
            return False
        return abs(self.shown - self.amount) * 10.0**self.bonus.decimals >= _HALF


@dataclass(frozen=True)
class Payroll:
    """Calculates by the version of the site that a session was on."""

    site: Path
    current: Manifest
    _versions: dict[str, Manifest | None] = field(default_factory=dict)

    @classmethod
    def of(cls, site: Path) -> Self:
        """Of a built site.

        Raises:
            UserError: It is not one.
        """
        return cls(site, read_site(site).manifest)

    def earned(self, session: Session) -> Earned | None:
        """The bonus of a session; None where its version of the study has none.

        Raises:
            UnpayableError: The site does not have that version any more, or it paid in another
                currency.
        """
        shown = [record.amount for record in session.records(BonusRecord)]
        visits = session.visits
        manifest = self._version(visits[-1].site) if visits else None
        if manifest is None:
            if self.current.bonus is None and not shown:
                return None
            raise UnpayableError("its version of the site is not here, which says what it earns")
        if manifest.bonus is None:
            return None
        now = self.current.bonus
        if now is not None and now.currency != manifest.bonus.currency:
            raise UnpayableError(f"its bonus is in {manifest.bonus.currency}, not {now.currency}")
        amount = bonus_of(manifest.bonus, facts_of(session))
        return Earned(manifest.bonus, amount, shown[-1] if shown else None)

    def list_of(
        self, earnings: Iterable[tuple[str, Earned | None]]
    ) -> tuple[tuple[tuple[str, str], ...] | None, tuple[str, ...]]:
        """Whoever earned something with the amount as a text; and who has read another one.

        None in the place of the first where neither the site nor an earlier version has a bonus.
        """
        known = [(who, earned) for who, earned in earnings if earned is not None]
        if not known and self.current.bonus is None:
            return None, ()
        paid = tuple((who, earned.text) for who, earned in known if earned.amount > 0)
        return paid, tuple(who for who, earned in known if earned.is_disputed)

    def _version(self, site: str) -> Manifest | None:
        if site not in self._versions:
            try:
                self._versions[site] = read_site(self.site, site).manifest
            except UserError:
                self._versions[site] = None
        return self._versions[site]


def facts_of(session: Session) -> Facts:
    """What a bonus can ask for, as it was known at the end."""
    return {**known_of(session), "params": dict(session.params)}
