"""Somebody made up to show a message to, with traits as this installation's customers have them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from engine.advancing.passage import Colleague, Company, Person
from engine.definition.scenarios import SampleCustomer
from engine.simulation.scenarios import OWNER as OF_SCENARIOS
from engine.simulation.scenarios import sample_customer
from engine.tracking.traits import with_values

OWNER = replace(OF_SCENARIOS, meeting_url="https://calendar.example.com/olive")
"""Who looks after them, where nobody who asks could."""

_NAMES = {"name", "firstName", "first_name", "firstname", "lastName", "last_name", "lastname"}
_RENEWAL = date(2027, 3, 31)


def somebody(
    account: Mapping[str, Any], contact: Mapping[str, Any], zone: str
) -> tuple[Company, Person]:
    """The same as in scenarios, with these traits; each by its path: `plan`, `address.city`."""
    made_up = sample_customer(SampleCustomer(), zone)
    assert made_up.account is not None
    company, (person, *_) = made_up.account, made_up.people
    own = {name: value for name, value in contact.items() if name not in {*_NAMES, "email"}}
    return (
        replace(
            company,
            traits=with_values(company.traits, {**account, "name": company.name}),
            renewal_date=None if "renewal_date" in account else _RENEWAL,
        ),
        replace(person, traits=with_values(person.traits, own), time_zone=zone),
    )


def owner(asking: Colleague | None) -> Colleague:
    """Whoever asks, so that a test mail comes from them."""
    if asking is None:
        return OWNER
    return replace(asking, meeting_url=asking.meeting_url or OWNER.meeting_url)
