"""A customer as they are when a simulation begins, and all that is going to happen to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from engine.advancing.passage import Colleague, Company, Person
from engine.consent import Consent
from engine.definition.base import StepId
from engine.identifiers import account_id, contact_id
from engine.simulation.happenings import Happening
from engine.tracking.traits import account_columns, contact_columns, roles_in


@dataclass(frozen=True)
class Customer:
    """An account and its people; or one person without an account."""

    account: Company | None
    people: tuple[Person, ...] = ()
    """The primary contact first, then by how long they have been there."""
    owner: Colleague | None = None
    happenings: tuple[Happening, ...] = ()
    segments: frozenset[str] = frozenset()
    """Those the customer is in from the start."""
    consents: Mapping[UUID, Consent] = field(default_factory=dict)
    """What contacts want from the start. Who is not in it has said nothing."""
    bounces: frozenset[str] = frozenset()
    """Addresses that take no mail."""
    failing: frozenset[StepId] = frozenset()
    """Webhooks and notices that never get through."""
    known_since: datetime | None = None
    """From when on anything is on record of them, aware UTC. None: they are made up."""

    @property
    def name(self) -> str:
        """What to call them in a report."""
        if self.account is not None:
            return self.account.name or self.account.external_id
        return self.people[0].called if self.people else "a customer"

    @property
    def traits(self) -> Mapping[str, Mapping[str, Any]]:
        """Those of the account, and of the primary contact."""
        main = next(iter(self.people), None)
        return {
            "account": self.account.traits if self.account else {},
            "contact": main.traits if main else {},
        }

    @property
    def key(self) -> str:
        """What to ask for them by."""
        if self.account is not None:
            return self.account.external_id
        return str(self.people[0].external_id or self.people[0].id) if self.people else ""


def company(
    external_id: str, traits: Mapping[str, Any], *, identifier: UUID | None = None
) -> Company:
    """The account these traits describe, read as ingest reads them."""
    columns = account_columns(traits, dict(traits))
    renewal = columns.get("renewal_date")
    return Company(
        id=identifier or account_id(external_id),
        external_id=external_id,
        name=columns.get("name"),
        traits=dict(traits),
        time_zone=columns.get("time_zone"),
        renewal_date=date.fromisoformat(renewal) if renewal else None,
    )


def person(
    external_id: str,
    traits: Mapping[str, Any],
    *,
    roles: Sequence[str] = (),
    identifier: UUID | None = None,
) -> Person:
    """The contact these traits describe, read as ingest reads them."""
    columns = contact_columns(traits, dict(traits))
    return Person(
        id=identifier or contact_id("user_id", external_id),
        external_id=external_id,
        email=columns.get("email"),
        name=columns.get("name"),
        traits=dict(traits),
        time_zone=columns.get("time_zone"),
        roles=tuple(roles) or tuple(roles_in(dict(traits))),
        locale=columns.get("locale"),
    )
