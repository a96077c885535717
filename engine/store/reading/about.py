"""Which journey and customer a thing belongs to: what enrollments, messages and tasks all say."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import col, func, select

from engine.store.tables import Account, Contact, Enrollment, Journey, Message, Task


@dataclass(frozen=True)
class About:
    id: UUID
    journey: str
    """Its key."""
    journey_name: str
    account: str | None
    """External id."""
    account_id: UUID | None
    account_name: str | None
    """External id when no name is known."""
    contact: str | None
    """External id, or mail address when there is none."""
    contact_name: str | None
    """Mail address when no name is known."""


def told_about(table: type[Enrollment | Message | Task]) -> Any:
    """A select of the table's rows with what `About` says of each."""
    return (
        select(  # type: ignore[call-overload]
            table,
            col(Journey.key).label("journey"),
            col(Journey.name).label("journey_name"),
            col(Account.external_id).label("account"),
            func.coalesce(Account.name, Account.external_id).label("account_name"),
            func.coalesce(Contact.external_id, Contact.email).label("contact"),
            func.coalesce(Contact.name, Contact.email).label("contact_name"),
        )
        .join(Journey, col(Journey.id) == table.journey_id)
        .outerjoin(Account, col(Account.id) == table.account_id)
        .outerjoin(Contact, col(Contact.id) == table.contact_id)
    )
