"""Whom a message would be written to, and everything a template can say of them.

For previews and test mails: the customer need not be in any journey.
"""

from dataclasses import dataclass
from typing import Any

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.advancing.passage import Colleague, Company, Person
from engine.advancing.recipients import Nobody, among
from engine.definition.steps import Recipient
from engine.sample import owner, somebody
from engine.store.customers import Whom, customer_meant
from engine.store.passages import colleague, company, members, person
from engine.store.reading.seen import seen_traits
from engine.store.tables import User


@dataclass(frozen=True)
class Addressee:
    account: Company | None
    person: Person | None
    """None: there is nobody."""
    owner: Colleague | None
    because: str
    """How the person came to be it, or why there is nobody."""


async def made_up(session: AsyncSession, zone: str, asking: str) -> Addressee:
    """Somebody whose traits are those most customers have. Their CSM is who is `asking`, if that is
    a user's address."""
    given: dict[str, dict[str, Any]] = {"account": {}, "contact": {}}
    for trait in await seen_traits(session):
        whose, _, name = trait.path.partition(".")
        if trait.examples:
            given[whose][name] = trait.examples[0]
    account, contact = somebody(given["account"], given["contact"], zone)
    user = (await session.exec(select(User).where(User.email == asking))).first()
    return Addressee(account, contact, owner(colleague(user) if user else None), "made up")


async def addressee(session: AsyncSession, whom: Whom, to: Recipient) -> Addressee:
    """The contact that is named, else whom of the account a step would write to.

    Raises NotFound.
    """
    customer = await customer_meant(session, whom)
    account = customer.account
    csm = await session.get(User, account.owner_id) if account and account.owner_id else None
    here = colleague(csm) if csm and csm.disabled_at is None else None
    described = company(account) if account else None
    if customer.contact is not None:
        return Addressee(described, person(customer.contact), here, "the contact you chose")
    people = await members(session, account.id) if account else []
    found = among(people, to)
    if isinstance(found, Nobody):
        return Addressee(described, None, here, found.reason)
    return Addressee(described, found.person, here, found.because)
