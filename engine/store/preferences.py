"""Changing what a contact wants to be told about, with a history nobody can rewrite.

Whoever changes something first holds the contact with `subscriber`. Saying twice what is so already
changes nothing and leaves no trace.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.consent import EVERY_TOPIC, WAYS, Way
from engine.store.audit import Actor, record
from engine.store.consent import consent_of
from engine.store.outbox import wake
from engine.store.people import hold
from engine.store.pressure import waiting_for
from engine.store.tables import (
    ConsentChange,
    Contact,
    ContactPreference,
    Subscription,
    Topic,
    Unsubscribe,
)
from engine.store.tables.columns import JsonObject

Via = Literal["one_click", "page", "preferences", "csm", "api", "provider"]
"""Where it was said: by a mail program's button, on the page behind an unsubscribe link, on the
preference page, to a CSM, by a program, to the provider that hands over mail."""

Choices = Mapping[tuple[str, Way], bool]
"""By topic and way: whether it is wanted."""


@dataclass(frozen=True)
class Said:
    """How, when and by whom something was said. `now` is aware UTC."""

    via: Via
    now: datetime
    by: Actor | None = None
    """None: the contact themselves."""
    reason: str | None = None


async def subscriber(session: AsyncSession, contact_id: UUID) -> UUID | None:
    """The contact, held until commit: whoever they were merged into since. None: there is none."""
    found = await _survivor(session, contact_id)
    while found is not None:
        await hold(session, [found])
        now = await _survivor(session, found)
        if now == found:
            return found
        found = now
    return None


async def _survivor(session: AsyncSession, contact_id: UUID) -> UUID | None:
    rows = await session.exec(
        select(Contact.id, Contact.merged_into).where(Contact.id == contact_id)
    )
    found = rows.first()
    if found is None:
        return None
    own, merged_into = found
    return await _survivor(session, merged_into) if merged_into else own


async def unsubscribe(
    session: AsyncSession,
    contact_id: UUID,
    topic: str,
    *,
    via: Via,
    now: datetime,
    way: Way = "email",
) -> None:
    """The contact wants no more about a topic by this way. Of everything else nothing changes."""
    await refuse(session, contact_id, topic, way, Said(via, now))


async def resubscribe(
    session: AsyncSession,
    contact_id: UUID,
    topic: str,
    *,
    via: Via,
    now: datetime,
    way: Way = "email",
) -> None:
    """Take an unsubscribe back."""
    await want(session, contact_id, topic, way, Said(via, now))


async def refuse(session: AsyncSession, contact_id: UUID, topic: str, way: Way, said: Said) -> None:
    """Nothing more about the topic by this way."""
    added = await session.execute(
        insert(Unsubscribe)
        .values(contact_id=contact_id, topic=topic, way=way, via=said.via, at=said.now)
        .on_conflict_do_nothing()
        .returning(col(Unsubscribe.topic))
    )
    await session.execute(
        delete(Subscription).where(
            col(Subscription.contact_id) == contact_id,
            col(Subscription.topic) == topic,
            col(Subscription.way) == way,
        )
    )
    if added.first() is not None:
        await _note(session, contact_id, "refused", said, topic=topic, way=way)


async def want(session: AsyncSession, contact_id: UUID, topic: str, way: Way, said: Said) -> None:
    """The topic is welcome by this way; where it has to be asked for, it is asked for."""
    taken_back = await session.execute(
        delete(Unsubscribe)
        .where(
            col(Unsubscribe.contact_id) == contact_id,
            col(Unsubscribe.topic) == topic,
            col(Unsubscribe.way) == way,
        )
        .returning(col(Unsubscribe.topic))
    )
    news = taken_back.first() is not None
    described = await session.get(Topic, topic)
    if described is not None and described.opt_in:
        added = await session.execute(
            insert(Subscription)
            .values(contact_id=contact_id, topic=topic, way=way, via=said.via, at=said.now)
            .on_conflict_do_nothing()
            .returning(col(Subscription.topic))
        )
        news = added.first() is not None or news
    if news:
        await _note(session, contact_id, "wanted", said, topic=topic, way=way)


async def choose(session: AsyncSession, contact_id: UUID, choices: Choices, said: Said) -> None:
    """Make each topic wanted or refused by its way. Those not named stay as they are."""
    consent = await consent_of(session, contact_id, said.now)
    everything = {each for each in consent.refusals if each.topic == EVERY_TOPIC}
    apart = replace(consent, refusals=consent.refusals - everything, paused_until=None)
    for (topic, way), wanted in choices.items():
        if topic in consent.transactional or wanted != apart.refuses(topic, way):
            continue
        await (want if wanted else refuse)(session, contact_id, topic, way, said)


async def choose_nothing(
    session: AsyncSession, contact_id: UUID, nothing: bool, said: Said
) -> None:
    """Nothing at all by any way, or what was chosen by topic before."""
    for way in WAYS:
        await (refuse if nothing else want)(session, contact_id, EVERY_TOPIC, way, said)


async def set_frequency(
    session: AsyncSession, contact_id: UUID, most_per_week: int | None, said: Said
) -> None:
    """At most so many messages in seven days; None: they set no number."""
    row = await _preference(session, contact_id)
    if row.most_per_week != most_per_week:
        row.most_per_week, row.updated_at = most_per_week, said.now
        await _note(session, contact_id, "frequency", said, value={"most_per_week": most_per_week})


async def pause(
    session: AsyncSession, contact_id: UUID, until: datetime | None, said: Said
) -> None:
    """Nothing until then, aware UTC; None: the pause ends now."""
    row = await _preference(session, contact_id)
    ongoing = row.paused_until if row.paused_until and row.paused_until > said.now else None
    if ongoing == until:
        return
    row.paused_until, row.updated_at = until, said.now
    change = "paused" if until else "resumed"
    value: JsonObject | None = {"until": until.isoformat()} if until else None
    await _note(session, contact_id, change, said, value=value)


async def set_locale(
    session: AsyncSession, contact_id: UUID, locale: str | None, said: Said
) -> None:
    """The language the preference page speaks to them."""
    row = await _preference(session, contact_id)
    if row.locale != locale:
        row.locale, row.updated_at = locale, said.now
        await _note(session, contact_id, "locale", said, value={"locale": locale})


async def _preference(session: AsyncSession, contact_id: UUID) -> ContactPreference:
    row = await session.get(ContactPreference, contact_id)
    if row is None:
        row = ContactPreference(contact_id=contact_id)
        session.add(row)
    return row


async def _note(
    session: AsyncSession,
    contact_id: UUID,
    change: str,
    said: Said,
    *,
    topic: str | None = None,
    way: Way | None = None,
    value: JsonObject | None = None,
) -> None:
    """Add to the history; and to the audit what somebody did for the contact. What was put off and
    may be meant for them is decided about again, so that what they said shows at once."""
    if change != "locale":
        waiting = await waiting_for(session, contact_id)
        await wake(session, waiting, f"consent/{contact_id}/{said.now.isoformat()}", said.now)
    session.add(
        ConsentChange(
            contact_id=contact_id,
            change=change,
            topic=topic,
            way=way,
            value=value,
            via=said.via,
            by=said.by.name if said.by else None,
            reason=said.reason,
            at=said.now,
        )
    )
    if said.by is not None:
        what: JsonObject = {"change": change, "topic": topic, "way": way, "reason": said.reason}
        after = {name: each for name, each in {**what, **(value or {})}.items() if each is not None}
        record(session, said.by, "contact.preferences", contact_id, after=after)
