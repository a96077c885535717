"""Health of the accounts, as it would have been found: scores, bands, half a year of the past."""

import random
from datetime import datetime, timedelta

from pydantic import JsonValue

from engine.health import DEFAULT, Level, Measured, effective, score, score_to_json
from engine.store.tables import AccountHealth, HealthPoint, User
from tests.browser.seed.customers import Customer
from tests.browser.seed.rows import Rows
from tests.health.parts import EXAMPLES

_DAYS = 12
_MOODS: tuple[tuple[Level, ...], ...] = (
    ("green", "green", "yellow"),
    ("green", "yellow", "red"),
    ("yellow", "red", "red"),
)


def make_health(
    rows: Rows, dice: random.Random, customers: list[Customer], users: list[User], now: datetime
) -> None:
    """Every ninth has said too little; the first was set by hand."""
    for number, customer in enumerate(customers):
        known = "logins" if number % 9 == 4 else None
        mood = dice.choice(_MOODS)
        values = {
            each.key: Measured(EXAMPLES[each.key][dice.choice(mood)], now - timedelta(hours=5))
            if known in (None, each.key)
            else None
            for each in DEFAULT.components
        }
        found = score(DEFAULT, values, now)
        override: dict[str, JsonValue] | None = None
        if number == 0:
            override = {
                "score": None,
                "band": "red",
                "reason": "Their champion left, and nobody answers.",
                "by": users[0].name,
                "expires_at": (now + timedelta(days=20)).isoformat(),
            }
        change = dice.randint(-30, 20) if found.value is not None else None
        rows.add(
            AccountHealth(
                account_id=customer.account.id,
                at=now,
                card=found.card,
                revision=0,
                score=found.value,
                band="red" if override else found.band,
                band_since=now - timedelta(days=dice.randint(0, 90)),
                sentence=effective(found, None, now).sentence,
                computed=score_to_json(found),
                compared=score_to_json(found),
                override=override,
                month_ago={"band": dice.choice(mood), "score": 50.0},
                change=change,
            )
        )
        for day in range(_DAYS if number < 5 else 0):
            value = min(100, max(0, (found.value or 0) + dice.randint(-25, 25)))
            band = DEFAULT.bands.band(value)
            rows.add(
                HealthPoint(
                    account_id=customer.account.id,
                    at=now - timedelta(days=15 * (_DAYS - day)),
                    score=value,
                    band=band,
                    computed_score=value,
                    computed_band=band,
                    is_change=day % 4 == 0,
                    changed_from="green" if day else None,
                    why=found.sentence if day % 4 == 0 else None,
                )
            )
