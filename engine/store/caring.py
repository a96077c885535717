"""Who looks after an account, and what its contacts are there: what the team decides."""

from collections.abc import Collection
from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import JsonValue
from sqlmodel import col, exists, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.clock import zone_of
from engine.errors import Invalid, NotFound
from engine.store import outbox
from engine.store.audit import Actor, record
from engine.store.colleagues import user_called
from engine.store.customers import contact_called
from engine.store.tables import Account, AuditEntry, Enrollment, Membership, User
from engine.tracking.traits import OWNER_TRAITS

Role = Literal["champion", "admin", "decision_maker", "exec_sponsor", "billing", "end_user"]


async def set_owner(
    session: AsyncSession, external_id: str, email: str | None, *, by: Actor, now: datetime
) -> None:
    """Have a user look after an account; None: nobody. Raises NotFound."""
    account = await _account(session, external_id)
    owner = await user_called(session, email) if email is not None else None
    before: dict[str, JsonValue] = {"owner_id": str(account.owner_id) if account.owner_id else None}
    account.owner_id = owner.id if owner else None
    account.updated_at = now
    record(session, by, "account.own", external_id, before=before, after={"owner": email})


async def own_by_trait(session: AsyncSession, user: User) -> None:
    """Give a new user the accounts that named them as owner before they were here, also in place of
    whoever was named before them. Not those of which somebody has said who owns them."""
    told = func.coalesce(*(col(Account.traits)[name].astext for name in OWNER_TRAITS))
    said = exists().where(
        col(AuditEntry.action) == "account.own", col(AuditEntry.object_id) == Account.external_id
    )
    await session.exec(
        update(Account)
        .where(func.lower(func.btrim(told)) == user.email, ~said)
        .values(owner_id=user.id)
    )


async def set_zone(
    session: AsyncSession, external_id: str, zone: str | None, *, by: Actor, now: datetime
) -> None:
    """The account's time zone, an IANA name; None: its primary contact's. Raises Invalid."""
    if zone is not None and zone_of(zone) is None:
        raise Invalid(f"“{zone}” is not a time zone. Write one such as Europe/Amsterdam.")
    account = await _account(session, external_id)
    before: dict[str, JsonValue] = {"time_zone": account.time_zone}
    account.time_zone, account.updated_at = zone, now
    record(session, by, "account.set_zone", external_id, before=before, after={"time_zone": zone})
    await reckon_anew(session, account, now)


async def set_membership(
    session: AsyncSession,
    external_id: str,
    contact: str,
    *,
    by: Actor,
    now: datetime,
    roles: Collection[Role] | None = None,
    is_primary: bool | None = None,
) -> None:
    """What a contact is to an account. None leaves as it is; an account has one primary contact.

    Raises NotFound when the contact is unknown, or does not belong to the account.
    """
    account = await _account(session, external_id)
    person = await contact_called(session, contact)
    membership = await _membership(session, account.id, person.id)
    if membership is None:
        raise NotFound(f"“{contact}” does not belong to the account “{external_id}”.")
    before = _described(membership)
    if is_primary:
        await session.exec(
            update(Membership)
            .where(col(Membership.account_id) == account.id, col(Membership.id) != membership.id)
            .values(is_primary=False)
        )
        await reckon_anew(session, account, now)
    if roles is not None and set(roles) != set(membership.roles):
        await reckon_anew(session, account, now)  # others may be waited for
    membership.is_primary = membership.is_primary if is_primary is None else is_primary
    membership.roles = membership.roles if roles is None else sorted(set(roles))
    about, after = f"{external_id}/{person.id}", _described(membership)
    record(session, by, "membership.change", about, before=before, after=after)


async def _membership(
    session: AsyncSession, account_id: UUID, contact_id: UUID
) -> Membership | None:
    found = await session.exec(
        select(Membership).where(
            Membership.account_id == account_id,
            Membership.contact_id == contact_id,
            col(Membership.ended_at).is_(None),
        )
    )
    return found.first()


def _described(membership: Membership) -> dict[str, JsonValue]:
    return {"roles": list[JsonValue](membership.roles), "is_primary": membership.is_primary}


async def reckon_anew(session: AsyncSession, account: Account, now: datetime) -> None:
    """Have those who wait look again: another clock may hold for them, and so another instant."""
    running = await session.exec(
        select(Enrollment.id).where(
            Enrollment.account_id == account.id, Enrollment.status == "running"
        )
    )
    await outbox.wake(session, running.all(), f"clock/{now.isoformat()}", now)


async def _account(session: AsyncSession, external_id: str) -> Account:
    found = await session.exec(
        select(Account).where(Account.external_id == external_id).with_for_update()
    )
    account = found.first()
    if account is None:
        raise NotFound(f"There is no account “{external_id}”.")
    return account
