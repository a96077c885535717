"""Accounts and people: ordinary ones, and those whose names break layouts."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine.store.tables import Account, Contact, Identity, Membership, User
from tests.browser.seed.rows import Rows

_FIRST = ["Ada", "Grace", "Linus", "Noor", "Wei", "Amara", "Luca", "Freya", "Ivo", "Sana", "Tomás"]
_LAST = ["Byron", "Okafor", "Lindgren", "Haddad", "Chen", "Moreau", "Novák", "Sato", "Ferreira"]
_WORDS = ["North", "Silver", "Cedar", "Blue", "Harbor", "Summit", "Ember", "Quarry", "Juniper"]
_KINDS = ["Logistics", "Health", "Energy", "Foods", "Studio", "Robotics", "Mobility", "Labs"]
_ZONES = ["Europe/Amsterdam", "America/New_York", "Asia/Tokyo", "Australia/Sydney", None]
_ROLES = ["admin", "champion", "decision_maker", "exec_sponsor", "billing", "end_user"]

AWKWARD = [
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft mbH",
    "شركة النور للتجارة والمقاولات",
    "🚀🌈 Rocket Rainbow & Söhne <script>alert(1)</script>",
    "株式会社とても長い名前の会社ホールディングスインターナショナル",
    "A",
    "The Society for the Preservation of Long and Winding Company Names, Incorporated 1897",
    None,
]


@dataclass(frozen=True)
class Customer:
    account: Account
    contact: Contact


def make_customers(
    rows: Rows, dice: random.Random, count: int, owners: list[User], now: datetime
) -> list[Customer]:
    return [_customer(rows, dice, number, owners, now) for number in range(count)]


def _customer(
    rows: Rows, dice: random.Random, number: int, owners: list[User], now: datetime
) -> Customer:
    name = _name(dice, number)
    known = now - timedelta(days=dice.randint(1, 400), minutes=dice.randint(0, 1439))
    renewal = (now + timedelta(days=dice.randint(-20, 360))).date()
    arr = dice.choice([None, 480_000, 1_250_050, 9_900_000, 25_000_000])
    traits: dict[str, Any] = {
        "seats": dice.choice([3, 8, 25, 40, 120, 900]),
        "plan": dice.choice(["starter", "team", "enterprise"]),
        "status": "active",
        "uses_sso": dice.choice([True, False]),
        "billing": {"country": dice.choice(["NL", "DE", "US"]), "vat": None},
    }
    account = rows.add(
        Account(
            external_id=f"acc-{number:04d}",
            name=name,
            stage=dice.choice(["onboarding", "adoption", "renewal", None]),
            owner_id=dice.choice([owners[0].id, owners[1].id, None]),
            arr_minor=arr,
            currency=dice.choice(["EUR", "USD"]) if arr else None,
            renewal_date=dice.choice([renewal, None]),
            time_zone=dice.choice(_ZONES),
            traits=traits,
            created_at=known,
            updated_at=known,
        )
    )
    people = [_contact(rows, dice, account, place, known) for place in range(dice.randint(1, 4))]
    return Customer(account, people[0])


def _name(dice: random.Random, number: int) -> str | None:
    if number % 6 == 2:
        return AWKWARD[(number // 6) % len(AWKWARD)]
    return f"{dice.choice(_WORDS)} {dice.choice(_KINDS)} {number if number > 60 else ''}".strip()


def _contact(
    rows: Rows, dice: random.Random, account: Account, place: int, known: datetime
) -> Contact:
    first, last = dice.choice(_FIRST), dice.choice(_LAST)
    email = f"{first}.{last}.{place}@{account.external_id}.test".lower()
    contact = rows.add(
        Contact(
            external_id=f"{account.external_id}-u{place}",
            email=email,
            name=None if dice.random() < 0.1 else f"{first} {last}",
            time_zone=dice.choice(_ZONES),
            created_at=known,
            updated_at=known,
        )
    )
    rows.add(Identity(kind="email", value=email, contact_id=contact.id))
    rows.add(
        Membership(
            account_id=account.id,
            contact_id=contact.id,
            roles=dice.sample(_ROLES, dice.randint(0, 2)),
            is_primary=place == 0,
            created_at=known,
        )
    )
    return contact
