"""Real customers whose dates are known, to show on one of them when something would be."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, cast, func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.steps import UntilDate
from engine.reckoning import moment_of
from engine.store.customers import Whom
from engine.store.knowledge import SAMPLE
from engine.store.tables import Account, Contact


@dataclass(frozen=True)
class Example:
    whom: Whom
    name: str
    """What they are called: an account's name, a contact's name or address."""


async def example_for(
    session: AsyncSession, until: UntilDate, now: datetime, zone: str
) -> Example | None:
    """Of the customers changed last, the one for whom it comes next, or else came last.

    `now` is aware UTC, `zone` an IANA name to reckon in. None: nobody has such a date.
    """
    account = until.date.trait.startswith("account.")
    nearest: tuple[bool, float] | None = None
    found: Example | None = None
    for value, key, name in await session.execute(_with(until.date.trait)):
        at = moment_of(until, value, zone)
        if at is None:
            continue
        away = (at - now).total_seconds()
        this = (away < 0, abs(away))
        if nearest is None or this < nearest:
            whom = Whom(account=key) if account else Whom(contact=key)
            nearest, found = this, Example(whom, name)
    return found


def _with(trait: str) -> Select[tuple[Any, str, str]]:
    """The trait's value, whose it is by key, and what they are called."""
    whose, _, name = trait.partition(".")
    path = tuple(name.split("."))
    if whose == "account":
        external_id = col(Account.external_id)
        called = func.coalesce(col(Account.name), external_id)
        value = col(Account.traits)[path]
        latest = select(value, external_id, called).order_by(col(Account.updated_at).desc())
    else:
        id_ = cast(col(Contact.id), String)
        called = func.coalesce(col(Contact.name), col(Contact.email), id_)
        value = col(Contact.traits)[path]
        latest = (
            select(value, id_, called)
            .where(col(Contact.merged_into).is_(None))
            .order_by(col(Contact.updated_at).desc())
        )
    return latest.where(value.is_not(None)).limit(SAMPLE)
