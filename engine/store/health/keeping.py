"""Looking at accounts: measured, scored, written down and told, in the caller's transaction.

What counts goes to two traits of the account, where journeys ask for it, and is told as an event.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.facts import HEALTH_CHANGED, HEALTH_SCORED, HEALTH_TRAITS
from engine.health import (
    Effective,
    Override,
    Scorecard,
    Standing,
    card_for,
    effective,
    next_look,
    score,
    score_from_json,
    score_to_json,
    standing,
)
from engine.segments.written import segments_asked
from engine.store.health.cards import KeptCard
from engine.store.health.measuring import Asked, Taken, measure_each
from engine.store.internal import Told, internal_events
from engine.store.people import hold
from engine.store.segmenting.gathering import facts_of, subjects_of
from engine.store.statements import run
from engine.store.tables import Account, AccountHealth, HealthOverride, HealthPoint

MONTH = timedelta(days=30)

_NULLS_TOO = {"render_nulls": True}
"""Else rows that lack something are written in a statement of their own."""


@dataclass(frozen=True)
class Looked:
    """What came of looking at an account."""

    effective: Effective
    next_at: datetime
    """When it is to be looked at again though nothing happens."""
    is_heard: bool


async def look_at(
    session: AsyncSession, account_id: UUID, cards: Sequence[KeptCard], now: datetime
) -> Looked:
    """Find out how healthy an account is: see `look_at_each`."""
    return (await look_at_each(session, [account_id], cards, now))[account_id]


async def look_at_each(
    session: AsyncSession, ids: Sequence[UUID], cards: Sequence[KeptCard], now: datetime
) -> dict[UUID, Looked]:
    """Find out how healthy accounts are, in as many statements as of one. Nothing changes and
    nothing is told of one that is the same.

    Holds the accounts until commit, before anything else.
    """
    await hold(session, ids)
    accounts = await _accounts(session, ids)
    rows = await _rows(session, ids)
    kept = await _cards_of(session, accounts.values(), cards, now)
    asked = {each: Asked(kept[each].card, account.traits) for each, account in accounts.items()}
    taken = await measure_each(session, asked, now)
    overrides = await overrides_of(session, ids, now)
    pasts = await _pasts(session, ids, now)
    looks = [
        _look(
            account,
            rows.get(each),
            kept[each],
            taken[each],
            overrides.get(each),
            pasts.get(each, _NO_PAST),
            now,
        )
        for each, account in accounts.items()
    ]
    await _keep(session, looks, now)
    return {
        look.account.id: Looked(look.found, look.next_at, taken[look.account.id].is_heard)
        for look in looks
    }


async def _accounts(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, Account]:
    found = await session.exec(
        select(Account).where(col(Account.id).in_(ids)).execution_options(populate_existing=True)
    )
    return {each.id: each for each in found}


async def _rows(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, AccountHealth]:
    found = await session.exec(
        select(AccountHealth)
        .where(col(AccountHealth.account_id).in_(ids))
        .execution_options(populate_existing=True)
    )
    return {each.account_id: each for each in found}


@dataclass(frozen=True)
class _Past:
    then: HealthPoint | None
    """How it was 30 days ago."""
    latest: HealthPoint | None
    """The latest that is written down."""


_NO_PAST = _Past(None, None)


@dataclass(frozen=True)
class _Look:
    """What an account was found to be, and what it was before."""

    account: Account
    row: AccountHealth | None
    after: Standing
    found: Effective
    past: _Past
    next_at: datetime

    @property
    def old_band(self) -> str | None:
        return self.row.band if self.row else None

    @property
    def old_score(self) -> float | None:
        return self.row.score if self.row else None

    @property
    def is_first(self) -> bool:
        """Whether its health was not known, and has now been found out: nothing has turned. What
        somebody sets is news all the same."""
        return self.old_band is None and self.found.override is None

    @property
    def is_change(self) -> bool:
        return self.found.band != self.old_band


def _look(
    account: Account,
    row: AccountHealth | None,
    kept: KeptCard,
    taken: Taken,
    override: Override | None,
    past: _Past,
    now: datetime,
) -> _Look:
    before = stands(row)
    previous = before.previous(kept.card, kept.revision, now) if before else None
    after = standing(before, score(kept.card, taken.values, now, previous), kept.revision, now)
    found = effective(after.latest, override, now)
    expires = override.expires_at if override else None
    next_at = next_look(account.id, after, now, expires, *taken.turns.values())
    return _Look(account, row, after, found, past, next_at)


def stands(row: AccountHealth | None) -> Standing | None:
    if row is None:
        return None
    return Standing(
        row.revision,
        score_from_json(row.computed),
        score_from_json(row.compared),
        row.leaning_since,
    )


async def _cards_of(
    session: AsyncSession, accounts: Collection[Account], cards: Sequence[KeptCard], now: datetime
) -> dict[UUID, KeptCard]:
    holds = await cards_of_accounts(session, accounts, [each.card for each in cards], now)
    return {
        account: next(each for each in cards if each.card is card)
        for account, card in holds.items()
    }


async def cards_of_accounts(
    session: AsyncSession, accounts: Collection[Account], cards: Sequence[Scorecard], now: datetime
) -> dict[UUID, Scorecard]:
    """Of each the first that holds for it. The last holds for all."""
    asked = [each.segment for each in cards if each.segment is not None]
    if not asked:
        return {each.id: cards[-1] for each in accounts}
    keys = {key for each in asked for key in segments_asked(each)}
    ids = [each.id for each in accounts]
    whom = await subjects_of(session, "account", ids, "UTC", keys)
    facts = await facts_of(session, whom, dict.fromkeys(whom, asked), now)
    return {each: card_for(cards, facts[each]) or cards[-1] for each in ids}


async def override_of(session: AsyncSession, account_id: UUID, now: datetime) -> Override | None:
    """What somebody set and still counts."""
    return (await overrides_of(session, [account_id], now)).get(account_id)


async def overrides_of(
    session: AsyncSession, ids: Sequence[UUID], now: datetime
) -> dict[UUID, Override]:
    found = await session.exec(
        select(HealthOverride).where(
            col(HealthOverride.account_id).in_(ids),
            col(HealthOverride.ended_at).is_(None),
            HealthOverride.expires_at > now,
        )
    )
    return {row.account_id: _set(row) for row in found}


def _set(row: HealthOverride) -> Override:
    return Override.model_validate(
        {
            "band": row.band,
            "score": row.score,
            "reason": row.reason,
            "by": row.set_by,
            "expires_at": row.expires_at,
        }
    )


async def _keep(session: AsyncSession, looks: Sequence[_Look], now: datetime) -> None:
    if not looks:
        return
    new: Any = insert(AccountHealth)
    kept = [{"account_id": look.account.id, **_kept(look, now)} for look in looks]
    others = {name: new.excluded[name] for name in kept[0] if name != "account_id"}
    newest = new.on_conflict_do_update(index_elements=["account_id"], set_=others)
    await session.execute(newest, kept, execution_options=_NULLS_TOO)
    today = now.astimezone(UTC).date()
    points = [
        _point(look, now)
        for look in looks
        if look.is_change or look.past.latest is None or look.past.latest.at.date() != today
    ]
    if points:
        await session.execute(insert(HealthPoint), points, execution_options=_NULLS_TOO)
    await _set_traits(session, looks, now)
    changed = [look for look in looks if look.is_change or look.found.value != look.old_score]
    await internal_events(session, [_told(look) for look in changed], now)


def _kept(look: _Look, now: datetime) -> dict[str, Any]:
    found, after, then = look.found, look.after, look.past.then
    is_new = look.is_change or look.row is None
    return {
        "at": now,
        "card": after.latest.card,
        "revision": after.revision,
        "score": found.value,
        "band": found.band,
        "band_since": now if is_new or look.row is None else look.row.band_since,
        "sentence": found.sentence,
        "computed": score_to_json(after.latest),
        "compared": score_to_json(after.compared),
        "leaning_since": after.leaning_since,
        "override": found.override.model_dump(mode="json") if found.override else None,
        "month_ago": {"band": then.band, "score": then.score} if then else None,
        "change": _difference(then, found),
    }


def _difference(then: HealthPoint | None, found: Effective) -> float | None:
    if then is None or then.score is None or found.value is None:
        return None
    return round(found.value - then.score, 1)


async def _pasts(session: AsyncSession, ids: Sequence[UUID], now: datetime) -> dict[UUID, _Past]:
    asked = {"accounts": list(ids), "month_ago": now - MONTH}
    points = await session.execute(select(HealthPoint).from_statement(_POINTS), asked)
    found: dict[UUID, list[HealthPoint]] = {}
    for each in points.scalars():
        found.setdefault(each.account_id, []).append(each)
    return {
        account: _Past(
            next((each for each in some if each.at <= now - MONTH), None),
            some[0],
        )
        for account, some in found.items()
    }


# Of each account the latest, and the latest of those that are a month old.
_POINTS = text("""
    SELECT p.* FROM unnest(CAST(:accounts AS uuid[])) AS asked(account), LATERAL (
        (SELECT * FROM health_history WHERE account_id = asked.account
         ORDER BY at DESC, id DESC LIMIT 1)
        UNION
        (SELECT * FROM health_history WHERE account_id = asked.account
           AND at <= CAST(:month_ago AS timestamptz)
         ORDER BY at DESC, id DESC LIMIT 1)
    ) AS p ORDER BY p.at DESC, p.id DESC
""")


def _point(look: _Look, now: datetime) -> dict[str, Any]:
    found = look.found
    return {
        "account_id": look.account.id,
        "at": now,
        "score": found.value,
        "band": found.band,
        "computed_score": found.computed.value,
        "computed_band": found.computed.band,
        "changed_from": look.old_band if look.is_change else None,
        "is_change": look.is_change,
        "why": found.sentence if look.is_change else None,
    }


async def _set_traits(session: AsyncSession, looks: Iterable[_Look], now: datetime) -> None:
    rows = [row for look in looks if (row := _traits(look)) is not None]
    if rows:
        await run(session, _SET_TRAITS, {"rows": orjson.dumps(rows).decode(), "now": now})


def _traits(look: _Look) -> dict[str, Any] | None:
    """What is known goes in. What no longer is is taken away, if it was ours: another system may
    have sent its own, which stays until there is something to put in its place. None: it stays."""
    said: Mapping[str, Any] = {"band": look.found.band, "score": look.found.value}
    traits = look.account.traits
    given = {HEALTH_TRAITS[name]: value for name, value in said.items() if value is not None}
    gone = [
        trait
        for name, trait in HEALTH_TRAITS.items()
        if said[name] is None and look.old_band is not None and trait in traits
    ]
    if not gone and all(traits.get(name) == value for name, value in given.items()):
        return None
    return {"account": str(look.account.id), "given": given, "gone": gone}


_SET_TRAITS = text("""
    UPDATE accounts
    SET traits = (traits - asked.gone) || asked.given, updated_at = CAST(:now AS timestamptz)
    FROM json_to_recordset(CAST(:rows AS json)) AS asked(account uuid, given jsonb, gone text[])
    WHERE id = asked.account
""")


def _told(look: _Look) -> Told:
    found = look.found
    told = {
        "score": found.value,
        "previous_score": look.old_score,
        "why": found.sentence,
        "card": found.computed.card,
    }
    paths = [f"account.{HEALTH_TRAITS['score']}"]
    name = HEALTH_SCORED
    if look.is_change:
        name = HEALTH_SCORED if look.is_first else HEALTH_CHANGED
        told = {"from": look.old_band, "to": found.band, **told}
        paths.insert(0, f"account.{HEALTH_TRAITS['band']}")
    return Told(name, look.account.id, None, told, paths, f"health/{uuid4()}")


KEPT = timedelta(days=400)


async def forget_past(session: AsyncSession, now: datetime) -> int:
    """The past is kept for so long, some thousand rows at a time. Returns how many went."""
    found = await run(session, _FORGET, {"before": now - KEPT})
    return found.rowcount


_FORGET = text("""
    DELETE FROM health_history WHERE id IN (
        SELECT id FROM health_history WHERE at < CAST(:before AS timestamptz) LIMIT 10000)
""")
