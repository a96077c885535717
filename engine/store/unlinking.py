"""Taking apart what does not belong together: a contact and an account, a contact and an id.

Nothing that happened is taken back. What comes from then on finds its way anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import Conflict, NotFound
from engine.facts import LEFT_ACCOUNT, TAKEN_AWAY
from engine.identifiers import contact_id
from engine.store.audit import Actor, record
from engine.store.caring import reckon_anew
from engine.store.customers import account_called, contact_called
from engine.store.internal import internal_event
from engine.store.people import hold
from engine.store.tables import Contact, Identity, Membership
from engine.store.updating import update_traits
from engine.tracking.identities import EXTERNAL
from engine.tracking.ids import EMAIL

_MOST = 5_000


@dataclass(frozen=True)
class Way:
    """One way a contact is known."""

    kind: str
    """external_id, email, anonymous_id, or the name of another product's id."""
    value: str
    can_be_removed: bool
    """Their external id cannot: it is who they are."""


async def remove_member(
    session: AsyncSession, account: str, contact: str, *, by: Actor, now: datetime
) -> None:
    """Take a contact out of an account; by external ids, or the contact's id or mail address.

    Raises NotFound when the contact does not belong to it.
    """
    company, person = await account_called(session, account), await contact_called(session, contact)
    await hold(session, [company.id, person.id])
    found = await session.exec(
        select(Membership)
        .where(
            Membership.account_id == company.id,
            Membership.contact_id == person.id,
            col(Membership.ended_at).is_(None),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    membership = found.first()
    if membership is None:
        raise NotFound(f"“{contact}” does not belong to the account “{account}”.")
    was_primary = membership.is_primary
    membership.ended_at, membership.is_primary = now, False
    about = f"{account}/{person.id}"
    record(session, by, "membership.end", about, before={"roles": list(membership.roles)})
    await session.flush()
    await internal_event(
        session,
        name=LEFT_ACCOUNT,
        account_id=company.id,
        contact_id=person.id,
        properties={"by": by.name},
        changed=(),
        now=now,
        key=f"unlink/{membership.id}/{now.isoformat()}",
    )
    if was_primary:
        await reckon_anew(session, company, now)


async def known_ways(session: AsyncSession, contacts: Sequence[UUID]) -> dict[UUID, list[Way]]:
    """How contacts are known: each one's own id first."""
    people = await session.exec(
        select(Contact.id, Contact.external_id, Contact.email).where(col(Contact.id).in_(contacts))
    )
    ways: dict[UUID, dict[tuple[str, str], None]] = {}
    for contact, external, email in people:
        own = [(EXTERNAL, external)] if external else []
        ways[contact] = dict.fromkeys([*own, *([(EMAIL, email.lower())] if email else [])])
    found = await session.exec(
        select(Identity.contact_id, Identity.kind, Identity.value)
        .where(col(Identity.contact_id).in_(contacts))
        .order_by(col(Identity.kind), col(Identity.value))
        .limit(_MOST)
    )
    for contact, kind, value in found:
        ways[contact][kind, value] = None
    return {
        contact: [Way(kind, value, kind != EXTERNAL) for kind, value in each]
        for contact, each in ways.items()
    }


async def remove_way(
    session: AsyncSession, contact: str, kind: str, value: str, *, by: Actor, now: datetime
) -> None:
    """Have an id or address no longer mean a contact. What came with it stays theirs; whatever
    comes with it next is somebody else's.

    Raises NotFound, and Conflict for the id that is who they are.
    """
    person = await contact_called(session, contact)
    await hold(session, [person.id])
    value = value.lower() if kind == EMAIL else value
    ways = (await known_ways(session, [person.id]))[person.id]
    way = next((each for each in ways if (each.kind, each.value) == (kind, value)), None)
    if way is None:
        kinds = ", ".join(dict.fromkeys(each.kind for each in ways)) or "nothing"
        said = f"“{_named(person)}” is not known by the {kind} “{value}”, but by {kinds}."
        raise NotFound(said)
    if not way.can_be_removed:
        raise Conflict("A contact cannot lose their own id: it is who they are.", code="own_id")
    await _free(session, kind, value, now)
    if kind == EMAIL and (person.email or "").lower() == value:
        await _take_address(session, person, now)
    record(session, by, "identity.remove", person.id, before={"kind": kind, "value": value})
    await internal_event(
        session,
        name=TAKEN_AWAY,
        account_id=None,
        contact_id=person.id,
        properties={"kind": kind, "value": value, "by": by.name},
        changed=(),
        now=now,
        key=f"identity/{kind}/{value}/{now.isoformat()}",
    )


def _named(person: Contact) -> str:
    return person.external_id or person.email or person.name or str(person.id)


async def _free(session: AsyncSession, kind: str, value: str, now: datetime) -> None:
    """Somebody new is made for an id whose first contact there is: under that contact's own id,
    which is made of it, it could only come back to them."""
    row = await session.get(Identity, (kind, value))
    if row is None:
        return
    if await session.get(Contact, contact_id(kind, value)) is None:
        await session.delete(row)
        return
    stranger = Contact(created_at=now, updated_at=now)
    session.add(stranger)
    await session.flush()
    row.contact_id = stranger.id


async def _take_address(session: AsyncSession, person: Contact, now: datetime) -> None:
    await update_traits(
        session,
        account_id=None,
        contact_id=person.id,
        set={"contact.email": None},
        now=now,
        key=f"address/{person.id}/{now.isoformat()}",
    )
    await session.refresh(person)
    person.email, person.updated_at = None, now
