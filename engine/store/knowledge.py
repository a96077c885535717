"""What this installation holds, for checking journeys against it."""

from collections.abc import Collection

from sqlalchemy import func, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.evaluation import folded
from engine.facts import HEALTH_TRAITS
from engine.health.measuring import DESCRIBING
from engine.own_events import OWN_EVENTS
from engine.store.chat import channel_keys
from engine.store.library import shelf
from engine.store.segments import segment_keys
from engine.store.sent import names_sent
from engine.store.settings import policy, reach
from engine.store.tables import Account, AccountHealth, Journey, Pool, User
from engine.store.values import values_had
from engine.validation import Known
from engine.validation.comparisons import BANDS
from engine.validation.known import Field, Kinds

MOST_EVENTS = 2_000
"""Names of events. Where there are more, they say what happened to whom, and are no list."""
SAMPLE = 2_000
"""Customers looked at, the latest changed first: enough to know what is sent, and quick."""


async def known(session: AsyncSession) -> Known:
    """Events, traits, roles, users and journeys as they are now. Nothing is said about events and
    traits where nobody has sent any."""
    roles = await session.execute(
        text(
            "SELECT DISTINCT unnest(roles) FROM"
            " (SELECT roles FROM memberships WHERE ended_at IS NULL LIMIT :sample) AS held"
        ),
        {"sample": 10 * SAMPLE},
    )
    users = await session.exec(select(User.email).where(col(User.disabled_at).is_(None)))
    held = frozenset(roles.scalars())
    entered = await session.exec(
        select(Journey.key).where(
            col(Journey.live_version).is_not(None), Journey.status != "archived"
        )
    )
    kinds = await kinds_of_traits(session)
    other_bands = await _other_bands(session)
    return Known(
        traits=frozenset(kinds) or None,
        kinds=kinds,
        events=await _events(session),
        users=frozenset(users),
        roles=held or None,
        starting=await _starting(session),
        channels=await channel_keys(session),
        journeys=frozenset(entered),
        segments=await segment_keys(session),
        library=await shelf(session),
        caps=(await policy(session)).caps,
        pools=frozenset(await session.exec(select(Pool.key))),
        reach=await reach(session),
        without_health=await _without_health(session, kinds, other_bands),
        other_bands=other_bands,
    )


async def _other_bands(session: AsyncSession) -> tuple[str, ...]:
    """What is sent as a band, the most frequent first. Empty: nothing, or bands as we have them."""
    band = Field(f"account.{HEALTH_TRAITS['band']}")
    sent = (await values_had(session, [band])).get(band, {})
    return () if {folded(each) for each in sent} & set(BANDS) else tuple(sent)


async def _without_health(
    session: AsyncSession, kinds: Kinds, other_bands: Collection[str]
) -> int | None:
    """How many accounts there are. None: one has a health band, be it from elsewhere."""
    sent = kinds.get(f"account.{HEALTH_TRAITS['band']}", frozenset()) - {"null"}
    if sent and not other_bands:
        return None
    banded = select(AccountHealth.account_id).where(col(AccountHealth.band).is_not(None)).limit(1)
    if (await session.exec(banded)).first() is not None:
        return None
    return (await session.exec(select(func.count()).select_from(Account))).one()


async def _events(session: AsyncSession) -> frozenset[str] | None:
    names = frozenset(await names_sent(session, MOST_EVENTS + 1))
    sent = names - OWN_EVENTS - DESCRIBING
    return names | OWN_EVENTS | DESCRIBING if sent and len(names) <= MOST_EVENTS else None


async def _starting(session: AsyncSession) -> dict[str, tuple[tuple[str, str], ...]]:
    """The live journeys that each event starts, by name."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for event, key, name in await session.execute(_STARTING):
        found[event] = (*found.get(event, ()), (key, name))
    return found


_STARTING = text("""
    SELECT DISTINCT event #>> '{}' AS event, j.key, j.name
    FROM journeys AS j
    JOIN journey_versions AS v ON v.journey_id = j.id AND v.number = j.live_version
    CROSS JOIN LATERAL jsonb_path_query(
        CAST(v.definition AS jsonb), '$.entry.triggers[*].event') AS event
    WHERE j.status = 'live' ORDER BY 1, j.name, j.key
""")


async def known_traits(session: AsyncSession) -> frozenset[str] | None:
    """`account.plan` and so on. None: nobody has sent any yet."""
    return frozenset(await kinds_of_traits(session)) or None


async def kinds_of_traits(session: AsyncSession) -> dict[str, frozenset[str]]:
    """What the values of each have been, as JSON calls it: string, number, boolean …"""
    return {
        f"{whose}.{name}": frozenset(kinds)
        for whose, table in (("account", "accounts"), ("contact", "contacts"))
        for name, kinds in await session.execute(
            text(_KINDS.format(table=table)), {"sample": SAMPLE}
        )
    }


_KINDS = """
    SELECT key, array_agg(DISTINCT jsonb_typeof(value))
    FROM (SELECT traits FROM {table} ORDER BY updated_at DESC LIMIT :sample) AS latest
    CROSS JOIN LATERAL jsonb_each(traits) GROUP BY key
"""
