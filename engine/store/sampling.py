"""Customers to try a journey out with: real ones with all that happened to them, or made up."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from engine.clock import known_zone
from engine.definition.scenarios import SampleCustomer
from engine.simulation.customers import Customer
from engine.simulation.scenarios import sample_customer
from engine.store.customers import Whom, customer_meant
from engine.store.histories import histories
from engine.store.passages import person

MADE_UP = SampleCustomer()


async def sample(
    session: AsyncSession, whom: Whom, *, default_zone: str, until: datetime
) -> Customer:
    """Whom the ids name, with what happened to them up to `until`; nobody named: one made up.

    Raises NotFound.
    """
    if whom.account is None and whom.contact is None:
        return sample_customer(MADE_UP, default_zone)
    meant = await customer_meant(session, whom)
    contact = meant.contact
    if meant.account is None:
        return Customer(None, (person(contact, ()),) if contact else ())
    (found,) = await histories(session, [meant.account.external_id], until=until)
    if contact is None:
        return found
    # Who is named comes first: in a contact's journey it is they who enter.
    first = [each for each in found.people if each.id == contact.id]
    others = [each for each in found.people if each.id != contact.id]
    return replace(found, people=(*first, *others))


def zone_of(customer: Customer, default_zone: str) -> str:
    """The customer's, an IANA name."""
    someone = next(iter(customer.people), None)
    account = customer.account
    return ZoneInfo(
        known_zone(
            account.time_zone if account else None,
            someone.time_zone if someone else None,
            default_zone,
        )
    ).key
