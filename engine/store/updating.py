"""Traits that a journey changes: kept as if they had been sent, and told to whom it concerns."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import JsonValue
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.conditions import TraitPath
from engine.facts import TRAITS_UPDATED
from engine.store.internal import internal_event
from engine.store.people import hold
from engine.store.recording import record
from engine.store.tables import Account, Contact, User
from engine.tracking.identities import describe_person
from engine.tracking.ledger import Ledger
from engine.tracking.people import Known, Person, Profile
from engine.tracking.traits import owner_in, with_values

_ACCOUNT_COLUMNS = (
    "name", "stage", "owner_id", "arr_minor", "currency", "renewal_date", "time_zone"
)  # fmt: skip
_CONTACT_COLUMNS = ("email", "name", "time_zone", "locale")


async def update_traits(
    session: AsyncSession,
    *,
    account_id: UUID | None,
    contact_id: UUID | None,
    set: Mapping[TraitPath, JsonValue],  # noqa: A002 the step's own word
    now: datetime,
    key: str,
) -> list[str]:
    """Give traits new values; None takes one away. Returns those that really changed, by their
    first level: `account.billing` for `account.billing.country`.

    Columns that are read out of traits follow. What is set on an account or a contact that is not
    there is left out. The same `key` again changes nothing. Texts are filled in already.
    """
    contact_id = await _survivor(session, contact_id)
    await hold(session, [each for each in (account_id, contact_id) if each is not None])
    ledger = Ledger(Known())
    changed: list[str] = []
    if account_id and (wanted := _below("account", set)):
        await _describe_account(session, ledger, account_id, wanted, changed)
    if contact_id and (wanted := _below("contact", set)):
        await _describe_contact(session, ledger, contact_id, wanted, changed)
    told = await internal_event(
        session,
        name=TRAITS_UPDATED,
        account_id=account_id,
        contact_id=contact_id,
        properties=dict(set),
        changed=changed,
        now=now,
        key=key,
    )
    if told is None:
        return []
    await record(session, ledger, None, now)
    return changed


async def _survivor(session: AsyncSession, contact_id: UUID | None) -> UUID | None:
    """The contact, or whoever it was merged into."""
    if contact_id is None:
        return None
    merged = await session.exec(select(Contact.merged_into).where(Contact.id == contact_id))
    return merged.first() or contact_id


def _below(whose: str, values: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    prefix = f"{whose}."
    return {
        path.removeprefix(prefix): value
        for path, value in values.items()
        if path.startswith(prefix)
    }


async def _describe_account(
    session: AsyncSession,
    ledger: Ledger,
    account_id: UUID,
    wanted: Mapping[str, JsonValue],
    changed: list[str],
) -> None:
    found = await session.exec(
        select(Account).where(Account.id == account_id).execution_options(populate_existing=True)
    )
    row = found.one()
    company = Profile(
        str(row.id), row.external_id, dict(row.traits), _columns(row, _ACCOUNT_COLUMNS)
    )
    ledger.known.companies[row.external_id] = company
    traits = with_values(row.traits, wanted)
    if email := owner_in({**row.traits, **traits}):
        owner = await session.exec(
            select(User.id).where(User.email == email, col(User.disabled_at).is_(None))
        )
        if (found_owner := owner.first()) is not None:
            ledger.known.owners[email] = str(found_owner)
    ledger.describe_company(company, traits, changed)


async def _describe_contact(
    session: AsyncSession,
    ledger: Ledger,
    contact_id: UUID,
    wanted: Mapping[str, JsonValue],
    changed: list[str],
) -> None:
    found = await session.exec(
        select(Contact).where(Contact.id == contact_id).execution_options(populate_existing=True)
    )
    row = found.one()
    person = Person(str(row.id), row.external_id, dict(row.traits), _columns(row, _CONTACT_COLUMNS))
    ledger.known.people[person.id] = person
    describe_person(person, with_values(row.traits, wanted), changed)


def _columns(row: Account | Contact, names: Iterable[str]) -> dict[str, Any]:
    """As JSON, as profiles keep them."""
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    match value:
        case UUID():
            return str(value)
        case date():
            return value.isoformat()
        case _:
            return value
