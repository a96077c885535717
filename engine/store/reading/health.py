"""Accounts' health as people look at it: all at once, in lists, one with its past."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import literal_column
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.health import Level, Override, Score, effective, score_from_json
from engine.health.levels import LEVELS
from engine.store.reading.listing import account_named, id_of, listed, mentioning
from engine.store.reading.paging import PAGE_SIZE, Kind, Page, identifier, instant
from engine.store.reading.vocabulary import Colleague
from engine.store.tables import Account, AccountHealth, HealthPoint, User

Band = Literal["green", "yellow", "red", "unknown"]
"""`unknown`: insufficient data."""
BANDS: tuple[Band, ...] = (*LEVELS, "unknown")
Sort = Literal["score", "-score", "change", "-change"]


@dataclass(frozen=True)
class HealthSummary:
    account_id: UUID
    account: str
    """External id."""
    account_name: str | None
    owner: str | None
    """The mail address of the user who looks after it."""
    owner_name: str | None
    score: float | None
    """As it counts: computed, or what somebody set."""
    band: Level | None
    band_since: datetime
    change: float | None
    """Of the score in 30 days. None: one of the two is not known."""
    sentence: str
    card: str
    is_overridden: bool
    at: datetime
    """When it was last looked at."""


@dataclass(frozen=True)
class HealthDetail(HealthSummary):
    computed: Score
    """What was computed, whatever anybody has set, with every component and why."""
    override: Override | None
    """The one in force."""


@dataclass(frozen=True)
class Share:
    """How many accounts are in a band."""

    band: Band
    now: int
    month_ago: int
    """Of the accounts there are now, as far as it is known of them."""


@dataclass(frozen=True)
class Point:
    """The health at one moment of the past."""

    at: datetime
    score: float | None
    band: Level | None


@dataclass(frozen=True)
class BandChange:
    id: int
    at: datetime
    score: float | None
    band: Level | None
    changed_from: Level | None
    """None: it was not known."""
    why: str | None


_LAST: Any = literal_column("1000")
"""What is not known comes last, whichever way a list is turned."""
_FIRST: Any = literal_column("-1000")
_ORDERS: dict[str, tuple[Any, Kind]] = {
    "score": (func.coalesce(col(AccountHealth.score), _LAST), float),
    "-score": (func.coalesce(col(AccountHealth.score), _FIRST), float),
    "change": (func.coalesce(col(AccountHealth.change), _LAST), float),
    "-change": (func.coalesce(col(AccountHealth.change), _FIRST), float),
}


async def list_health(
    session: AsyncSession,
    *,
    band: Band | None = None,
    owner: str | None = None,
    search: str | None = None,
    sort: Sort = "score",
    limit: int = PAGE_SIZE,
    after: str | None = None,
) -> Page[HealthSummary]:
    """`owner` is a mail address; `search` is looked for in names and ids of accounts."""
    statement = _health()
    if band is not None:
        known = band if band in LEVELS else None
        statement = statement.where(AccountHealth.band == known)
    if owner is not None:
        statement = statement.where(Account.owner_id == id_of(User, User.email, owner.lower()))
    if search:
        matching = mentioning(search, Account.name, Account.external_id)
        statement = statement.where(matching[0] | matching[1])
    return await listed(
        session,
        HealthSummary,
        statement,
        order=[_ORDERS[sort], (col(AccountHealth.account_id), identifier)],
        limit=limit,
        after=after,
        descending=sort.startswith("-"),
    )


async def get_health(
    session: AsyncSession, account: str | UUID, *, now: datetime
) -> HealthDetail | None:
    """By external id or id. None: nobody has looked at it yet. What somebody set does not count any
    more once it has expired, whether or not the account has been looked at since."""
    found = await session.execute(
        _health().where(AccountHealth.account_id == account_named(account))
    )
    row = found.first()
    if row is None:
        return None
    health: AccountHealth = row[0]
    told = {name: row._mapping[name] for name in _LABELLED}
    override = Override.model_validate(health.override) if health.override else None
    counts = effective(score_from_json(health.computed), override, now)
    return HealthDetail(
        account_id=health.account_id,
        score=counts.value,
        band=counts.band,
        band_since=health.band_since,
        change=health.change,
        sentence=counts.sentence,
        card=health.card,
        at=health.at,
        computed=counts.computed,
        override=counts.override,
        **told | {"is_overridden": counts.override is not None},
    )


async def distribution(session: AsyncSession, *, owner: str | None = None) -> list[Share]:
    """How many accounts are in each band, now and 30 days ago."""
    statement = select(
        AccountHealth.band,
        col(AccountHealth.month_ago).op("->>")("band").label("before"),
        col(AccountHealth.month_ago).is_not(None).label("known"),
        func.count().label("count"),
    ).group_by(literal_column("1"), literal_column("2"), literal_column("3"))
    if owner is not None:
        statement = statement.join(Account, col(Account.id) == col(AccountHealth.account_id)).where(
            Account.owner_id == id_of(User, User.email, owner.lower())
        )
    now, then = dict.fromkeys(BANDS, 0), dict.fromkeys(BANDS, 0)
    for band, before, known, count in await session.execute(statement):
        now[band or "unknown"] += count
        if known:
            then[before or "unknown"] += count
    return [Share(each, now[each], then[each]) for each in BANDS]


async def trend(
    session: AsyncSession, account_id: UUID, *, now: datetime, days: int = 180
) -> Sequence[Point]:
    """Its past, the oldest first: a point a day, and one at each change of band."""
    found = await session.execute(
        select(HealthPoint.at, HealthPoint.score, HealthPoint.band)
        .where(HealthPoint.account_id == account_id, HealthPoint.at > now - timedelta(days=days))
        .order_by(col(HealthPoint.at).desc(), col(HealthPoint.id).desc())
        .limit(1_000)
    )
    return [Point(at, score, _level(band)) for at, score, band in found][::-1]


async def list_changes(
    session: AsyncSession, account_id: UUID, *, limit: int = PAGE_SIZE, after: str | None = None
) -> Page[BandChange]:
    """When it came into which band and why, the latest first."""
    return await listed(
        session,
        BandChange,
        select(HealthPoint).where(HealthPoint.account_id == account_id, col(HealthPoint.is_change)),
        order=[(col(HealthPoint.at), instant), (col(HealthPoint.id), int)],
        limit=limit,
        after=after,
    )


async def owners(session: AsyncSession) -> Sequence[Colleague]:
    """Who looks after an account."""
    theirs = select(Account.id).where(col(Account.owner_id) == col(User.id))
    found = await session.execute(
        select(User.email, User.name)
        .where(theirs.exists())
        .order_by(func.lower(User.name), col(User.email))
        .limit(1_000)
    )
    return [Colleague(*row) for row in found]


def _level(band: str | None) -> Any:
    return band


_LABELLED = ("account", "account_name", "owner", "owner_name", "is_overridden")


def _health() -> Any:
    return (
        select(  # type: ignore[call-overload]
            AccountHealth,
            col(Account.external_id).label("account"),
            col(Account.name).label("account_name"),
            col(User.email).label("owner"),
            col(User.name).label("owner_name"),
            col(AccountHealth.override).is_not(None).label("is_overridden"),
        )
        .join(Account, col(Account.id) == col(AccountHealth.account_id))
        .outerjoin(User, col(User.id) == col(Account.owner_id))
    )
