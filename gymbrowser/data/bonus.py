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
from gymbrowser.flow.bonus import amount_text, bonus_of
from gymbrowser.flow.evaluate import Facts
from gymbrowser.store.site import read_site

_HALF = 0.5


@dataclass(frozen=True)
class Earned:
    """What one session has earned."""

    amount: float
    """By the records."""
    shown: float | None
    """What the participant read; None: the record of it has not arrived."""


@dataclass(frozen=True)
class Payroll:
    """Calculates by the version of the site that a session was on."""

    site: Path
    current: Manifest
    _versions: dict[str, Manifest] = field(default_factory=dict)

    @classmethod
    def of(cls, site: Path) -> Self:
        """Of a built site.

        Raises:
            UserError: It is not one.
        """
        return cls(site, read_site(site).manifest)

    def earned(self, session: Session) -> Earned | None:
        """The bonus of a session; None where its study has none.

        Raises:
            UserError: The site does not have that version any more.
        """
        if self.current.bonus is None:
            return None
        version = session.visits[-1].site
        if version not in self._versions:
            self._versions[version] = read_site(self.site, version).manifest
        manifest = self._versions[version]
        if manifest.bonus is None:
            return None
        shown = [record.amount for record in session.records(BonusRecord)]
        amount = bonus_of(manifest.bonus, facts_of(session))
        return Earned(amount, shown[-1] if shown else None)

    def list_of(
        self, earnings: Iterable[tuple[str, Earned | None]]
    ) -> tuple[tuple[tuple[str, str], ...] | None, tuple[str, ...]]:
        """Whoever earned something with the amount as a text; and who has read another one."""
        bonus = self.current.bonus
        if bonus is None:
            return None, ()
        known = [(who, earned) for who, earned in earnings if earned is not None]
        paid = tuple((who, amount_text(bonus, it.amount)) for who, it in known if it.amount > 0)
        return paid, tuple(who for who, it in known if is_disputed(it, bonus))


def facts_of(session: Session) -> Facts:
    """What a bonus can ask for, as it was known at the end."""
    return {**known_of(session), "params": dict(session.params)}


def is_disputed(found: Earned, bonus: Bonus) -> bool:
    """Whether the participant read another amount: by half of the last decimal or more."""
    if found.shown is None:
        return False
    return abs(found.shown - found.amount) * 10.0**bonus.decimals >= _HALF
