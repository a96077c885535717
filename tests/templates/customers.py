"""Scopes to render with: a customer we know everything about, and one we hardly know."""

from typing import Any

FULL: dict[str, Any] = {
    "account": {
        "name": "Harbour & Sons",
        "plan": "team",
        "seats": 24,
        "arr": 12000,
        "industry": "logistics",
        "tags": ["eu", "pilot", "paid"],
        "renewal_date": "2027-03-31",
        "trial_ends": "2026-11-30T23:30:00Z",
        "limits": {"projects": 50},
        "phone": None,
        "website": "",
    },
    "contact": {
        "first_name": "Zoë",
        "email": "zoe@harbour.example",
        "time_zone": "Europe/Amsterdam",
    },
    "owner": {"first_name": "Priya", "email": "priya@acme.example"},
    "journey": {"name": "Onboarding"},
    "organization": {"name": "Acme", "app_url": "https://app.acme.example"},
}
