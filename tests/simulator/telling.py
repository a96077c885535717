"""A vocabulary for stories of the simulator: a journey in a few lines, one customer, their life."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from ruamel.yaml import YAML

from engine.advancing.passage import Colleague
from engine.definition.document import parse
from engine.definition.journey import Journey
from engine.identifiers import account_id
from engine.simulator import Customer, Event, Happening, Life, Setting, company, live, person

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
OLIVE = Colleague(account_id("olive"), "Olive", "olive@northwind.test")
USUAL: Mapping[str, Any] = {
    "journey": "story",
    "name": "A story",
    "entry": {"triggers": [{"event": "Account Created"}]},
    "templates": {
        "mail": {"subject": "Hello {{ contact.first_name | default('there') }}", "body": "Hi."},
        "strict": {"subject": "Your plan", "body": "You have {{ account.plan }}."},
        "note": {"title": "Hello", "body": "Hi."},
    },
}


def journey(written: str) -> Journey:
    """A journey of which only what matters to the story is written."""
    return parse(json.dumps(dict(USUAL) | YAML(typ="safe").load(written)))


def after(**duration: float) -> datetime:
    """So long after the customer came."""
    return MONDAY + timedelta(**duration)


def customer(*happenings: Happening, **traits: Any) -> Customer:
    """Pat at Acme, who comes on Monday at 09:00 UTC."""
    pat = person("pat", {"name": "Pat Doe", "email": "pat@acme.test"})
    comes = Event(MONDAY, "Account Created", contact=pat.id)
    return Customer(
        company("acme", {"name": "Acme", **traits}), (pat,), OLIVE, (comes, *happenings)
    )


def lived(written: str, who: Customer, days: float = 365) -> Life:
    """Their life, with a journey of these steps."""
    setting = Setting(journey(written), "UTC", {"name": "Northwind"}, (OLIVE,))
    return live(setting, who, after(days=days))


def said(life: Life) -> list[str]:
    """The timeline of the only passage."""
    (run,) = life.runs
    return [noted.entry.summary for noted in run.timeline]


def outcome(life: Life) -> str | None:
    """How the only passage ended. None: it has not."""
    (run,) = life.runs
    return run.ended.outcome if run.ended else None


def changed(who: Customer, **changes: Any) -> Customer:
    return replace(who, **changes)
