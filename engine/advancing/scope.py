"""What templates can name: account, contact, owner, journey and organization, as plain data; and
where the contact chooses what they hear."""

from collections.abc import Mapping
from typing import Any

from engine.advancing.passage import Colleague, Company, Passage, Person

SAMPLE_PREFERENCES_URL = "https://example.com/preferences"
"""Where nobody's messages lead."""


def scope(
    passage: Passage,
    person: Person | None,
    organization: Mapping[str, Any],
    preferences_url: str | None = None,
) -> dict[str, Any]:
    """Everything a template may use for this customer. What is unknown is absent, never blank."""
    journey = (passage.journey.journey, passage.journey.name)
    return values(passage.account, person, passage.owner, journey, organization, preferences_url)


def values(
    account: Company | None,
    person: Person | None,
    owner: Colleague | None,
    journey: tuple[str, str],
    organization: Mapping[str, Any],
    preferences_url: str | None = None,
) -> dict[str, Any]:
    """The same of a customer who is in no journey. `journey` is a key and a name."""
    return {
        "account": _account(account),
        "contact": _contact(person),
        "owner": _owner(owner),
        "journey": {"key": journey[0], "name": journey[1]},
        "organization": _known(organization),
        **_known({"preferences_url": preferences_url}),
    }


def _account(account: Company | None) -> dict[str, Any]:
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


def _contact(person: Person | None) -> dict[str, Any]:
    if person is None:
        return {}
    first, last = names(person)
    return _known(
        {
            **person.traits,
            "external_id": person.external_id,
            "email": person.email,
            "name": person.name,
            "first_name": first,
            "last_name": last,
            "time_zone": person.time_zone,
            "locale": person.locale,
        }
    )


def names(person: Person) -> tuple[str | None, str | None]:
    """First and last name: as sent under any of the usual spellings, else parted from the name."""
    traits = person.traits
    first = traits.get("first_name") or traits.get("firstName") or traits.get("firstname")
    last = traits.get("last_name") or traits.get("lastName") or traits.get("lastname")
    parts = (person.name or "").split()
    if not first and parts:
        first = parts[0]
    if not last and len(parts) > 1:
        last = " ".join(parts[1:])
    return (str(first) if first else None), (str(last) if last else None)


def _owner(owner: Colleague | None) -> dict[str, Any]:
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


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None and value != ""}
