"""What templates can name: account, contact, owner, journey and organization, as plain data."""

from typing import Any

from activities.ports import Organization
from engine.store.passages import Passage
from engine.store.tables import Account, Contact, User


def scope(passage: Passage, contact: Contact | None, organization: Organization) -> dict[str, Any]:
    """Everything a template may use for this customer. What is unknown is absent, never blank."""
    return {
        "account": _account(passage.account),
        "contact": _contact(contact),
        "owner": _owner(passage.owner),
        "journey": {"key": passage.journey.journey, "name": passage.journey.name},
        "organization": _known({**organization.scope, "name": organization.name}),
    }


def _account(account: Account | None) -> dict[str, Any]:
    if account is None:
        return {}
    renewal = account.renewal_date.isoformat() if account.renewal_date else None
    return _known(
        {
            **account.traits,
            "external_id": account.external_id,
            "name": account.name,
            "renewal_date": renewal or account.traits.get("renewal_date"),
        }
    )


def _contact(contact: Contact | None) -> dict[str, Any]:
    if contact is None:
        return {}
    first, last = names(contact)
    return _known(
        {
            **contact.traits,
            "external_id": contact.external_id,
            "email": contact.email,
            "name": contact.name,
            "first_name": first,
            "last_name": last,
            "time_zone": contact.time_zone,
        }
    )


def names(contact: Contact) -> tuple[str | None, str | None]:
    """First and last name: as sent under any of the usual spellings, else parted from the name."""
    traits = contact.traits
    first = traits.get("first_name") or traits.get("firstName") or traits.get("firstname")
    last = traits.get("last_name") or traits.get("lastName") or traits.get("lastname")
    parts = (contact.name or "").split()
    if not first and parts:
        first = parts[0]
    if not last and len(parts) > 1:
        last = " ".join(parts[1:])
    return (str(first) if first else None), (str(last) if last else None)


def _owner(owner: User | None) -> dict[str, Any]:
    if owner is None:
        return {}
    first = owner.name.split()[0] if owner.name.split() else None
    return _known(
        {
            "name": owner.name,
            "first_name": first,
            "email": owner.email,
            "meeting_url": owner.meeting_url,
        }
    )


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None and value != ""}
