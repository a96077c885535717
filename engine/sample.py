"""Somebody made up to show a message to, with traits as this installation's customers have them."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from engine.advancing.passage import Colleague, Company, Person
from engine.tracking.traits import with_values

_NOBODY = UUID(int=0)
OWNER = Colleague(_NOBODY, "Robin Vale", "robin@example.com", "https://calendar.example.com/robin")


def sample_account(traits: Mapping[str, Any]) -> Company:
    """`traits` by their paths within an account: `plan`, `address.city`."""
    return Company(
        _NOBODY,
        "sample",
        "Brightwave",
        with_values({}, {**traits, "name": "Brightwave"}),
        renewal_date=None if "renewal_date" in traits else date(2027, 3, 31),
    )


def sample_person(traits: Mapping[str, Any], time_zone: str) -> Person:
    own = {"first_name": "Ada", "last_name": "Lindqvist", "email": "ada@brightwave.example"}
    spelt_otherwise = {"firstName", "firstname", "lastName", "lastname", "name"}
    given = {name: value for name, value in traits.items() if name not in spelt_otherwise}
    return Person(
        _NOBODY,
        "sample",
        own["email"],
        "Ada Lindqvist",
        with_values({}, {**given, **own}),
        time_zone,
    )
