"""What a scorecard would make of the accounts there are, before it is saved. Changes nothing.

What was measured lately is taken again where a component measures the same; so weights, thresholds
and bands are tried on many accounts at once. What is measured anew is tried on fewer.
"""

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.health import Level, Measured, Override, Scorecard, effective, score
from engine.health.results import Score
from engine.store.health.cards import KeptCard, arranged, list_cards
from engine.store.health.keeping import cards_of_accounts
from engine.store.health.measuring import measure
from engine.store.tables import Account, AccountHealth

MOST = 1_000
MOST_MEASURED = 150
"""Accounts it is tried on when their events must be looked at."""
_CHUNK = 25
"""So few at a time that nobody else waits for it."""
_SHOWN = 10


@dataclass(frozen=True)
class Move:
    """How many accounts would go from one band to another; None: insufficient data."""

    before: Level | None
    after: Level | None
    accounts: int


@dataclass(frozen=True)
class Moved:
    """An account that would be in another band."""

    account_id: UUID
    account: str
    """External id."""
    account_name: str | None
    before: Level | None
    after: Level | None
    score_before: float | None
    score_after: float | None


@dataclass(frozen=True)
class Preview:
    accounts: int
    """All that have a health."""
    looked_at: int
    """Those it was tried on, picked at random when not all."""
    changing: int
    """Of those, how many would be in another band."""
    moves: Sequence[Move]
    """From which band to which, also for those that stay."""
    examples: Sequence[Moved]
    """Some that would change, those first whose score moves most."""


async def preview(session: AsyncSession, card: Scorecard, now: datetime) -> Preview:
    """Raises Conflict when the scorecard cannot stand beside the others."""
    kept = await list_cards(session)
    trial = _Trial(session, kept, arranged(kept, card), card, now)
    total = (await session.exec(select(func.count()).select_from(AccountHealth))).one()
    most = MOST if trial.needs_no_events else MOST_MEASURED
    looked, moves, moved = 0, Counter[tuple[Level | None, Level | None]](), list[Moved]()
    async for row, account in _accounts(session, most):
        found = await trial.of(row, account)
        looked += 1
        moves[found.before, found.after] += 1
        if found.before != found.after:
            moved.append(found)
    moved.sort(key=lambda each: -abs((each.score_after or 0) - (each.score_before or 0)))
    return Preview(
        total,
        looked,
        len(moved),
        [Move(before, after, count) for (before, after), count in moves.items()],
        moved[:_SHOWN],
    )


async def _accounts(
    session: AsyncSession, most: int
) -> AsyncIterator[tuple[AccountHealth, Account]]:
    """By id, which is random."""
    last: UUID | None = None
    left = most
    while left > 0:
        statement = select(AccountHealth, Account).join(
            Account, col(Account.id) == col(AccountHealth.account_id)
        )
        if last is not None:
            statement = statement.where(col(AccountHealth.account_id) > last)
        found = await session.execute(
            statement.order_by(col(AccountHealth.account_id)).limit(min(_CHUNK, left))
        )
        rows = found.all()
        for row, account in rows:
            yield row, account
        if len(rows) < _CHUNK:
            return
        last, left = rows[-1][0].account_id, left - len(rows)


class _Trial:
    """One scorecard written otherwise, or a new one, among those there are."""

    def __init__(
        self,
        session: AsyncSession,
        kept: Sequence[KeptCard],
        cards: Sequence[Scorecard],
        changed: Scorecard,
        now: datetime,
    ) -> None:
        self.session, self.cards, self.changed, self.now = session, cards, changed, now
        self.known = {each.card.key: each for each in kept}
        before = self.known.get(changed.key)
        self.chooses_anew = before is None or before.card.segment != changed.segment
        measures = [each.measure for each in before.card.components] if before else []
        self.needs_no_events = not self.chooses_anew and all(
            each.measure in measures for each in changed.components
        )

    async def of(self, row: AccountHealth, account: Account) -> Moved:
        """What would become of an account."""
        before, value = _level(row.band), row.score
        after, new = before, value
        card = await self._card(row, account)
        old = self.known.get(row.card)
        same = card.key == row.card and old is not None and old.card == card
        if not same:
            values = self._taken(row, card)
            if values is None:
                taken = await measure(self.session, card, account.id, account.traits, self.now)
                values = taken.values
            after, new = self._effective(row, score(card, values, self.now))
        name = account.name
        return Moved(account.id, account.external_id, name, before, after, value, new)

    async def _card(self, row: AccountHealth, account: Account) -> Scorecard:
        if self.chooses_anew:
            found = await cards_of_accounts(self.session, [account], self.cards, self.now)
            return found[account.id]
        return next((each for each in self.cards if each.key == row.card), self.cards[-1])

    def _taken(self, row: AccountHealth, card: Scorecard) -> dict[str, Measured | None] | None:
        """What was measured of it at its latest look. None: something was not."""
        old = self.known.get(row.card)
        if old is None or old.revision != row.revision:
            return None
        known = _values(row.computed)
        found = dict[str, Measured | None]()
        for component in card.components:
            was = next((e for e in old.card.components if e.measure == component.measure), None)
            if was is None or was.key not in known:
                return None
            found[component.key] = known[was.key]
        return found

    def _effective(self, row: AccountHealth, found: Score) -> tuple[Level | None, float | None]:
        override = Override.model_validate(row.override) if row.override else None
        counts = effective(found, override, self.now)
        return counts.band, counts.value


def _values(computed: Mapping[str, Any]) -> dict[str, Measured | None]:
    return {
        each["key"]: None
        if each["value"] is None
        else Measured(
            each["value"], datetime.fromisoformat(each["as_of"]) if each["as_of"] else None
        )
        for each in computed["components"]
    }


def _level(band: str | None) -> Any:
    return band
